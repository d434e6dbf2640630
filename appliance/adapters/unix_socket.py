"""A listening unix socket for a process that loads no server, and who is at its other end."""

import os
import socket
import struct
from pathlib import Path

from appliance.errors import ConfigurationError

SOCKET_MODE = 0o600
BACKLOG = 16
PEER = struct.Struct("3i")


def listen(path: Path) -> socket.socket:
    """Bind a unix socket for its owner alone, replacing one that an earlier process left.

    Raises:
        ConfigurationError: something else lies there, or the path is too long.
    """
    found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.is_socket():
            path.unlink()
        os.fchmod(found.fileno(), SOCKET_MODE)  # on Linux the file is made with these rights
        found.bind(str(path))
        found.listen(BACKLOG)
    except OSError as error:
        found.close()
        raise ConfigurationError("A service cannot make its socket.") from error
    return found


def peer_uid(connection: socket.socket) -> int:
    """Return the uid at the other end, as the kernel states it."""
    packed = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size)
    return int(PEER.unpack(packed)[1])


def listens(path: Path) -> bool:
    """Tell whether somebody listens on a unix socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True
