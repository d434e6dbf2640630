"""Finding and ending the processes that hold a deployment, by what the kernel says of them."""

import contextlib
import os
import select
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

PROC = Path("/proc")
SERVING = (b"serve", b"practise")
HIGHEST_PRIORITY = -20
SERVING_NAMES = ("serve", "practise")


def holding(root: Path, folders: Sequence[Path], spare: Sequence[int]) -> list[int]:
    """Return the processes that serve this data or have a file of it open.

    Args:
        root: the data folder, as given to `--data`.
        folders: where an open file counts.
        spare: processes that are left alone.
    """
    inside = tuple(f"{os.path.realpath(each)}/" for each in folders)
    found = []
    for entry in PROC.iterdir():
        if not entry.name.isdecimal() or int(entry.name) in spare:
            continue
        if _serves(entry, os.fsencode(root)) or _has_open(entry, inside):
            found.append(int(entry.name))
    return found


@contextlib.contextmanager
def hurrying() -> Iterator[None]:
    """Come before everybody else on a machine that is busy, where the kernel allows it."""
    before = os.getpriority(os.PRIO_PROCESS, 0)  # of this thread alone
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, HIGHEST_PRIORITY)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, before)


def serving(root: Path, services: Sequence[str] = ()) -> list[int]:
    """Return the processes of some services of this data, or of all."""
    wanted = {os.fsencode(each) for each in services or SERVING_NAMES}
    return [
        int(entry.name)
        for entry in PROC.iterdir()
        if entry.name.isdecimal()
        and _serves(entry, os.fsencode(root))
        and wanted & set(_words(entry))
    ]


def kill(pids: Sequence[int], within_s: float) -> list[int]:
    """Kill processes, stopped ones too, and wait until their memory is gone.

    Returns:
        Those that are still there: the kernel itself is waiting for something.
    """
    opened = {}
    for pid in pids:
        try:
            opened[pid] = os.pidfd_open(pid)
            signal.pidfd_send_signal(opened[pid], signal.SIGKILL)
        except OSError:  # it has ended by itself, or is not ours
            continue
    try:
        return _still_there(opened, time.monotonic() + within_s)
    finally:
        for descriptor in opened.values():
            os.close(descriptor)


def end(pids: Sequence[int], within_s: float) -> list[int]:
    """Ask processes to end, then kill those that do not in time, stopped ones too.

    Returns:
        Those that are still there.
    """
    for pid in pids:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + within_s
    opened = {}
    for pid in pids:
        with contextlib.suppress(OSError):
            opened[pid] = os.pidfd_open(pid)
    try:
        return kill(_still_there(opened, deadline), within_s)
    finally:
        for descriptor in opened.values():
            os.close(descriptor)


def _still_there(opened: dict[int, int], deadline: float) -> list[int]:
    waiting, poll = dict(opened), select.poll()
    for descriptor in opened.values():
        poll.register(descriptor, select.POLLIN)
    while waiting and (left := deadline - time.monotonic()) > 0:
        for descriptor, _ in poll.poll(left * 1000):
            poll.unregister(descriptor)
            waiting = {pid: each for pid, each in waiting.items() if each != descriptor}
    return sorted(waiting)


def _serves(entry: Path, root: bytes) -> bool:
    words = _words(entry)
    if b"--data" not in words or not any(each in words for each in SERVING):
        return False
    return words[words.index(b"--data") + 1] == root


def _words(entry: Path) -> list[bytes]:
    try:
        return (entry / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def _has_open(entry: Path, inside: tuple[str, ...]) -> bool:
    try:
        for each in (entry / "fd").iterdir():
            try:
                target = os.readlink(each)  # noqa: PTH115 - the text, not a path to follow
            except OSError:
                continue
            if target.startswith(inside):
                return True
    except OSError:  # gone, or somebody else's
        return False
    return False
