"""Destroying files: overwriting in place, removing, and going on whatever a disk refuses.

Nothing here raises for a file that cannot be destroyed: it is named in what is returned, and the
rest goes on. None of it needs free room on the disk.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CHUNK_BYTES = 1024 * 1024


@dataclass(slots=True)
class Gone:
    """What has been destroyed so far, and what could not be.

    Attributes:
        files: number of files.
        size_bytes: their bytes together.
        not_overwritten: how many could only be removed.
        left: name and reason of each that is still there.
    """

    files: int = 0
    size_bytes: int = 0
    not_overwritten: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, path: Path, error: OSError) -> None:
        """Remember what could not be destroyed; what was gone already does not count."""
        if error.errno != errno.ENOENT:
            self.left.append((path.name, errno.errorcode.get(error.errno or 0, "EIO")))


def destroy(paths: Sequence[Path], gone: Gone) -> None:
    """Overwrite files in place, wait for the disk, then remove them.

    All are overwritten before the first is removed, so that the waits for the disk are shared.
    """
    written = [path for path in paths if _overwrite(path, gone)]
    for path in written:
        _sync(path, os.O_RDONLY | os.O_NOFOLLOW)
    for path in paths:
        _remove(path, gone)
    for folder in dict.fromkeys(path.parent for path in paths):
        _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def destroy_tree(
    folder: Path, gone: Gone, sealed: Sequence[Path], told: Callable[[int], None]
) -> None:
    """Destroy everything below a folder, and the folder.

    Args:
        folder: the folder; a link is removed, never followed.
        gone: what has been destroyed so far.
        sealed: folders whose files are ciphertext: removed, not overwritten.
        told: told the number of files after each.
    """
    for path, is_folder in walk(folder):
        if is_folder:
            _sync(path, os.O_RDONLY | os.O_DIRECTORY)
            _remove_folder(path, gone)
            continue
        below_sealed = any(path.is_relative_to(each) for each in sealed)
        if not below_sealed and _overwrite(path, gone):
            _sync(path, os.O_RDONLY | os.O_NOFOLLOW)
        _remove(path, gone)
        told(gone.files)
    _sync(folder.parent, os.O_RDONLY | os.O_DIRECTORY)


def walk(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Yield everything below a folder and then the folder, whether each is a folder."""
    try:
        is_folder = stat.S_ISDIR(folder.lstat().st_mode)
        inside = sorted(folder.iterdir()) if is_folder else []
    except OSError:
        return
    for each in inside:
        yield from walk(each)
    yield folder, is_folder


def measure(folders: Sequence[Path]) -> tuple[int, int]:
    """Return number and bytes of the files below some folders."""
    files = size_bytes = 0
    for folder in folders:
        for path, is_folder in walk(folder):
            if not is_folder:
                files += 1
                size_bytes += _size(path)
    return files, size_bytes


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _overwrite(path: Path, gone: Gone) -> bool:
    """Replace a file's bytes where they lie; return whether that was possible."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        # Links and sockets hold nothing; what is gone already needs nothing.
        gone.not_overwritten += error.errno not in {errno.ELOOP, errno.ENXIO, errno.ENOENT}
        return False
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            return False
        _fill(descriptor, found.st_size)
    except OSError:
        gone.not_overwritten += 1
        return False
    finally:
        os.close(descriptor)
    return True


def _fill(descriptor: int, size: int) -> None:
    """Write random bytes over a file, never past its last block: that would need room."""
    done = 0
    while done < size:
        done += os.pwrite(descriptor, os.urandom(min(CHUNK_BYTES, size - done)), done)


def _remove(path: Path, gone: Gone) -> None:
    size = _size(path)
    try:
        path.unlink()
    except FileNotFoundError:
        return
    except OSError as error:
        gone.refuse(path, error)
        return
    gone.files += 1
    gone.size_bytes += size


def _remove_folder(path: Path, gone: Gone) -> None:
    try:
        path.rmdir()
    except OSError as error:
        gone.refuse(path, error)


def _sync(path: Path, flags: int) -> None:
    try:
        descriptor = os.open(path, flags)
    except OSError:
        return  # gone, or refused already and named
    try:
        os.fsync(descriptor)
    except OSError:
        return  # removing it comes next, whatever the disk says
    finally:
        os.close(descriptor)
