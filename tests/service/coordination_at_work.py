"""Coordination and storage on real sockets with real databases, and people who use them."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from appliance.adapters.service_keys import ServiceKeys
from appliance.adapters.storage_client import StorageClient
from appliance.config import Settings
from appliance.coordination.app import create_app
from appliance.core import bundle
from appliance.core.canonical import b64
from appliance.core.custody import Event
from appliance.core.intake_keys import sign_intake_key
from appliance.storage import app as storage_app
from tests.professional import (
    DEPLOYMENT,
    ORGANISATION_B,
    Deployment,
    Professional,
    deployment_at,
    small_sealed_file,
)
from tests.serving import serving
from tests.survivor import DAY, Survivor

KDF = {
    "kdf": "argon2id",
    "lanes": 1,
    "memory_kib": 65536,
    "passes": 3,
    "salt": b64(bytes(16)),
    "v": 1,
}


@dataclass
class CoordinationAtWork:
    """One deployment's coordination; `running` may be entered again to start it anew."""

    root: Path
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        self.deployment: Deployment = deployment_at(self.root)
        self.folder = self.deployment.folder
        self.clock = self.deployment.clock
        self.keys = ServiceKeys(self.folder)
        self.keys.make_missing()
        self.deployment.publish()
        self.events = 0
        self.client: httpx.AsyncClient
        self.app: Starlette

    @contextlib.asynccontextmanager
    async def storage_running(self) -> AsyncIterator[httpx.AsyncClient]:
        """Run storage and open its vault; gives a client of storage."""
        app = storage_app.create_app(
            self.settings,
            folder=self.folder,
            callers=self.keys.callers("storage"),
            ticket_keys=self.keys.ticket_verify_keys(),
            clock=self.clock,
        )
        async with serving(app, self.folder.socket("storage")) as client:
            await self.open_vault()
            yield client
            await self.lock_vault()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[httpx.AsyncClient]:
        """Run coordination until the block ends; gives a client of it."""
        keys = self.keys
        self.app = app = create_app(
            self.settings,
            folder=self.folder,
            clock=self.clock,
            storage=self.storage("coordination"),
            callers=keys.callers("coordination"),
            pepper=keys.pepper("coordination"),
            ticket_seed=keys.ticket_seed("coordination"),
        )
        async with serving(app, self.folder.socket("coordination")) as client:
            self.client = client
            await until(self.is_open)
            yield client

    def storage(self, caller: str) -> StorageClient:
        """Return a client of storage's internal API."""
        return StorageClient(self.folder.socket("storage"), self.keys.token(caller, "storage"))

    async def open_vault(self) -> None:
        async with self.storage("agent") as storage:
            await storage.open(DEPLOYMENT, [(1, bytes(32))], bytes(range(32)))

    async def lock_vault(self) -> None:
        """Lock the vault; a long poll in hand ends with it."""
        async with self.storage("agent") as storage:
            await storage.lock()

    async def is_open(self) -> bool:
        return (await self.client.get("/directory")).status_code == 200

    async def agent(self, path: str, body: Any = None) -> httpx.Response:
        """Send an internal request as the agent."""
        headers = {"Authorization": f"Bearer {self.keys.token('agent', 'coordination')}"}
        if body is None:
            return await self.client.get(f"/internal{path}", headers=headers)
        return await self.client.post(f"/internal{path}", json=body, headers=headers)

    async def invite(self, colleague: Professional) -> None:
        """Invite somebody; the secret of her link is her own secret here."""
        body = {
            "organisation": colleague.organisation,
            "person": colleague.person,
            "profile": b64(small_sealed_file()),
            "role": colleague.role,
            **self.link(colleague.secret),
        }
        assert (await self.agent("/invitations", body)).status_code == 204

    def link(self, secret: bytes) -> dict[str, str]:
        ends = self.clock.now() + timedelta(days=7)
        return {
            "expires": ends.strftime("%Y-%m-%dT%H:%MZ"),
            "secret_hash": hashlib.sha256(secret).hexdigest(),
        }

    def acceptance(self, colleague: Professional, **changes: Any) -> dict[str, Any]:
        """Return what her browser sends."""
        code = {"code": colleague.code(self.clock, -1), "secret": colleague.totp_secret}
        body = {
            "auth": b64(colleague.auth),
            "kdf": KDF,
            "login": colleague.login,
            "recipient": colleague.identity.recipient,
            "sealed_identity": b64(small_sealed_file()),
            "second": {"totp": code},
            "secret": b64(colleague.secret),
            "verify": colleague.identity.verify,
        }
        return {**body, **changes}

    def intake(self, maker: Professional) -> dict[str, str]:
        """Return the first case manager's intake key."""
        return {
            **sign_intake_key(self.deployment.intake_recipient, maker.identity),
            "wrap": b64(small_sealed_file()),
        }

    async def approve(self, colleague: Professional) -> httpx.Response:
        body = {
            "certificate": colleague.certificate("2026-12-01").to_json(),
            "staff_wrap": b64(small_sealed_file()),
        }
        return await self.agent(f"/people/{colleague.person}/approve", body)

    async def employ(self, role: str, organisation: str, *, first: bool = False) -> Professional:
        """Invite, accept, approve and sign in a colleague."""
        colleague = self.deployment.hire(role, organisation)
        if first:
            self.deployment.publish(with_intake_key=False)
        await self.invite(colleague)
        extra = {"intake": self.intake(colleague)} if first else {}
        accepted = await self.post("/invitations/accept", self.acceptance(colleague, **extra))
        assert accepted.json() == {"key": colleague.key}
        self.deployment.publish()
        assert (await self.approve(colleague)).status_code == 204
        colleague.session = (await self.sign_in(colleague)).json()["session"]
        return colleague

    async def sign_in(self, colleague: Professional, **changes: Any) -> httpx.Response:
        self.clock.advance(timedelta(seconds=30))
        return await self.post("/login", {**self.login(colleague), **changes})

    def login(self, colleague: Professional) -> dict[str, Any]:
        return {
            "auth": b64(colleague.auth),
            "login": colleague.login,
            "totp": colleague.code(self.clock),
        }

    async def post(self, path: str, body: Any, who: Professional | None = None) -> httpx.Response:
        headers = {"Safehold-Session": who.session} if who else {}
        return await self.client.post(path, json=body, headers=headers)

    async def get(self, path: str, who: Professional | None = None) -> httpx.Response:
        headers = {"Safehold-Session": who.session} if who else {}
        return await self.client.get(path, headers=headers)

    async def report(self, who: Professional) -> Survivor:
        """Let a report come in through storage and wait until it stands in the list."""
        survivor = Survivor.with_report(self.deployment.directory())
        async with self.storage("intake") as storage:
            sent = await storage.send_reports([bundle.forward(survivor.report, DAY)])
        assert sent.stored == {survivor.case}

        async def listed() -> bool:
            rows = (await self.get("/cases?view=new", who)).json()["cases"]
            return survivor.case in {each["case"] for each in rows}

        await until(listed)
        return survivor

    async def state(self, name: str, statement: dict[str, Any]) -> None:
        """Let intake write a statement of the survivor into the log."""
        self.events += 1
        event = Event(
            event=name,
            id=f"{self.events:032x}",
            day=self.deployment.day,
            case=statement["case"],
            actor="receipt",
            details={"statement": statement},
        )
        async with self.storage("intake") as storage:
            await storage.append_events([event.to_json()])

    async def consent(
        self, survivor: Survivor, recipient: str, *compartments: str, who: Professional
    ) -> dict[str, Any]:
        """Let her agree, and wait until the case shows it to somebody who leads it."""
        given = survivor.consent(compartments=list(compartments), recipient=recipient)
        await self.state("consent_given", given)

        async def shown() -> bool:
            consents = (await self.get(f"/cases/{survivor.case}", who)).json()["consents"]
            return given["consent"] in {each["consent"] for each in consents}

        await until(shown)
        return given

    async def take(self, who: Professional, survivor: Survivor) -> httpx.Response:
        body = who.taking(survivor.case, self.deployment.intake_key)
        return await self.post(f"/cases/{survivor.case}/take", body, who)


@dataclass
class Team:
    """A case manager on duty and a doctor elsewhere, both signed in."""

    at_work: CoordinationAtWork
    manager: Professional
    doctor: Professional


async def team_of(at_work: CoordinationAtWork) -> Team:
    manager = await at_work.employ("case_manager", "a" * 32, first=True)
    return Team(at_work, manager, await at_work.employ("doctor", ORGANISATION_B))


async def until(condition: Callable[[], Coroutine[Any, Any, bool]]) -> None:
    """Wait for an event: ask until it has happened."""
    async with asyncio.timeout(20):
        while not await condition():
            continue
