"""What lies under a folder: what a laboratory could still find there after a wipe."""

import os
from dataclasses import dataclass
from pathlib import Path

COPY_ON_WRITE = frozenset({"bcachefs", "btrfs", "f2fs", "nilfs2", "overlay", "zfs"})
IN_MEMORY = frozenset({"ramfs", "tmpfs"})


@dataclass(frozen=True, slots=True)
class Medium:
    """A place where files lie.

    Args:
        filesystem: its type, as the kernel names it.
        in_memory: nothing of it ever reaches a disk by itself.
        copies: new content goes to new places, so overwriting a file leaves the old one.
        encrypted: the device below is encrypted.
        flash: the device moves what it stores; None where the kernel does not say.
        swap: memory of this machine may be written to a disk.
    """

    filesystem: str
    in_memory: bool
    copies: bool
    encrypted: bool
    flash: bool | None
    swap: bool

    @classmethod
    def under(cls, folder: Path) -> "Medium":
        """Return what lies under a folder; what cannot be found out is taken for the worse."""
        filesystem, device = _mount_of(folder)
        block = _block(device)
        return cls(
            filesystem=filesystem,
            in_memory=filesystem in IN_MEMORY,
            copies=filesystem in COPY_ON_WRITE or not filesystem,
            encrypted=_text(block / "dm" / "uuid").startswith("CRYPT-"),
            flash=_flash(block),
            swap=len(_text(Path("/proc/swaps")).splitlines()) > 1,
        )

    @property
    def codes(self) -> list[str]:
        """Return what to say of it, as codes for the catalogue."""
        found = [] if self.in_memory else [self._disk()]
        if not self.in_memory and self.flash is not False:
            found.append("disk-flash")
        return [*found, "swap"] if self.swap else found

    def _disk(self) -> str:
        if self.encrypted:
            return "disk-encrypted"
        return "disk-copies" if self.copies else "disk-plain"


def _mount_of(folder: Path) -> tuple[str, str]:
    """Return file system and device number of the mount that a folder is on."""
    best = ("", "", "")
    for line in _text(Path("/proc/self/mountinfo")).splitlines():
        own, _, rest = line.partition(" - ")
        fields = own.split()
        if len(fields) < 5 or not rest:
            continue
        point = fields[4].replace("\\040", " ")
        inside = point == "/" or f"{folder}/".startswith(f"{point}/")
        if inside and len(point) >= len(best[0]):
            best = (point, rest.split()[0], fields[2])
    return best[1], best[2]


def _block(device: str) -> Path:
    return Path("/sys/dev/block") / device if device else Path(os.devnull)


def _flash(block: Path) -> bool | None:
    for place in (block, block.resolve().parent):  # a partition's queue is its disk's
        found = _text(place / "queue" / "rotational").strip()
        if found:
            return found == "0"
    return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
