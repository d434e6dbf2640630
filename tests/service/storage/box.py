"""A storage service on a real unix socket, with a real disk, and what its callers would send."""

import asyncio
import hashlib
import json
import secrets
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance import server
from appliance.adapters import age
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.randomness import random_id, random_recipient
from appliance.adapters.storage_client import Event, StorageClient, WrapEntry
from appliance.config import Limits, Log, Settings
from appliance.core import bundle as bundles
from appliance.core import tickets
from appliance.core.bundle import Bundle
from appliance.core.tickets import Ticket
from appliance.storage.app import create_app
from tests.fakes import FakeClock

TOKENS = {"agent-token": "agent", "intake-token": "intake", "coordination-token": "coordination"}
SEEDS = {"intake": b"i" * 32, "coordination": b"c" * 32}
DEPLOYMENT = "5" * 32
LOG_SEED = b"l" * 32
EPOCHS = [(1, b"e" * 32)]
RECIPIENT = random_recipient()
PERSON = "a" * 32
DAY = "2026-03-02"


class EMPTY:
    """Databases of a box on which nothing has happened yet, once there are any."""

    folder: Path | None = None


def sealed(content: bytes = b"something that happened", recipients: int = 1) -> bytes:
    return age.seal(content, [RECIPIENT] * recipients)


def report(case: str | None = None, **changes: Any) -> Bundle:
    parts = (
        bundles.part(random_id(), "wrap", None, sealed(recipients=3)),
        bundles.part(random_id(), "report", "contact", sealed()),
        bundles.part(random_id(), "report", "account", sealed()),
    )
    values: dict[str, Any] = {
        "case": case or random_id(),
        "directory": 1,
        "form": "intake",
        "form_version": 1,
        "language": "fr",
        "sealed_by": "browser",
        "urgent_care": True,
        "parts": parts,
        "mailbox": None,
        "day": DAY,
        "wrap_stanzas": 3,
    }
    return Bundle(**{**values, **changes})


def event(name: str, **members: Any) -> Event:
    return {"event": name, "id": random_id(), "day": DAY, "v": 1, **members}


def grant(case: str, recipient: str = PERSON) -> tuple[Event, WrapEntry]:
    """Return a `key_granted` event and the wrap that it names."""
    content, name = sealed(), random_id()
    statement = {
        "type": "grant",
        "v": 1,
        "case": case,
        "compartment": "account",
        "generation": 1,
        "grant": name,
        "recipient": recipient,
        "wrap": hashlib.sha256(content).hexdigest(),
    }
    granted = event(
        "key_granted",
        case=case,
        compartment="account",
        actor=PERSON,
        details={"statement": statement},
    )
    return granted, WrapEntry(random_id(), case, content, "account", 1, recipient, name)


@dataclass
class Box:
    """One storage service that can be stopped and started again on the same data.

    Args:
        folder: its data.
        settings: its settings.
    """

    folder: DataFolder
    settings: Settings
    clock: FakeClock = field(default_factory=FakeClock)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[None] | None" = None
    session: aiohttp.ClientSession | None = None

    @classmethod
    def at(cls, path: Path, **limits: int) -> "Box":
        """Return a box on which nothing has happened yet."""
        box = cls.on(path, **limits)
        if EMPTY.folder is not None:  # saves running the migrations for every test
            for name in ("vault/storage.db", "spool/uploads.db"):
                shutil.copy(EMPTY.folder / name, box.folder.root / name)
        return box

    @classmethod
    def on(cls, path: Path, **limits: int) -> "Box":
        """Return a box on the data that is there."""
        folder = DataFolder.at(path)
        folder.prepare()
        settings = Settings(
            limits=Limits(**{"free_disk_bytes": 0, **limits}), log=Log(daily_quota=16)
        )
        return cls(folder, settings)

    @asynccontextmanager
    async def running(self, *, opened: bool = True) -> AsyncIterator["Box"]:
        """Run the service; open the vault unless told otherwise."""
        await self.start()
        try:
            if opened:
                await self.open()
            yield self
        finally:
            await self.halt()

    async def start(self) -> None:
        app = create_app(
            self.settings,
            folder=self.folder,
            callers=TOKENS,
            ticket_keys={issuer: public_key_bytes(seed) for issuer, seed in SEEDS.items()},
            clock=self.clock,
        )
        path = self.folder.socket("storage")
        listener = server.Listener(app, server.bind_unix(path))
        self.stop = asyncio.Event()
        self.task = asyncio.create_task(server.serve([listener], self.stop))
        self.session = aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(path)))

    async def halt(self) -> None:
        assert self.session is not None
        assert self.task is not None
        await self.session.close()
        self.stop.set()
        await self.task

    async def open(self) -> None:
        async with self.client("agent") as agent:
            await agent.open(DEPLOYMENT, EPOCHS, LOG_SEED)

    async def lock(self) -> None:
        async with self.client("agent") as agent:
            await agent.lock()

    def client(self, caller: str) -> StorageClient:
        return StorageClient(self.folder.socket("storage"), f"{caller}-token")

    def ticket(self, op: str, **changes: Any) -> Ticket:
        values: dict[str, Any] = {
            "actor": "receipt",
            "blob": random_id(),
            "case": random_id(),
            "compartment": "evidence",
            "exp": int(self.clock.now().timestamp()) + 900,
            "iss": "intake",
            "kind": "evidence",
            "max": 2**30 if op == "upload" else 2**20,
            "op": op,
        }
        return Ticket(**{**values, **changes})

    async def request(
        self, method: str, path: str, ticket: Ticket | str | None = None, **options: Any
    ) -> "Answer":
        """Send a request as a browser would."""
        assert self.session is not None
        headers = dict(options.pop("headers", {}))
        if isinstance(ticket, Ticket):
            ticket = tickets.issue(ticket, SEEDS[ticket.iss])
        if ticket is not None:
            headers[tickets.HEADER] = ticket
        url = f"http://storage{path}"
        async with self.session.request(method, url, headers=headers, **options) as response:
            return Answer(response.status, response.headers, await response.read())

    async def internal(
        self, method: str, path: str, caller: str, body: bytes | None = None
    ) -> "Answer":
        """Send a request as a service would."""
        headers = {"Authorization": f"Bearer {caller}-token"}
        data = None if body is None else BytesIO(body)
        return await self.request(method, path, headers=headers, data=data)

    async def put(self, ticket: Ticket, content: Any) -> "Answer":
        return await self.request("PUT", f"/blobs/{ticket.blob}", ticket, data=content)

    async def get(self, ticket: Ticket, **headers: str) -> "Answer":
        return await self.request("GET", f"/blobs/{ticket.blob}", ticket, headers=headers)

    async def begin(self, ticket: Ticket, size: int) -> "Answer":
        return await self.request("POST", "/uploads", ticket, headers={"Upload-Length": str(size)})

    async def patch(self, ticket: Ticket, offset: int, content: Any, **headers: str) -> "Answer":
        return await self.request(
            "PATCH",
            f"/uploads/{ticket.blob}",
            ticket,
            data=content,
            headers={"Upload-Offset": str(offset), **headers},
        )

    async def upload(self, ticket: Ticket, content: bytes, part: int) -> "Answer":
        """Upload everything in parts; returns the last answer."""
        answer = await self.begin(ticket, len(content))
        for offset in range(0, len(content), part):
            answer = await self.patch(ticket, offset, content[offset : offset + part])
        return answer

    async def send(self, *reports: Bundle) -> Any:
        async with self.client("intake") as intake:
            return await intake.send_reports([bundles.build(each) for each in reports])

    async def events(self) -> list[Event]:
        async with self.client("coordination") as coordination:
            return (await coordination.events(-1)).events

    async def verify(self) -> list[dict[str, Any]]:
        """Return the problems that a check finds."""
        async with self.client("agent") as agent:
            lines = [line async for line in agent.verify_log()]
        problems = [line["problem"] for line in lines if "problem" in line]
        assert lines[-1]["result"]["problems"] == len(problems)
        return problems


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def code(self) -> str:
        return str(json.loads(self.content)["error"])


def public_key_bytes(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def random_age_file(size: int) -> bytes:
    """Return something with a true age header and a random payload, of exactly this size."""
    header = sealed(b"")[: -(16 + 1024 + 16)]
    return header + secrets.token_bytes(size - len(header))
