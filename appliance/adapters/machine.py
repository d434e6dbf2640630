"""What the machine says of itself: memory, clock, and the files of the program."""

import ctypes
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
CGROUPS = Path("/sys/fs/cgroup")
STA_UNSYNC = 0x40
CLOCK_FAILED = -1
TIMEX_BYTES = 512  # larger than any `struct timex`
KIB = 1024
COMPILED = ("__pycache__", "node_modules")


@dataclass(frozen=True, slots=True)
class Memory:
    """How much memory there is, within the limit that this process lives under.

    Args:
        available_bytes: what can still be had without swapping.
        total_bytes: all of it.
    """

    available_bytes: int
    total_bytes: int

    @property
    def free_part(self) -> float:
        """Which part of it can still be had, 0 to 1."""
        return self.available_bytes / max(self.total_bytes, 1)


@dataclass(frozen=True, slots=True)
class ClockState:
    """What the kernel knows of its clock.

    Args:
        kept: whether something keeps it right.
        error_s: how far off it may be at most.
    """

    kept: bool
    error_s: float


class _Timex(ctypes.Structure):
    """The head of `struct timex`; the rest of it is padding here."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * TIMEX_BYTES),
    )


def memory() -> Memory | None:
    """Return how memory stands, on the machine or in its container, whichever is tighter."""
    found = [each for each in (_of_machine(), _of_group()) if each is not None]
    return min(found, key=lambda each: each.free_part, default=None)


def resident_bytes(pid: int) -> int:
    """Return how much memory a process holds; 0 where it has gone."""
    for line in _lines(PROC / str(pid) / "status"):
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * KIB
    return 0


def clock_state() -> ClockState | None:
    """Return what the kernel says of its clock; None where it says nothing."""
    libc = ctypes.CDLL(None, use_errno=True)
    timex = _Timex()
    if libc.adjtimex(ctypes.byref(timex)) == CLOCK_FAILED:
        return None
    return ClockState(not timex.status & STA_UNSYNC, timex.maxerror / 1_000_000)


def used_bytes(folder: Path) -> int:
    """Return how many bytes of its disk are in use."""
    return shutil.disk_usage(folder).used


def fingerprints(folders: Sequence[Path]) -> dict[str, str]:
    """Return the hash of every file below some folders."""
    found = {}
    for path in sorted(each for folder in folders for each in _files(folder)):
        try:
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            found[str(path)] = ""
    return found


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not any(part in COMPILED for part in path.parts):
            yield path


def _of_machine() -> Memory | None:
    found = {}
    for line in _lines(PROC / "meminfo"):
        name, _, value = line.partition(":")
        found[name] = int(value.split()[0]) * KIB
    if "MemAvailable" not in found or "MemTotal" not in found:
        return None
    return Memory(found["MemAvailable"], found["MemTotal"])


def _of_group() -> Memory | None:
    """Return how the control group stands, where it has a limit."""
    for line in _lines(PROC / "self" / "cgroup"):
        _, controllers, path = line.split(":", 2)
        if "memory" in controllers.split(","):
            folder = CGROUPS / "memory" / path.lstrip("/")
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
            return _limited(folder, *names)
        if not controllers:
            found = _limited(
                CGROUPS / path.lstrip("/"), "memory.max", "memory.current", "inactive_file"
            )
            if found is not None:
                return found
    return None


def _limited(folder: Path, limit: str, usage: str, reclaimable: str) -> Memory | None:
    try:
        most, used = int((folder / limit).read_text()), int((folder / usage).read_text())
    except (OSError, ValueError):  # no such group, or "max": no limit
        return None
    rows = [line.split() for line in _lines(folder / "memory.stat")]
    cached = next((int(each[1]) for each in rows if each[0] == reclaimable), 0)
    return Memory(max(0, most - used + cached), most)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
