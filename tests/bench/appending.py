"""Appends to the log: storage alone, through the internal API by which coordination appends."""

import asyncio
import contextlib
import secrets
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.service_keys import ServiceKeys
from appliance.adapters.storage_client import StorageClient
from tests.bench.filling import storage_of
from tests.deployed import SAFEHOLD, free_ports, wait_until

DAY = "2026-03-02"


@contextlib.contextmanager
def storage_alone(data: Path) -> Iterator[Path]:
    """Run storage without the other services, its vault open under throw-away keys."""
    folder = DataFolder.at(data)
    folder.prepare()
    ServiceKeys(folder).make_missing()
    words = [*SAFEHOLD, "serve", "storage", "--data", str(data), "--port", str(free_ports())]
    with (data / "storage.log").open("w") as errors:
        process = subprocess.Popen(words, stderr=errors)
    try:
        wait_until(lambda: folder.socket("storage").exists())
        asyncio.run(_open(storage_of(data, "agent")))
        yield data
    finally:
        process.terminate()
        process.wait(30)


async def _open(client: StorageClient) -> None:
    async with client as storage:
        await storage.open(secrets.token_hex(16), [(1, bytes(32))], bytes(range(32)))


def appends_per_s(data: Path, callers: int, batch: int, seconds: float) -> float:
    """Append events from so many callers at once; return events a second.

    Args:
        data: of a storage that is open.
        callers: requests in hand at any time.
        batch: events in one request.
        seconds: how long.
    """
    return asyncio.run(_append(data, callers, batch, seconds))


async def _append(data: Path, callers: int, batch: int, seconds: float) -> float:
    async with storage_of(data, "coordination") as storage:
        start = time.perf_counter()

        async def one_caller() -> int:
            done = 0
            while time.perf_counter() < start + seconds:
                done += len(await storage.append_events([_event() for _ in range(batch)]))
            return done

        done = sum(await asyncio.gather(*(one_caller() for _ in range(callers))))
        return done / (time.perf_counter() - start)


def _event() -> dict[str, Any]:
    return {
        "actor": secrets.token_hex(16),
        "case": secrets.token_hex(16),
        "day": DAY,
        "details": {"intake": secrets.token_hex(16)},
        "event": "case_taken",
        "id": secrets.token_hex(16),
        "v": 1,
    }
