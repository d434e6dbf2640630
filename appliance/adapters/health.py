"""Asks a process whether it is ready, without any library that would take time to load."""

import http.client
import socket
from pathlib import Path

TIMEOUT_S = 2.0
READY_STATUS = 204
FOUND_STATUS = 200


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=TIMEOUT_S)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(TIMEOUT_S)
        self.sock.connect(str(self.path))


def unix_ready(path: Path) -> bool:
    """Tell whether the service behind a unix socket says that it is ready."""
    return _ready(_UnixConnection(path))


def tcp_ready(host: str, port: int) -> bool:
    """Tell whether the service behind a loopback port says that it is ready."""
    return _ready(http.client.HTTPConnection(host, port, timeout=TIMEOUT_S))


def http_ready(host: str, port: int, path: str) -> bool:
    """Tell whether a loopback port answers a page of its own, whatever lies behind it."""
    return _ready(http.client.HTTPConnection(host, port, timeout=TIMEOUT_S), path, FOUND_STATUS)


def _ready(
    connection: http.client.HTTPConnection, path: str = "/healthz", status: int = READY_STATUS
) -> bool:
    try:
        connection.request("GET", path)
        return connection.getresponse().status == status
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
