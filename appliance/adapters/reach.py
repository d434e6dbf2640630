"""Whether others can reach this box: its certificate, and its onion address through Tor."""

import socket
import struct
from datetime import datetime
from pathlib import Path

from cryptography import x509

WITHIN_S = 30.0
SOCKS_VERSION = 5
NO_SIGN_IN = b"\x05\x01\x00"
CONNECT_BY_NAME = b"\x05\x01\x00\x03"
REPLY_BYTES = {1: 6, 4: 18}
HTTP_PORT = 80


def certificate_ends(file: Path) -> datetime | None:
    """Return when the first certificate of a PEM file to end does so; None where it has none."""
    try:
        found = x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError):
        return None
    return min((each.not_valid_after_utc for each in found), default=None)


def onion_answers(address: str, proxy: tuple[str, int]) -> bool:
    """Tell whether an onion address answers, going out through Tor and in again.

    Args:
        address: the onion name, without a scheme.
        proxy: host and port of Tor's SOCKS proxy.
    """
    try:
        with socket.create_connection(proxy, WITHIN_S) as connection:
            _connect(connection, address.encode("ascii"))
            request = f"HEAD / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
            connection.sendall(request.encode("ascii"))
            return _exactly(connection, 5) == b"HTTP/"
    except (OSError, ValueError):
        return False


def _connect(connection: socket.socket, name: bytes) -> None:
    """Ask a SOCKS 5 proxy for a connection (RFC 1928)."""
    connection.sendall(NO_SIGN_IN)
    if _exactly(connection, 2) != bytes([SOCKS_VERSION, 0]):
        raise ValueError("sign-in")
    request = CONNECT_BY_NAME + bytes([len(name)]) + name + struct.pack(">H", HTTP_PORT)
    connection.sendall(request)
    _, refused, _, kind = _exactly(connection, 4)
    if refused:
        raise ValueError("refused")
    _exactly(connection, REPLY_BYTES.get(kind) or _exactly(connection, 1)[0] + 2)


def _exactly(connection: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        more = connection.recv(count - len(found))
        if not more:
            raise ValueError("closed")
        found += more
    return found
