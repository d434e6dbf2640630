"""A stream of reports against a deployment, and what must be true of it afterwards."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.service_keys import ServiceKeys
from appliance.adapters.storage_client import StorageClient
from appliance.core.canonical import canonical
from appliance.core.directory import Directory, open_directory
from tests.deployed import wait_until
from tests.durability.mail import Mail
from tests.survivor import Survivor

OCTETS = {"Content-Type": "application/octet-stream"}


async def read_directory(intake: str) -> Directory:
    """Return the deployment's key directory as a browser gets it."""
    async with aiohttp.ClientSession() as session, session.get(f"{intake}/api/directory") as answer:
        found = await answer.json()
    return open_directory(canonical(found["directory"]), found["directory"]["key"])


@dataclass
class Stream:
    """Survivors who send until they are told that it is stored."""

    intake: str
    storage: str
    directory: Directory
    acknowledged: dict[str, Survivor] = field(default_factory=dict)
    mail: Mail = field(init=False)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _grown: asyncio.Condition = field(default_factory=asyncio.Condition)

    def __post_init__(self) -> None:
        self.mail = Mail(self.intake, self.storage, self.acknowledged)

    @contextlib.asynccontextmanager
    async def running(self, senders: int) -> AsyncIterator[None]:
        """Send from so many devices at once, and answer from one, until the block ends."""
        first = Survivor.with_report(self.directory)
        tasks = [asyncio.create_task(self._send_all(first)) for _ in range(senders)]
        tasks.append(asyncio.create_task(self.mail.send_all(self._stop)))
        try:
            yield
        finally:
            self._stop.set()
            await asyncio.gather(*tasks)

    async def _send_all(self, first: Survivor) -> None:
        timeout = aiohttp.ClientTimeout(total=20)
        async with aiohttp.ClientSession(headers=OCTETS, timeout=timeout) as session:
            while not self._stop.is_set():
                survivor = first.another()
                body = survivor.body
                while True:
                    if await self._is_stored(session, body):
                        break
                    await asyncio.sleep(random.uniform(0.01, 0.1))  # as a browser pauses
                self.acknowledged[survivor.case] = survivor
                async with self._grown:
                    self._grown.notify_all()
                await asyncio.sleep(random.uniform(0, 0.2))  # a stream, not a flood

    async def flow(self, reports: int, within_s: float = 60) -> None:
        """Wait until so many more reports have been acknowledged."""
        wanted = len(self.acknowledged) + reports
        async with asyncio.timeout(within_s), self._grown:
            await self._grown.wait_for(lambda: len(self.acknowledged) >= wanted)

    async def _is_stored(self, session: aiohttp.ClientSession, body: bytes) -> bool:
        """Send once, as a browser that sends the same bytes again after a loss."""
        try:
            async with session.post(f"{self.intake}/api/reports", data=body) as answer:
                assert answer.status in (200, 201, 429, 502, 503, 504), await answer.text()
                return answer.status in (200, 201)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False


def storage_of(data: Path) -> StorageClient:
    """Return a client of a deployment's storage, as coordination has one."""
    folder = DataFolder.at(data)
    token = ServiceKeys(folder).token("coordination", "storage")
    return StorageClient(folder.socket("storage"), token)


async def events_with(
    storage: StorageClient, cases: set[str], within_s: float = 900
) -> list[dict[str, Any]]:
    """Follow the bus until every case is on it: what the spool held has been passed on.

    Thousands may wait in the spool, since intake takes them in while the vault is sealed.
    """
    events: list[dict[str, Any]] = []
    missing, after = set(cases), -1
    async with asyncio.timeout(within_s):
        while True:
            page = await storage.events(after, wait_s=2 if missing else 0)
            if not page.events and not missing:
                return events
            for event in page.events:
                events.append(dict(event))
                missing.discard(event.get("case", ""))
                after = int(event["index"])


async def wait_until_idle(data: Path) -> None:
    """Wait until the spool holds no part of a file: each was taken over, or swept."""
    parts = DataFolder.at(data).spool / "parts"
    await asyncio.to_thread(
        wait_until, lambda: not any(path.is_file() for path in parts.rglob("*")), 30
    )


def expect_each_once(events: list[dict[str, Any]], stream: Stream) -> None:
    """Every acknowledged report, file and message is in the log, whole, once."""
    survivors = stream.acknowledged
    received = Counter(event["case"] for event in events if event["event"] == "received")
    twice = [case for case, times in received.items() if times != 1]
    assert not twice, f"received more than once: {twice}"
    assert set(survivors) <= set(received), "acknowledged and lost"
    items = [event for event in events if event["event"] in ("stored", "received")]
    twice = [blob for blob, times in Counter(one["item"] for one in items).items() if times != 1]
    assert not twice, f"stored more than once: {twice}"
    stored = {event["item"]: event["details"]["sha256"] for event in items}
    for blob, digest in stream.mail.stored.items():
        assert stored.get(blob) == digest, f"acknowledged and lost: {blob}"
    for survivor in survivors.values():
        for part in survivor.report.parts:
            assert stored[part.blob] == part.sha256, f"{part.kind} of {survivor.case}"
