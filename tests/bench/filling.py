"""Many cases at once: reports handed to storage as intake hands them over, in large batches."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.service_keys import ServiceKeys
from appliance.adapters.storage_client import StorageClient
from tests.bench.load import directory_of, forwarded
from tests.colleague_at_desk import ColleagueAtDesk
from tests.deployed import wait_until

BATCH = 100


def storage_of(data: Path, caller: str) -> StorageClient:
    """Return a client of storage as another service has one."""
    folder = DataFolder.at(data)
    return StorageClient(folder.socket("storage"), ServiceKeys(folder).token(caller, "storage"))


def fill(data: Path, count: int) -> float:
    """Hand over so many reports; return the seconds that storage took."""
    day = datetime.now(UTC).date().isoformat()
    bundles = forwarded(directory_of(data), count, day)
    return asyncio.run(_hand_over(data, bundles))


async def _hand_over(data: Path, bundles: list[bytes]) -> float:
    async with storage_of(data, "intake") as storage:
        start = time.perf_counter()
        for first in range(0, len(bundles), BATCH):
            batch = bundles[first : first + BATCH]
            outcome = await storage.send_reports(batch)
            assert len(outcome.stored) == len(batch)
        return time.perf_counter() - start


def log_size(data: Path) -> int:
    """Return the size of storage's log."""

    async def ask() -> int:
        async with storage_of(data, "coordination") as storage:
            return (await storage.state()).log_size

    return asyncio.run(ask())


def waiting(data: Path) -> int:
    """Return how many reports intake has acknowledged and storage has not yet."""
    folder = DataFolder.at(data)
    token = ServiceKeys(folder).token("agent", "intake")
    transport = httpx.HTTPTransport(uds=str(folder.socket("intake")))
    with httpx.Client(transport=transport, base_url="http://intake", timeout=30) as client:
        answer = client.get("/internal/state", headers={"Authorization": f"Bearer {token}"})
        return int(answer.json()["waiting"])


def wait_until_listed(colleague: ColleagueAtDesk, data: Path) -> None:
    """Wait until coordination has followed the log to its end."""
    newest = log_size(data) - 1
    wait_until(lambda: _last_listed(colleague) >= newest)


def _last_listed(colleague: ColleagueAtDesk) -> int:
    rows = colleague.get("/cases?view=new&limit=1")["cases"]
    return max(int(each["last_index"]) for each in rows)
