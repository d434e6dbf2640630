"""The room kept free on the disk, and the names that blobs get there."""

import secrets
from pathlib import Path

from appliance.adapters.files import free_bytes
from appliance.errors import StorageFullError

NAME_BYTES = 16
FOLDERS = 256


class Room:
    """Refuses what would eat into the reserve.

    Args:
        folder: a folder on the disk to watch.
        reserve_bytes: kept free.
    """

    def __init__(self, folder: Path, reserve_bytes: int) -> None:
        self._folder = folder
        self._reserve_bytes = reserve_bytes

    def free(self) -> int:
        """Return the room left, reserve included."""
        return free_bytes(self._folder)

    def check(self, size_bytes: int) -> None:
        """Check that something may still be stored.

        Raises:
            StorageFullError: it would leave less than the reserve.
        """
        if self.free() - size_bytes < self._reserve_bytes:
            raise StorageFullError


def new_keys(count: int) -> list[str]:
    """Return fresh keys for objects written together: one folder, so they share its fsync."""
    folder = secrets.randbelow(FOLDERS)
    return [f"{folder:02x}/{secrets.token_hex(NAME_BYTES)}" for _ in range(count)]
