"""Reports on their way in: acknowledged means durable, once, and nothing that is not a report."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from appliance.adapters import age
from appliance.config import Limits, Settings
from appliance.core import bundle
from appliance.core.bundle import Bundle
from appliance.core.directory import Directory
from appliance.intake.admission import MOST_IN_FLIGHT
from tests.service.intake_at_work import IntakeAtWork, look, state
from tests.survivor import Survivor, fresh_recipient, make_directory


def rows(intake: IntakeAtWork, table: str) -> int:
    with sqlite3.connect(intake.folder.spool / "intake.db") as database:
        return int(database.execute(f"select count(*) from {table}").fetchone()[0])


def joined_by_another(found: Directory) -> Directory:
    """Return the next version, with one organisation more that does intake."""
    another = replace(make_directory().organisations[0], id="f" * 32)
    organisations = (*found.organisations, another)
    return replace(found, organisations=organisations, version=2, previous="0" * 64)


def without_keys(found: Directory, left: int) -> Directory:
    """Return the next version, in which only the first so many keep their intake key."""
    organisations = tuple(
        each if number < left else replace(each, intake=None)
        for number, each in enumerate(found.organisations)
    )
    return replace(found, organisations=organisations, version=2, previous="0" * 64)


async def send(client: httpx.AsyncClient, body: bytes) -> httpx.Response:
    return await client.post("/reports", content=body)


async def test_a_report_is_on_the_disk_when_it_is_acknowledged(intake: IntakeAtWork) -> None:
    async with intake.running(with_storage=False) as client:
        answer = await send(client, intake.survivor().body)
        assert (answer.status_code, rows(intake, "spooled")) == (201, 1)
        assert answer.json() == {"stored": True, "day": "2026-03-02"}


async def test_the_same_report_again_is_acknowledged_again(intake: IntakeAtWork) -> None:
    survivor = intake.survivor()
    async with intake.running() as client:
        await send(client, survivor.body)
        await intake.storage.until(cases=1)
        again = await send(client, survivor.body)
        assert again.status_code == 200
        assert intake.storage.times_stored[survivor.case] == 1


async def test_other_bytes_under_the_same_case_are_refused(intake: IntakeAtWork) -> None:
    survivor = intake.survivor()
    changed = bundle.build(replace(survivor.report, language="en"))
    async with intake.running(with_storage=False) as client:
        await send(client, survivor.body)
        answer = await send(client, changed)
        assert (answer.status_code, answer.json()["error"]) == (409, "conflict")


async def test_two_cases_never_share_a_mailbox(intake: IntakeAtWork) -> None:
    survivor = intake.survivor()
    other = survivor.another().report
    taken = bundle.build(replace(other, mailbox=survivor.report.mailbox))
    async with intake.running(with_storage=False) as client:
        await send(client, survivor.body)
        assert (await send(client, taken)).status_code == 409
        assert rows(intake, "spooled") == 1


async def test_a_report_too_many_recipients_could_open_is_refused(intake: IntakeAtWork) -> None:
    survivor = Survivor.with_report(make_directory(intake_keys=2))
    async with intake.running(with_storage=False) as client:
        answer = await send(client, survivor.body)
        assert (answer.status_code, answer.json()["error"]) == (422, "recipient")
        assert rows(intake, "spooled") == 0


async def test_content_sealed_to_a_second_recipient_is_refused(intake: IntakeAtWork) -> None:
    survivor = intake.survivor()
    sealed = age.seal(b"{}", [fresh_recipient(), fresh_recipient()])
    wrap, contact, account = survivor.report.parts
    double = bundle.part(contact.blob, "report", "contact", sealed)
    changed: Bundle = replace(survivor.report, parts=(wrap, double, account))
    async with intake.running(with_storage=False) as client:
        answer = await send(client, bundle.build(changed))
        assert (answer.status_code, answer.json()["error"]) == (422, "recipient")


async def test_a_report_to_an_earlier_directory_is_still_taken(intake: IntakeAtWork) -> None:
    early = intake.survivor()
    intake.publish(joined_by_another(intake.directory))
    async with intake.running(with_storage=False) as client:
        assert (await send(client, early.body)).status_code == 201
        assert (await send(client, intake.survivor().body)).status_code == 201


@pytest.mark.parametrize("left", [0, 1, 2])
async def test_a_report_to_a_key_that_was_dropped_is_refused_and_says_why(
    intake: IntakeAtWork, left: int
) -> None:
    intake.publish(make_directory(intake_keys=2))
    early = intake.survivor()
    intake.publish(without_keys(intake.directory, left))
    async with intake.running(with_storage=False) as client:
        answer = await send(client, early.body)
        expected = (201, None) if left == 2 else (409, "directory_changed")
        assert (answer.status_code, answer.json().get("error")) == expected
        assert rows(intake, "spooled") == (left == 2)


async def test_a_report_to_a_version_that_is_not_here_any_more_is_refused(
    intake: IntakeAtWork,
) -> None:
    early = intake.survivor()
    intake.publish(replace(intake.directory, version=2, previous="0" * 64))
    intake.folder.directory_version_file(1).unlink()
    async with intake.running(with_storage=False) as client:
        answer = await send(client, early.body)
        assert (answer.status_code, answer.json()["error"]) == (409, "directory_changed")


async def test_a_report_that_came_before_its_key_was_dropped_is_acknowledged_again(
    intake: IntakeAtWork,
) -> None:
    early = intake.survivor()
    changed = bundle.build(replace(early.report, language="en"))
    async with intake.running(with_storage=False) as client:
        assert (await send(client, early.body)).status_code == 201
        intake.publish(without_keys(intake.directory, 0))
        assert (await send(client, early.body)).status_code == 200
        answer = await send(client, changed)
        assert (answer.status_code, answer.json()["error"]) == (409, "conflict")
        assert rows(intake, "spooled") == 1


async def test_a_report_to_a_directory_of_the_future_is_refused(intake: IntakeAtWork) -> None:
    future = Survivor.with_report(make_directory(version=7))
    async with intake.running(with_storage=False) as client:
        assert (await send(client, future.body)).status_code == 422


async def test_a_report_over_the_limit_is_refused(intake: IntakeAtWork) -> None:
    async with intake.running(with_storage=False) as client:
        limit = intake.settings.limits.report_bytes
        declared = await send(client, bytes(limit + 1))
        assert (declared.status_code, declared.json()["error"]) == (413, "too_large")

        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(limit // 8192 + 1):
                yield bytes(8192)

        undeclared = await client.post("/reports", content=chunks())
        assert (undeclared.status_code, undeclared.json()["error"]) == (413, "too_large")


async def test_who_sends_slowly_keeps_no_other_report_out(intake: IntakeAtWork) -> None:
    async with intake.running(with_storage=False) as client:
        head = b"POST /reports HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n.\r\n"
        writers = []
        try:
            for _ in range(MOST_IN_FLIGHT):
                _, writer = await asyncio.open_unix_connection(intake.folder.socket("intake"))
                writers.append(writer)
                writer.write(head)
                await writer.drain()
            assert (await send(client, intake.survivor().body)).status_code == 201
        finally:
            for writer in writers:
                writer.close()


async def test_damaged_reports_get_a_clear_error_and_leave_nothing(intake: IntakeAtWork) -> None:
    body = intake.survivor().body
    chance = random.Random(20260302)
    damaged = [b"", b"\0", b"\xff" * 64, body[:-1], body + b"\0", body[4:]]
    for _ in range(200):
        at = chance.randrange(len(body))
        damaged.append(body[:at] + bytes([body[at] ^ chance.randrange(1, 256)]) + body[at + 1 :])
    async with intake.running(with_storage=False) as client:
        taken = 0
        for each in damaged:
            answer = await send(client, each)
            # A digit of an id or a letter of the pin may change into another valid report.
            taken += answer.status_code == 201
            assert answer.status_code in (201, 409, 413, 422), answer.text
            if answer.status_code != 201:
                assert set(answer.json()) == {"error", "message", "hint"}
        assert rows(intake, "spooled") == taken < 20


async def test_without_an_intake_key_reports_are_refused(intake: IntakeAtWork) -> None:
    survivor = intake.survivor()
    intake.publish(make_directory(intake_keys=0))
    async with intake.running(with_storage=False) as client:
        assert (await client.get("/directory")).json()["state"] == "help_only"
        assert (await send(client, survivor.body)).status_code == 422


async def test_a_nearly_full_disk_asks_her_to_come_back(intake: IntakeAtWork) -> None:
    intake.settings = Settings(limits=Limits(free_disk_bytes=2**52))
    async with intake.running(with_storage=False) as client:
        answer = await send(client, intake.survivor().body)
        assert (answer.status_code, answer.json()["error"]) == (507, "storage_full")
        assert int(answer.headers["retry-after"]) > 0
        assert rows(intake, "spooled") == 0


async def test_storage_gets_no_mailbox_and_the_day(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        forwarded = bundle.parse_forwarded(intake.storage.cases[survivor.case])
        assert (forwarded.mailbox, forwarded.day) == (None, "2026-03-02")
        assert forwarded.parts == survivor.report.parts


@pytest.mark.parametrize("path", ["/internal/state", "/internal/", "/internal/nothing"])
async def test_internal_paths_do_not_exist_without_the_token(
    intake: IntakeAtWork, path: str
) -> None:
    async with intake.running(with_storage=False) as client:
        for header in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer"}):
            answer = await client.get(path, headers=header)
            assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


async def test_the_agent_sees_how_many_reports_wait(intake: IntakeAtWork) -> None:
    async with intake.running(with_storage=False) as client:
        await send(client, intake.survivor().body)
        assert await state(client) == {"waiting": 1, "refused": 0}
        assert (await look(client, "0" * 32))["waiting"] is False
