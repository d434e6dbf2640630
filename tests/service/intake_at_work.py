"""Intake on a real socket with a real database, beside a storage that can be made to fail."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.storage_client import StorageClient
from appliance.config import Settings
from appliance.core.canonical import canonical
from appliance.core.derivation import verify_key
from appliance.core.directory import Directory
from appliance.intake.app import create_app
from appliance.intake.desk import IntakeKeys
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.serving import serving
from tests.survivor import Survivor, make_directory, signed

TOKEN = "intake-to-storage"
AGENT_TOKEN = "agent-to-intake"
TICKET_SEED = bytes(range(32, 64))
TICKET_KEYS = {"intake": verify_key(TICKET_SEED)}


@dataclass
class IntakeAtWork:
    """One deployment's intake; `running` may be entered again to start it anew."""

    root: Path
    storage: FakeStorage = field(default_factory=FakeStorage)
    directory: Directory = field(default_factory=make_directory)
    settings: Settings = field(default_factory=Settings)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.folder = DataFolder.at(self.root)
        self.folder.prepare()
        self.publish(self.directory)

    def publish(self, directory: Directory) -> None:
        """Make a directory the current one, as the agent does."""
        self.directory = directory
        content = signed(directory)
        for path in (
            self.folder.directory_version_file(directory.version),
            self.folder.directory_file,
        ):
            path.write_bytes(content)

    @contextlib.asynccontextmanager
    async def running(self, *, with_storage: bool = True) -> AsyncIterator[httpx.AsyncClient]:
        """Run intake, and storage unless it is down; gives a client of intake."""
        async with contextlib.AsyncExitStack() as stack:
            if with_storage:
                storage = serving(self.storage.app(TOKEN), self.folder.socket("storage"))
                await stack.enter_async_context(storage)
            client = StorageClient(self.folder.socket("storage"), TOKEN)
            keys = IntakeKeys(bytes(32), TICKET_SEED, {AGENT_TOKEN: "agent"})
            app = create_app(
                self.settings, clock=self.clock, folder=self.folder, storage=client, keys=keys
            )
            yield await stack.enter_async_context(serving(app, self.folder.socket("intake")))

    def survivor(self) -> Survivor:
        """Return someone with a report sealed to the current directory."""
        return Survivor.with_report(self.directory)

    async def stored(self, client: httpx.AsyncClient) -> Survivor:
        """Return someone whose report has left the spool."""
        survivor = self.survivor()
        assert (await client.post("/reports", content=survivor.body)).status_code == 201
        async with asyncio.timeout(20):
            while (await state(client))["waiting"]:
                continue
        return survivor


def as_mailbox(survivor: Survivor | str) -> dict[str, str]:
    """Return the header that names a mailbox."""
    name = survivor if isinstance(survivor, str) else survivor.mailbox
    return {"Safehold-Mailbox": name}


async def look(client: httpx.AsyncClient, survivor: Survivor | str) -> dict[str, Any]:
    """Open a mailbox and return what it says."""
    answer = await client.get("/mailbox", headers=as_mailbox(survivor))
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def state(client: httpx.AsyncClient) -> dict[str, int]:
    """Return what intake tells the agent."""
    answer = await client.get("/internal/state", headers={"Authorization": f"Bearer {AGENT_TOKEN}"})
    assert answer.status_code == 200
    found: dict[str, int] = answer.json()
    return found


async def send_statement(
    client: httpx.AsyncClient, survivor: Survivor | str, statement: dict[str, Any]
) -> httpx.Response:
    """Send a signed statement."""
    return await client.post(
        "/mailbox/statements", headers=as_mailbox(survivor), content=canonical(statement)
    )
