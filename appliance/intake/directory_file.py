"""The signed key directory, read from STATE whenever it changes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from appliance.core import canonical
from appliance.core.directory import LIMIT_BYTES, Directory
from appliance.errors import ApplianceError, InvalidInputError
from appliance.logs import get_logger

State = Literal["ready", "help_only"]
Stamp = tuple[int, int, int]

log = get_logger()


@dataclass(frozen=True, slots=True)
class SignedDirectory:
    """One version of the directory.

    Attributes:
        signed: the file as it is; browsers check its signature, not we.
        directory: what it says.
        etag: changes when the file does.
    """

    signed: bytes
    directory: Directory
    etag: str

    @property
    def state(self) -> State:
        """Whether reports can be made: there has to be a key to seal them to."""
        return "ready" if self.directory.intake_keys else "help_only"


class DirectoryFile:
    """The current directory and its earlier versions.

    Args:
        current_file: where the agent puts the current version.
        version_file: version -> where that one is kept.
    """

    def __init__(self, current_file: Path, version_file: Callable[[int], Path]) -> None:
        self._current_file = current_file
        self._version_file = version_file
        self._read: dict[Path, tuple[Stamp, SignedDirectory | None]] = {}

    def current(self) -> SignedDirectory | None:
        """Return the directory; None before set-up, or while the file is damaged."""
        return self._load(self._current_file)

    def intake_keys(self, version: int) -> int | None:
        """Return how many intake keys a version has.

        A browser may hold an earlier version than ours: help beats freshness (DESIGN §4).

        Args:
            version: the one that a report was sealed to.

        Returns:
            The number, or None for an earlier version whose file is gone.

        Raises:
            InvalidInputError: there is no such version yet, or it has no intake key.
        """
        current = self.current()
        if current is None or version > current.directory.version:
            raise InvalidInputError("This report is sealed to a directory that is not known here.")
        found = current
        if version < current.directory.version:
            earlier = self._load(self._version_file(version))
            if earlier is None:
                return None
            found = earlier
        if not found.directory.intake_keys:
            raise InvalidInputError("This report is sealed to a directory that takes none.")
        return len(found.directory.intake_keys)

    def is_in_force(self, version: int) -> bool:
        """Tell whether every intake key of a version still counts.

        One key that was dropped is enough to say no: she may have left the others out.

        Args:
            version: the one that a report was sealed to.

        Returns:
            Whether reports sealed to it may come in; not where its file is gone.
        """
        current = self.current()
        if current is None or version == current.directory.version:
            return current is not None
        earlier = self._load(self._version_file(version))
        return earlier is not None and _keys(earlier) <= _keys(current)

    def _load(self, path: Path) -> SignedDirectory | None:
        """Return a version, reading the file only if it is another one than before."""
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            known = self._read.get(path)
            if known is None or known[0] != stamp:
                known = (stamp, _parse(path.read_bytes()))
                self._read[path] = known
        except OSError:
            self._read.pop(path, None)
            return None
        return known[1]


def _keys(found: SignedDirectory) -> set[str]:
    return {key.key for _, key in found.directory.intake_keys}


def _parse(content: bytes) -> SignedDirectory | None:
    try:
        file = canonical.parse(content, LIMIT_BYTES)
        directory = Directory.parse(file.get("directory"))
    except ApplianceError:
        log.exception("intake.directory_unreadable")
        return None
    etag = hashlib.sha256(content).hexdigest()[:32]
    return SignedDirectory(content, directory, etag)
