"""Reports from intake: whole, once, in the log."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.adapters.randomness import random_id
from appliance.core import bundle as bundles
from appliance.errors import InvalidInputError, SealedError, StorageFullError
from tests.service.storage.box import Box, report, sealed


async def test_a_report_is_stored_listed_and_announced(box: Box) -> None:
    sent = report()
    outcome = await box.send(sent)
    assert (outcome.stored, outcome.refused) == ({sent.case}, ())
    received, *stored = await box.events()
    assert received["event"] == "received"
    assert received["item"] == sent.parts[0].blob
    assert received["details"]["bytes"] == sum(len(part.sealed) for part in sent.parts)
    assert received["details"]["urgent_care"] is True
    assert [each["item"] for each in stored] == [part.blob for part in sent.parts[1:]]
    async with box.client("coordination") as coordination:
        listed = await coordination.blobs(sent.case)
        assert [each.blob for each in listed] == [part.blob for part in sent.parts[1:]]
        only = await coordination.blobs(sent.case, "contact")
        assert [each.compartment for each in only] == ["contact"]
        [wrap] = await coordination.wraps(case=sent.case)
    assert (wrap.recipient, wrap.wrap) == ("report", sent.parts[0].sealed)


async def test_urgent_care_is_left_out_where_she_did_not_say(box: Box) -> None:
    await box.send(report(urgent_care=None))
    assert "urgent_care" not in (await box.events())[0]["details"]


async def test_a_report_sent_again_is_stored_once(box: Box) -> None:
    sent = report()
    await box.send(sent)
    outcome = await box.send(sent, sent)
    assert outcome.stored == {sent.case}
    assert len(await box.events()) == 3


async def test_batches_at_the_same_time_store_each_report_once(box: Box) -> None:
    sent = [report() for _ in range(5)]
    await asyncio.gather(*(box.send(*sent) for _ in range(6)))
    found = await box.events()
    assert sorted(each["case"] for each in found if each["event"] == "received") == sorted(
        each.case for each in sent
    )
    assert len(found) == 15
    assert await box.verify() == []


async def test_another_report_under_the_same_case_is_refused_alone(box: Box) -> None:
    first, other = report(), report()
    await box.send(first)
    outcome = await box.send(report(case=first.case), other)
    assert outcome.stored == {other.case}
    assert [(each.case, each.error) for each in outcome.refused] == [(first.case, "conflict")]
    assert await box.verify() == []


async def test_a_file_may_arrive_before_the_report_it_belongs_to(box: Box) -> None:
    sent = report()
    assert (await box.put(box.ticket("put", case=sent.case), sealed())).status == 201
    outcome = await box.send(sent)
    assert outcome.stored == {sent.case}
    assert await box.verify() == []


async def test_two_different_reports_under_one_case_in_one_batch_store_the_first(
    box: Box,
) -> None:
    first = report()
    outcome = await box.send(first, report(case=first.case), first)
    assert outcome.stored == {first.case}
    assert [each.error for each in outcome.refused] == ["conflict"]
    assert len(await box.events()) == 3


async def test_a_report_that_reuses_a_blob_is_refused(box: Box) -> None:
    first = report()
    await box.send(first)
    thief = report()
    thief = replace(thief, parts=(thief.parts[0], first.parts[1], thief.parts[2]))
    outcome = await box.send(thief)
    assert [each.error for each in outcome.refused] == ["conflict"]
    assert len(await box.events()) == 3
    assert await box.verify() == []


async def test_a_report_with_content_for_two_recipients_is_refused(box: Box) -> None:
    sent = report()
    two = bundles.part(random_id(), "report", "contact", sealed(recipients=2))
    outcome = await box.send(replace(sent, parts=(sent.parts[0], two, sent.parts[2])))
    assert [(each.case, each.error) for each in outcome.refused] == [(sent.case, "recipient")]
    assert await box.events() == []


async def test_a_report_that_still_names_a_mailbox_or_no_day_is_refused(box: Box) -> None:
    outcome = await box.send(report(day=None))
    assert [each.error for each in outcome.refused] == ["invalid_input"]


@pytest.mark.parametrize(
    "batch",
    [b"", b"\0\0\0", b"\0\0\0\1", b"\0\0\0\1\0\0\0\5abc", b"\0\0\0\0x", b"\xff\xff\xff\xff"],
)
async def test_a_malformed_batch_stores_nothing(box: Box, batch: bytes) -> None:
    async with box.client("intake") as intake:
        with pytest.raises(InvalidInputError):
            await intake.json("POST", "/reports", batch)
    assert await box.events() == []


async def test_reports_are_refused_while_sealed(box: Box) -> None:
    await box.lock()
    with pytest.raises(SealedError):
        await box.send(report())


async def test_reports_are_refused_when_the_disk_is_near_full(tmp_path: Path) -> None:
    async with Box.at(tmp_path / "data", free_disk_bytes=2**52).running() as box:
        with pytest.raises(StorageFullError):
            await box.send(report())
