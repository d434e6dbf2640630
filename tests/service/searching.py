"""Looks for a string in all that a running deployment holds: files, logs, arguments, memory."""

import base64
import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deployed import SERVICES, Deployed

PIECE = 4 * 1024 * 1024
SUPERVISOR = "supervisor"


def spellings(text: str) -> tuple[bytes, ...]:
    """Return a string as it may stand in memory or on a disk: plain, wide, base64, hexadecimal."""
    plain = text.encode()
    return (plain, text.encode("utf-16-le"), plain.hex().encode(), *_base64(plain))


def _base64(plain: bytes) -> Iterator[bytes]:
    """Yield what base64 of anything that contains it must contain, at each alignment."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + plain)
        first = (before * 8 + 5) // 6
        # The last group of four may hold what follows.
        yield encoded[first : len(encoded) // 4 * 4 - 4]


@dataclass(frozen=True)
class Search:
    """Everything of one deployment that can be searched."""

    box: Deployed
    places: tuple[Path, ...]

    def processes(self) -> dict[str, int]:
        """Return name -> process id of everything that runs."""
        found = {name: self.box.pid_of(name) for name in SERVICES}
        return {SUPERVISOR: self.box.process.pid} | {
            name: each for name, each in found.items() if each is not None
        }

    def on_disk(self, *wanted: bytes) -> list[str]:
        """Return files that contain one of these: data, logs, temporary and unlinked ones."""
        return sorted({str(file) for file in self._files() if _has(_content(file), wanted)})

    def in_process_list(self, *wanted: bytes) -> list[str]:
        """Return processes that show one of these in their arguments or environment."""
        return [
            f"{name} {what}"
            for name, process_id in self.processes().items()
            for what in ("cmdline", "environ")
            if _has(Path(f"/proc/{process_id}/{what}").read_bytes(), wanted)
        ]

    def in_memory(self, *wanted: bytes) -> list[str]:
        """Return processes with one of these in a page that they may write."""
        return [
            name
            for name, process_id in self.processes().items()
            if any(_has(piece, wanted) for piece in _memory(process_id, _longest(wanted)))
        ]

    def _files(self) -> Iterator[Path]:
        for place in self.places:
            yield from (file for file in place.rglob("*") if file.is_file())
            if place.is_file():
                yield place
        for process_id in self.processes().values():
            for descriptor in Path(f"/proc/{process_id}/fd").iterdir():
                with contextlib.suppress(OSError):
                    if descriptor.is_file():  # a regular file, even one without a name
                        yield descriptor


def skip_unless_memory_can_be_read(search: Search) -> None:
    """Leave a test out, with the reason, where the kernel does not let us look."""
    try:
        for process_id in search.processes().values():
            with Path(f"/proc/{process_id}/mem").open("rb"):
                continue
    except PermissionError:
        pytest.skip("this user may not read the memory of the processes it started (ptrace)")


def _has(content: bytes, wanted: Iterable[bytes]) -> bool:
    return any(each in content for each in wanted)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # gone meanwhile
        return b""


def _longest(wanted: Iterable[bytes]) -> int:
    return max(len(each) for each in wanted)


def _memory(process_id: int, overlap: int) -> Iterator[bytes]:
    """Yield the writable memory of a process in pieces that overlap."""
    lines = Path(f"/proc/{process_id}/maps").read_text().splitlines()
    memory = os.open(f"/proc/{process_id}/mem", os.O_RDONLY)
    try:
        for line in lines:
            addresses, rights, *_ = line.split()
            if rights.startswith("rw"):
                start, end = (int(each, 16) for each in addresses.split("-"))
                yield from _region(memory, start, end, overlap)
    finally:
        os.close(memory)


def _region(memory: int, start: int, end: int, overlap: int) -> Iterator[bytes]:
    for at in range(start, end, PIECE):
        with contextlib.suppress(OSError):  # unmapped meanwhile, or not to be read
            yield os.pread(memory, min(PIECE + overlap, end - at), at)
