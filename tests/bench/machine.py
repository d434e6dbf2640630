"""The machine: what it can do alone, and how busy others keep it meanwhile."""

import hashlib
import os
import platform
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.bench.apart import apart

MEGA = 1_000_000
BLOCK = 4096
PIECE = 1024 * 1024
TRY_S = 1.5
WRITTEN_BYTES = 192 * PIECE
SYNCS = "4 KiB write + fdatasync, per s"
WRITING = "sequential write + fsync, MB/s"
HASHING = "SHA-256, MB/s"
SENDING = "loopback TCP, MB/s"
REQUESTS = "loopback requests, per s"
THROUGHPUTS = (WRITING, HASHING, SENDING)
REPLY = b"HTTP/1.1 204 No Content\r\n\r\n"


def describe() -> dict[str, Any]:
    """Return the machine in general terms."""
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "system": _system(),
        "python": platform.python_version(),
    }


def _system() -> str:
    found = platform.freedesktop_os_release()
    return f"{found.get('NAME', 'Linux')} {found.get('VERSION_ID', '')}".strip()


def measure(folder: Path, request_bytes: int) -> dict[str, float]:
    """Measure the limits that the figures are held against.

    Args:
        folder: on the disk that the data are on.
        request_bytes: size of the requests whose rate over loopback is measured.
    """
    return {
        SYNCS: syncs_per_s(folder),
        WRITING: written_mb_s(folder),
        HASHING: hashed_mb_s(),
        SENDING: loopback_mb_s(),
        REQUESTS: loopback_requests_per_s(request_bytes),
    }


def syncs_per_s(folder: Path) -> float:
    """Return how many small writes a second reach the disk, one after the other."""
    with tempfile.TemporaryFile(dir=folder) as file:
        block, count, start = os.urandom(BLOCK), 0, time.perf_counter()
        while (spent := time.perf_counter() - start) < TRY_S:
            os.write(file.fileno(), block)
            os.fdatasync(file.fileno())
            count += 1
    return count / spent


def written_mb_s(folder: Path) -> float:
    """Return how fast one large file reaches the disk."""
    with tempfile.TemporaryFile(dir=folder) as file:
        piece, start = os.urandom(PIECE), time.perf_counter()
        for _ in range(WRITTEN_BYTES // PIECE):
            os.write(file.fileno(), piece)
        os.fsync(file.fileno())
        return WRITTEN_BYTES / MEGA / (time.perf_counter() - start)


def hashed_mb_s() -> float:
    """Return the speed of SHA-256 on one core."""
    piece, count, start = os.urandom(PIECE), 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < TRY_S:
        hashlib.sha256(piece).digest()
        count += 1
    return count * PIECE / MEGA / spent


def loopback_mb_s() -> float:
    """Return how fast one process sends to another over loopback."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        apart(_send_for, server.getsockname()[1], TRY_S),
    ):
        connection, _ = server.accept()
        with connection:
            count, start = 0, time.perf_counter()
            while found := len(connection.recv(PIECE)):
                count += found
            return count / MEGA / (time.perf_counter() - start)


def loopback_requests_per_s(request_bytes: int) -> float:
    """Return how many requests a second are answered with nothing, one after the other."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        apart(_ask_for, server.getsockname()[1], request_bytes, TRY_S) as asking,
    ):
        connection, _ = server.accept()
        with connection:
            _answer_each(connection, request_bytes)
        return float(asking.result())


def _answer_each(connection: socket.socket, request_bytes: int) -> None:
    waiting = 0
    while found := len(connection.recv(PIECE)):
        waiting += found
        if waiting == request_bytes:
            connection.sendall(REPLY)
            waiting = 0


def _send_for(port: int, seconds: float) -> None:
    piece = bytes(PIECE)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            connection.sendall(piece)


def _ask_for(port: int, request_bytes: int, seconds: float) -> float:
    request = bytes(request_bytes)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        count, start = 0, time.perf_counter()
        while (spent := time.perf_counter() - start) < seconds:
            connection.sendall(request)
            connection.recv(PIECE)
            count += 1
    return count / spent


@dataclass
class Busyness:
    """How much of the machine others used while something was measured."""

    others: float = 0.0


@contextmanager
def watched(*process_ids: int) -> Iterator[Busyness]:
    """Tell afterwards which share of all cores went to none of these processes."""
    found = Busyness()
    ours, all_, start = _cpu_s(process_ids), _busy_s(), time.perf_counter()
    yield found
    spent = time.perf_counter() - start
    others = (_busy_s() - all_) - (_cpu_s(process_ids) - ours)
    found.others = max(0.0, others / (spent * (os.cpu_count() or 1)))


def cpu_s(process_id: int) -> float:
    """Return the processor time that a process has used."""
    return float(sum(psutil.Process(process_id).cpu_times()[:2]))


def _busy_s() -> float:
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - times.iowait - times.guest - times.guest_nice)


def _cpu_s(process_ids: tuple[int, ...]) -> float:
    total = sum(os.times()[:4])
    for process_id in process_ids:
        tree = [psutil.Process(process_id), *psutil.Process(process_id).children(recursive=True)]
        total += sum(sum(each.cpu_times()[:2]) for each in tree)
    return total


class Peaks:
    """Peak resident memory of some processes, from now on."""

    def __init__(self, process_ids: dict[str, int]) -> None:
        self._process_ids = process_ids
        for process_id in process_ids.values():
            # Resets the kernel's high-water mark (proc(5), clear_refs).
            Path(f"/proc/{process_id}/clear_refs").write_text("5")
        self.before = self.now()

    def now(self) -> dict[str, float]:
        """Return the peaks so far, in MB."""
        return {name: _peak_mb(each) for name, each in self._process_ids.items()}


def _peak_mb(process_id: int) -> float:
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / MEGA
    raise AssertionError("the kernel tells no peak of memory")
