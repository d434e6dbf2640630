"""Keeps what this process holds in memory off every disk and away from other processes."""

import ctypes
import os
from pathlib import Path

from appliance.adapters.memory import refuse_dumps

MCL_CURRENT = 1
MCL_FUTURE = 2
SWAPS = Path("/proc/swaps")

_libc = ctypes.CDLL(None, use_errno=True)


def protect() -> bool:
    """Allow no core dump, no reading by others, and no page on the disk.

    Not dumpable also means that no process of the same user may read this one's memory.

    Returns:
        Whether nothing of it can reach a disk: it is locked, or this machine has no swap.
    """
    refuse_dumps()
    locked = _libc.mlockall(MCL_CURRENT | MCL_FUTURE) == 0
    return locked or not has_swap()


def has_swap() -> bool:
    """Tell whether this machine moves memory to a disk."""
    try:
        return len(SWAPS.read_text().splitlines()) > 1
    except OSError:
        return True


def end_now(code: int) -> None:
    """End this process at once; the kernel wipes its memory before anyone else gets it."""
    os._exit(code)
