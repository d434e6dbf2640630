"""From the spool to storage: nothing lost, nothing twice, nothing dropped."""

import asyncio

import httpx
import pytest

from tests.service.intake_at_work import IntakeAtWork, look, send_statement, state


async def settled(client: httpx.AsyncClient, **expected: int) -> None:
    """Ask until intake counts what is expected: it settles just after storage has answered."""
    async with asyncio.timeout(20):
        while await state(client) != expected:
            continue


async def test_reports_taken_while_sealed_arrive_once_it_is_open(intake: IntakeAtWork) -> None:
    intake.storage.open = False
    survivors = [intake.survivor() for _ in range(3)]
    async with intake.running() as client:
        for survivor in survivors:
            assert (await client.post("/reports", content=survivor.body)).status_code == 201
        assert (await look(client, survivors[0]))["waiting"] is True
        intake.storage.open = True
        await intake.storage.until(cases=3)
        assert list(intake.storage.cases) == [survivor.case for survivor in survivors]
        await settled(client, waiting=0, refused=0)


async def test_reports_survive_a_restart_of_intake(intake: IntakeAtWork) -> None:
    survivor = intake.survivor()
    async with intake.running(with_storage=False) as client:
        await client.post("/reports", content=survivor.body)
    async with intake.running() as client:
        await intake.storage.until(cases=1)
        await settled(client, waiting=0, refused=0)
    assert list(intake.storage.cases) == [survivor.case]


async def test_a_lost_answer_neither_loses_nor_doubles_a_report(intake: IntakeAtWork) -> None:
    intake.storage.lose_answers = 2
    async with intake.running() as client:
        survivor = await intake.stored(client)
        await settled(client, waiting=0, refused=0)
        assert list(intake.storage.cases) == [survivor.case]
        assert intake.storage.times_stored[survivor.case] == 3


async def test_a_report_that_storage_refuses_is_set_aside_and_counted(
    intake: IntakeAtWork,
) -> None:
    bad, good = intake.survivor(), intake.survivor()
    intake.storage.refuse[bad.case] = "recipient"
    async with intake.running() as client:
        for survivor in (bad, good):
            await client.post("/reports", content=survivor.body)
        await settled(client, waiting=0, refused=1)
        assert list(intake.storage.cases) == [good.case]


@pytest.mark.parametrize("code", ["storage_full", "unavailable", "internal"])
async def test_a_passing_trouble_sets_nothing_aside(intake: IntakeAtWork, code: str) -> None:
    survivor = intake.survivor()
    intake.storage.refuse[survivor.case] = code
    async with intake.running() as client:
        await client.post("/reports", content=survivor.body)
        await client.get("/mailbox", headers={"Safehold-Mailbox": survivor.mailbox})
        assert await state(client) == {"waiting": 1, "refused": 0}
        intake.storage.refuse.clear()
        await intake.storage.until(cases=1)
        await settled(client, waiting=0, refused=0)


async def test_one_bad_report_does_not_hold_up_the_batch(intake: IntakeAtWork) -> None:
    intake.storage.open = False
    survivors = [intake.survivor() for _ in range(4)]
    intake.storage.break_batches_with = survivors[1].case
    async with intake.running() as client:
        for survivor in survivors:
            await client.post("/reports", content=survivor.body)
        intake.storage.open = True
        await settled(client, waiting=0, refused=1)
        stored = [survivor.case for survivor in survivors if survivor is not survivors[1]]
        assert list(intake.storage.cases) == stored


async def test_a_statement_whose_answer_was_lost_is_logged_once(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        await settled(client, waiting=0, refused=0)
        intake.storage.lose_answers = 1
        consent = survivor.consent()
        assert (await send_statement(client, survivor, consent)).status_code == 503
        assert (await send_statement(client, survivor, consent)).status_code == 201
        assert len(intake.storage.events) == 1


async def test_a_statement_kept_before_a_crash_is_logged_after_it(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        await settled(client, waiting=0, refused=0)
        intake.storage.refuse_events = True
        await send_statement(client, survivor, survivor.consent())
    intake.storage.refuse_events = False
    async with intake.running():
        await intake.storage.until(events=1)


async def test_a_statement_that_the_log_did_not_take_needs_no_report_to_be_logged(
    intake: IntakeAtWork,
) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        intake.storage.refuse_events = True
        assert (await send_statement(client, survivor, survivor.consent())).status_code == 503
        assert (await look(client, survivor))["logged"] == []
        intake.storage.refuse_events = False
        await intake.storage.until(events=1)


async def test_a_statement_does_not_overtake_one_that_the_log_did_not_take(
    intake: IntakeAtWork,
) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        consent = survivor.consent(seq=1)
        intake.storage.refuse_events = True
        assert (await send_statement(client, survivor, consent)).status_code == 503
        intake.storage.refuse_events = False
        withdrawal = survivor.withdrawal(consent["consent"], seq=2)
        assert (await send_statement(client, survivor, withdrawal)).status_code == 201
        names = [event["event"] for event in intake.storage.events.values()]
        assert names == ["consent_given", "consent_withdrawn"]


async def test_statements_that_wait_are_logged_by_number(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        intake.storage.refuse_events = True
        for seq in range(1, 5):
            await send_statement(client, survivor, survivor.consent(seq=seq))
    intake.storage.refuse_events = False
    async with intake.running():
        await intake.storage.until(events=4)
    logged = [event["details"]["statement"]["seq"] for event in intake.storage.events.values()]
    assert logged == [1, 2, 3, 4]
