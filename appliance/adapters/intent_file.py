"""The file that says that a wipe has been decided.

It is as large as it will ever be from the start, and is written in place: a full disk has no say.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.core.destruction import INTENT_BYTES, Intent
from appliance.errors import ApplianceError

FILE_MODE = 0o600


@dataclass(frozen=True, slots=True)
class IntentFile:
    """One deployment's intent.

    Args:
        path: the file.
    """

    path: Path

    def prepare(self) -> bool:
        """Make room for an intent; return whether there is room."""
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, FILE_MODE)
        except OSError:
            return False
        try:
            short = INTENT_BYTES - os.fstat(descriptor).st_size
            if short > 0:
                os.pwrite(descriptor, bytes(short), INTENT_BYTES - short)
                os.fsync(descriptor)
            return os.fstat(descriptor).st_size >= INTENT_BYTES
        except OSError:
            return False
        finally:
            os.close(descriptor)

    def read(self) -> Intent | None:
        """Return the intent, or nothing where nothing has been decided."""
        try:
            with self.path.open("rb") as file:
                return Intent.parse(file.read(INTENT_BYTES))
        except OSError:
            return None

    def write(self, intent: Intent) -> bool:
        """Write the intent; return whether it is on the disk."""
        try:
            content = intent.to_bytes()
        except ApplianceError:  # too many backups to name: no reason to destroy nothing
            return False
        return self._put(content)

    def clear(self) -> bool:
        """Take the intent back, or note that it is done; return whether that is on the disk."""
        return self._put(bytes(INTENT_BYTES))

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody else wipes here, and keep others waiting."""
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
        except OSError:  # a disk that refuses even this must not stop a wipe
            yield
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _put(self, content: bytes) -> bool:
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, FILE_MODE)
        except OSError:
            return False
        try:
            written = os.pwrite(descriptor, content, 0)
            os.fsync(descriptor)
            return written == len(content)
        except OSError:
            return False
        finally:
            os.close(descriptor)
