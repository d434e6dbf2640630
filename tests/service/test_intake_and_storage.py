"""Intake beside the real storage: from her report to her second device."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from appliance.adapters import age
from appliance.adapters.storage_client import StorageClient
from appliance.core import hybrid
from appliance.core.canonical import canonical, unb64
from appliance.core.wraps import Wrap
from appliance.errors import NotFoundError, SealedError, UnavailableError
from appliance.storage.app import create_app as create_storage
from tests.service.intake_at_work import (
    TICKET_KEYS,
    TOKEN,
    IntakeAtWork,
    as_mailbox,
    look,
    send_statement,
    state,
)
from tests.serving import serving
from tests.survivor import Survivor

AGENT = "agent-to-storage"
DEPLOYMENT = "d" * 32


@dataclass
class Both:
    intake: httpx.AsyncClient
    storage: httpx.AsyncClient
    agent: StorageClient

    async def open_vault(self) -> None:
        await self.agent.open(DEPLOYMENT, [(1, bytes(32))], bytes(range(32)))

    async def drained(self) -> None:
        async with asyncio.timeout(20):
            while (await state(self.intake))["waiting"]:
                continue


@contextlib.asynccontextmanager
async def both(intake: IntakeAtWork) -> AsyncIterator[Both]:
    """Run the two, storage sealed at first."""
    socket_path = intake.folder.socket("storage")
    app = create_storage(
        intake.settings,
        folder=intake.folder,
        callers={TOKEN: "intake", AGENT: "agent"},
        ticket_keys={issuer: unb64(key) for issuer, key in TICKET_KEYS.items()},
        clock=intake.clock,
    )
    async with (
        serving(app, socket_path) as storage,
        intake.running(with_storage=False) as client,
        StorageClient(socket_path, AGENT) as agent,
    ):
        yield Both(client, storage, agent)


async def test_a_report_taken_while_sealed_is_in_her_mailbox_once_open(
    intake: IntakeAtWork,
) -> None:
    survivor = intake.survivor()
    async with both(intake) as running:
        await running.intake.post("/reports", content=survivor.body)
        assert (await look(running.intake, survivor))["vault"] == "sealed"
        await running.open_vault()
        await running.drained()
        async with asyncio.timeout(20):
            while (found := await look(running.intake, survivor))["vault"] == "sealed":
                continue
        wrap = Wrap.parse(age.open_(unb64(found["wrap"]), [survivor.receipt.identity]))
        assert wrap.case == survivor.case
        kinds = [(entry["kind"], entry["compartment"]) for entry in found["entries"]]
        assert kinds == [("report", "contact"), ("report", "account")]


async def test_her_message_goes_in_with_a_ticket_and_comes_out_with_another(
    intake: IntakeAtWork,
) -> None:
    survivor = intake.survivor()
    sealed = age.seal(b"An invented answer.", [hybrid.recipient_of(survivor.keys["thread"])])
    want = {
        "op": "put",
        "blob": "a" * 32,
        "compartment": "thread",
        "kind": "message",
        "size": len(sealed),
    }
    async with both(intake) as running:
        await running.open_vault()
        await running.intake.post("/reports", content=survivor.body)
        await running.drained()
        ticket = await ticket_for(running, survivor, want)
        put = await running.storage.put(f"/blobs/{'a' * 32}", headers=ticket, content=sealed)
        assert put.status_code == 201
        ticket = await ticket_for(running, survivor, want | {"op": "get"})
        got = await running.storage.get(f"/blobs/{'a' * 32}", headers=ticket)
        assert got.content == sealed


async def ticket_for(running: Both, survivor: Survivor, want: dict[str, object]) -> dict[str, str]:
    answer = await running.intake.post(
        "/mailbox/tickets",
        headers=as_mailbox(survivor),
        content=canonical({"wants": [want]}),
    )
    return {"Safehold-Ticket": answer.json()["tickets"][0]}


async def test_her_consent_is_in_the_log(intake: IntakeAtWork) -> None:
    survivor = intake.survivor()
    consent = survivor.consent()
    async with both(intake) as running:
        await running.open_vault()
        await running.intake.post("/reports", content=survivor.body)
        await running.drained()
        assert (await send_statement(running.intake, survivor, consent)).status_code == 201
        async with StorageClient(intake.folder.socket("storage"), TOKEN) as follower:
            events = (await follower.events(-1)).events
    given = [event for event in events if event["event"] == "consent_given"]
    assert [event["details"] for event in given] == [{"statement": consent}]


async def test_what_storage_says_arrives_as_the_error_it_raised(intake: IntakeAtWork) -> None:
    async with both(intake):
        path = intake.folder.socket("storage")
        async with StorageClient(path, TOKEN) as client, StorageClient(path, "wrong") as stranger:
            with pytest.raises(SealedError):
                await client.blobs("0" * 32)
            with pytest.raises(NotFoundError):
                await stranger.state()


async def test_a_storage_that_is_not_there_is_unavailable(intake: IntakeAtWork) -> None:
    async with StorageClient(intake.folder.socket("storage"), TOKEN) as client:
        with pytest.raises(UnavailableError):
            await client.state()
