"""Files that survive a power cut: every success here follows the fsync of file and folder.

A file is replaced by writing a new one beside it, fsync, rename, fsync of the folder, so a reader
sees the old content or the new, never half of either.
"""

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from appliance.errors import (
    ApplianceError,
    ConflictError,
    NotFoundError,
    StorageFullError,
    UnavailableError,
)

FILE_MODE = 0o600
FOLDER_MODE = 0o700
UNFINISHED = ".unfinished"
FIXED_TIME = (0, 0)


def write_durably(
    path: Path, content: bytes, mode: int = FILE_MODE, *, timeless: bool = False
) -> None:
    """Create or replace a file in one step that a power cut cannot split.

    Args:
        path: the file; its folder must exist.
        content: all of the new content.
        mode: permissions of the file.
        timeless: give the file a fixed time, where the true one would tell on a survivor.

    Raises:
        StorageFullError: there is no room.
        NotFoundError: the folder is missing.
        UnavailableError: the disk refused.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}{UNFINISHED}")
    with os_errors_translated():
        try:
            _write_and_sync(unfinished, content, mode, timeless=timeless)
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def remove_durably(path: Path) -> None:
    """Remove a file, if it is there, and wait until the removal is on the disk.

    Raises:
        UnavailableError: the disk refused.
    """
    with os_errors_translated():
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def make_folder(path: Path, mode: int = FOLDER_MODE) -> None:
    """Create a folder and its missing parents; the new chain is on the disk afterwards.

    Raises:
        StorageFullError: there is no room.
        ConflictError: something that is no folder has this name.
        UnavailableError: the disk refused.
    """
    with os_errors_translated():
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(mode=mode, exist_ok=True)
            sync_folder(folder.parent)
        if not path.is_dir():
            raise ConflictError("A file stands where a folder should be.")


def sync_folder(folder: Path, *, timeless: bool = False) -> None:
    """Wait until the names in a folder are on the disk; give it a fixed time if asked to."""
    _sync(folder, os.O_DIRECTORY, timeless=timeless)


def sync_file(path: Path) -> None:
    """Wait until a file's content is on the disk."""
    _sync(path, os.O_NOFOLLOW, timeless=False)


def start_sync(path: Path, mode: int) -> None:
    """Set permissions and a fixed time, and let the disk begin; `sync_file` then waits for it.

    For several files: begun together they share the journal's commits, and the waits after that
    take less than half the time of writing one after the other.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fchmod(descriptor, mode)
        os.utime(descriptor, FIXED_TIME)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)  # starts writing what is dirty
    finally:
        os.close(descriptor)


def remove_unfinished(folder: Path) -> int:
    """Remove what an interrupted `write_durably` left in a folder; return how many files."""
    leftovers = list(folder.glob(f".*{UNFINISHED}"))
    for leftover in leftovers:
        leftover.unlink(missing_ok=True)
    if leftovers:
        sync_folder(folder)
    return len(leftovers)


def free_bytes(folder: Path) -> int:
    """Return the room left for us on the disk that holds a folder."""
    with os_errors_translated():
        return shutil.disk_usage(folder).free


@contextlib.contextmanager
def os_errors_translated() -> Iterator[None]:
    """Turn what the operating system raises into errors of the appliance, without paths."""
    try:
        yield
    except OSError as error:
        raise translate(error) from error


def translate(error: OSError) -> ApplianceError:
    """Return the appliance's error for one of the operating system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFullError()
    if isinstance(error, FileNotFoundError):
        return NotFoundError()
    return UnavailableError("The disk refused to read or write.")


def _write_and_sync(path: Path, content: bytes, mode: int, *, timeless: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    descriptor = os.open(path, flags, mode)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor has no path
        os.fchmod(descriptor, mode)
        file.write(content)
        file.flush()
        if timeless:
            os.utime(descriptor, FIXED_TIME)
        os.fsync(descriptor)


def _sync(path: Path, flags: int, *, timeless: bool) -> None:
    descriptor = os.open(path, os.O_RDONLY | flags)
    try:
        if timeless:
            os.utime(descriptor, FIXED_TIME)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
