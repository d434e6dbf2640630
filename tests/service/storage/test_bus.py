"""Events and wraps from the other services, and the bus that they follow."""

import asyncio
import hashlib
from dataclasses import replace
from typing import Any

import pytest

from appliance.core.canonical import b64
from appliance.errors import (
    ConflictError,
    IntegrityError,
    InvalidInputError,
    NotFoundError,
    RecipientError,
    SealedError,
)
from tests.service.storage.box import (
    DEPLOYMENT,
    EPOCHS,
    LOG_SEED,
    PERSON,
    Box,
    event,
    grant,
    report,
    sealed,
)

CASE = "7" * 32


async def append(box: Box, events: Any, wraps: Any = (), caller: str = "coordination") -> list[int]:
    async with box.client(caller) as client:
        return await client.append_events(events, wraps)


async def test_events_get_the_next_places_in_the_log(box: Box) -> None:
    sent = [event("case_taken", case=CASE, actor=PERSON), event("directory", actor="agent")]
    assert await append(box, sent[:1]) == [0]
    assert await append(box, sent[1:], caller="agent") == [1]
    assert [each["id"] for each in await box.events()] == [each["id"] for each in sent]


async def test_an_event_sent_again_keeps_its_place(box: Box) -> None:
    first, second = event("case_taken", case=CASE), event("case_taken", case=CASE)
    await append(box, [first])
    assert await append(box, [second, first]) == [1, 0]
    assert len(await box.events()) == 2


async def test_another_event_under_a_known_id_is_refused_with_its_whole_request(box: Box) -> None:
    first = event("case_taken", case=CASE)
    await append(box, [first])
    with pytest.raises(ConflictError):
        await append(box, [event("case_taken", case=CASE), {**first, "day": "2026-03-03"}])
    assert len(await box.events()) == 1


@pytest.mark.parametrize("name", ["received", "stored", "accessed", "invented", "", None])
async def test_only_storage_states_what_it_saw_itself(box: Box, name: Any) -> None:
    async with box.client("agent") as agent:
        body = {"events": [{**event("opened"), "event": name}] if name else [event("opened"), 5]}
        with pytest.raises(InvalidInputError):
            await agent.json("POST", "/events", body)
    assert await box.events() == []


@pytest.mark.parametrize(
    ("caller", "name"),
    [
        ("intake", "key_granted"),
        ("intake", "case_taken"),
        ("intake", "directory"),
        ("intake", "person_approved"),
        ("coordination", "consent_given"),
        ("coordination", "consent_withdrawn"),
        ("coordination", "directory"),
        ("agent", "consent_withdrawn"),
        ("agent", "case_taken"),
    ],
)
async def test_a_part_that_is_taken_over_cannot_speak_for_another(
    box: Box, caller: str, name: str
) -> None:
    about = {} if name in {"directory", "person_approved"} else {"case": CASE}
    with pytest.raises(InvalidInputError):
        await append(box, [event(name, actor=PERSON, **about)], caller=caller)
    assert await box.events() == []


async def test_a_grant_comes_with_the_wrap_that_it_names(box: Box) -> None:
    granted, wrap = grant(CASE)
    await append(box, [granted], [wrap])
    await append(box, [granted], [wrap])
    async with box.client("coordination") as coordination:
        assert await coordination.wraps(recipient=PERSON) == [wrap]
        assert await coordination.wraps(case=CASE, recipient=PERSON) == [wrap]
        assert await coordination.wraps(case=CASE, recipient="b" * 32) == []
    assert await box.verify() == []


@pytest.mark.parametrize("member", ["case", "compartment", "generation", "recipient", "wrap"])
async def test_a_wrap_that_is_not_what_its_grant_says_is_refused(box: Box, member: str) -> None:
    granted, wrap = grant(CASE)
    other: dict[str, Any] = {
        "case": "8" * 32,
        "compartment": "thread",
        "generation": 2,
        "recipient": "b" * 32,
        "wrap": sealed(b"another"),
    }
    with pytest.raises(IntegrityError):
        await append(box, [granted], [replace(wrap, **{member: other[member]})])
    assert await box.events() == []


async def test_a_grant_without_its_wrap_and_a_wrap_without_its_grant_are_refused(box: Box) -> None:
    granted, wrap = grant(CASE)
    for events, wraps in (([granted], []), ([event("case_taken")], [wrap])):
        with pytest.raises(InvalidInputError):
            await append(box, events, wraps)


async def test_a_wrap_for_two_recipients_is_refused(box: Box) -> None:
    granted, wrap = grant(CASE)
    two = sealed(recipients=2)
    granted["details"]["statement"]["wrap"] = hashlib.sha256(two).hexdigest()
    with pytest.raises(RecipientError):
        await append(box, [granted], [replace(wrap, wrap=two)])


async def test_the_keyring_row_is_encrypted_under_the_epoch(box: Box) -> None:
    granted, wrap = grant(CASE)
    await append(box, [granted], [wrap])
    await box.lock()
    files = [each.read_bytes() for each in box.folder.vault.glob("storage.db*")]
    assert not any(wrap.wrap[200:300] in each for each in files)
    assert not any(EPOCHS[0][1] in each for each in files)


async def test_a_follower_gets_pages_and_then_waits_for_more(box: Box) -> None:
    await append(box, [event("case_taken", case=CASE) for _ in range(5)])
    async with box.client("coordination") as coordination:
        page = await coordination.events(-1, limit=2)
        assert ([each["index"] for each in page.events], page.next) == ([0, 1], 1)
        page = await coordination.events(1, limit=500)
        assert page.next == 4
        waiting = asyncio.create_task(coordination.events(4, wait_s=25))
        await asyncio.sleep(0)
        assert await append(box, [event("case_taken", case=CASE)]) == [5]
        assert [each["index"] for each in (await waiting).events] == [5]
        page = await coordination.events(5)
        assert (page.events, page.next) == ([], 5)


async def test_a_follower_hears_at_once_that_the_vault_is_locked(box: Box) -> None:
    async with box.client("coordination") as coordination:
        waiting = asyncio.create_task(coordination.events(-1, wait_s=25))
        async with box.client("intake") as other:  # an answer to it means the first is waiting
            await other.events(-1)
        await box.lock()
        with pytest.raises(SealedError):
            await waiting


@pytest.mark.parametrize(
    "query", ["after=x", "after=-2", "limit=0", "limit=1001", "wait_s=26", "after=1e9", "after="]
)
async def test_a_query_that_makes_no_sense_is_refused(box: Box, query: str) -> None:
    answer = await box.internal("GET", f"/internal/events?{query}", "coordination")
    assert (answer.status, answer.code) == (422, "invalid_input")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"null", 422),
        (b"[]", 422),
        (b'{"events":null}', 422),
        (b'{"events":[null]}', 422),
        (b'{"events":[],"wraps":null}', 422),
        (b'{"events":[],"other":1}', 422),
        (b'{"events":[],"events":[]}', 422),
        (b"\xff\xfe", 422),
        (b'{"events":[{"event":"\\ud800"}]}', 422),
        (b"[" * 100_000, 422),
        (b"1" * 5_000_000, 413),
    ],
)
async def test_a_malformed_body_is_refused_without_a_trace(
    box: Box, body: bytes, status: int
) -> None:
    answer = await box.internal("POST", "/internal/events", "coordination", body)
    assert answer.status == status
    assert b"Traceback" not in answer.content
    assert await box.events() == []


@pytest.mark.parametrize(
    ("method", "path", "callers"),
    [
        ("GET", "/internal/state", {"agent", "intake", "coordination"}),
        ("POST", "/internal/open", {"agent"}),
        ("POST", "/internal/lock", {"agent"}),
        ("POST", "/internal/reports", {"intake"}),
        ("GET", "/internal/events", {"intake", "coordination", "agent"}),
        ("GET", f"/internal/cases/{CASE}/blobs", {"intake", "coordination"}),
        ("GET", "/internal/wraps", {"agent", "intake", "coordination"}),
        ("GET", "/internal/log", {"agent"}),
        ("POST", "/internal/log/publish", {"agent"}),
        ("GET", "/internal/log/proof", {"agent"}),
        ("POST", "/internal/log/verify", {"agent"}),
    ],
)
async def test_each_path_exists_only_for_those_who_need_it(
    box: Box, method: str, path: str, callers: set[str]
) -> None:
    for caller in ("agent", "intake", "coordination", "nobody"):
        answer = await box.internal(method, path, caller)
        assert (answer.status == 404) == (caller not in callers)


async def test_the_state_says_sealed_or_open(box: Box) -> None:
    async with box.client("intake") as intake:
        await append(box, [event("opened")], caller="agent")
        state = await intake.state()
        assert (state.open, state.log_size) == (True, 1)
        assert state.free_bytes > 0
        await box.lock()
        assert not (await intake.state()).open


async def test_opening_twice_is_fine_and_with_other_keys_refused(box: Box) -> None:
    await box.open()
    async with box.client("agent") as agent:
        with pytest.raises(ConflictError):
            await agent.open(DEPLOYMENT, EPOCHS, b"m" * 32)


async def test_after_locking_and_opening_everything_is_there(box: Box) -> None:
    sent = report()
    await box.send(sent)
    await box.lock()
    with pytest.raises(SealedError):
        await box.events()
    await box.open()
    assert len(await box.events()) == 3
    assert await box.verify() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"deployment": "x"},
        {"epochs": []},
        {"epochs": [{"epoch": 1, "key": "AAAA"}]},
        {"epochs": [{"epoch": "1", "key": b64(bytes(32))}]},
        {"log_seed": ""},
        {"extra": 1},
    ],
)
async def test_opening_with_malformed_keys_is_refused(box: Box, changes: dict[str, Any]) -> None:
    await box.lock()
    body = {
        "deployment": DEPLOYMENT,
        "epochs": [{"epoch": 1, "key": b64(EPOCHS[0][1])}],
        "log_seed": b64(LOG_SEED),
    }
    async with box.client("agent") as agent:
        with pytest.raises(InvalidInputError):
            await agent.json("POST", "/open", {**body, **changes})
        assert not (await agent.state()).open


async def test_wraps_need_a_case_or_a_recipient(box: Box) -> None:
    async with box.client("coordination") as coordination:
        with pytest.raises(InvalidInputError):
            await coordination.wraps()
        with pytest.raises(InvalidInputError):
            await coordination.wraps(case="x")


async def test_another_caller_gets_the_same_answer_as_for_an_unknown_path(box: Box) -> None:
    async with box.client("intake") as intake:
        with pytest.raises(NotFoundError):
            await intake.log_head()


async def test_readable_entries_come_newest_first_in_pages_and_nothing_of_a_case(box: Box) -> None:
    checked = {**event("log_verified", actor="agent"), "details": {"problems": 2}}
    await append(box, [event("opened", actor="agent"), checked], caller="agent")
    await append(box, [event("case_taken", case=CASE, actor=PERSON)])
    await append(box, [event("locked", actor=PERSON)], caller="agent")
    async with box.client("agent") as agent:
        first = await agent.log_entries(None, 2)
        rest = await agent.log_entries(first["older"], 2)
    assert [(e["index"], e["event"]) for e in first["entries"]] == [
        (3, "locked"),
        (1, checked["event"]),
    ]
    assert [(e["index"], e["event"]) for e in rest["entries"]] == [(0, "opened")]
    assert "older" not in rest
    assert rest["verified"]["details"] == {"problems": 2}
    assert CASE not in repr(first) + repr(rest)


async def test_only_the_agent_reads_entries_and_only_while_open(box: Box) -> None:
    for name in ("intake", "coordination"):
        async with box.client(name) as client:
            with pytest.raises(NotFoundError):
                await client.log_entries(None, 5)
    async with box.client("agent") as agent:
        with pytest.raises(InvalidInputError):
            await agent.log_entries(None, 0)
        await agent.lock()
        with pytest.raises(SealedError):
            await agent.log_entries(None, 5)
