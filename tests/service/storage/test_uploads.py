"""Uploads in parts: resumed, checked, open while sealed, whole or not at all."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from appliance.core.tickets import Ticket
from appliance.storage.room import Room
from appliance.storage.uploads import Uploads
from tests.service.storage.box import Answer, Box, random_age_file, sealed

CONTENT = random_age_file(300_000)
PART = 100_000


def sum_of(content: bytes) -> str:
    return "sha256 " + base64.b64encode(hashlib.sha256(content).digest()).decode()


def offset(answer: Answer) -> int:
    return int(answer.headers["Upload-Offset"])


async def read(box: Box, ticket: Ticket) -> bytes:
    answer = await box.get(replace(ticket, op="get"))
    assert answer.status == 200
    return answer.content


async def resume(box: Box, ticket: Ticket) -> Answer:
    """Ask how far it is and send the rest, as a phone does that comes back."""
    at = offset(await box.request("HEAD", f"/uploads/{ticket.blob}", ticket))
    return await box.patch(ticket, at, CONTENT[at:])


def parts_on_disk(box: Box) -> list[str]:
    return [each.name for each in (box.folder.spool / "parts").rglob("*") if each.is_file()]


async def test_an_upload_in_parts_becomes_one_blob(box: Box) -> None:
    ticket = box.ticket("upload")
    answer = await box.upload(ticket, CONTENT, PART)
    assert (answer.status, answer.headers["Upload-Complete"]) == (204, "?1")
    assert await read(box, ticket) == CONTENT
    stored = (await box.events())[0]
    assert stored["details"] == {
        "kind": "evidence",
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
        "size": len(CONTENT),
    }
    assert parts_on_disk(box) == []
    assert await box.verify() == []


async def test_ranges_run_across_parts(box: Box) -> None:
    ticket = box.ticket("upload")
    await box.upload(ticket, CONTENT, 70_001)
    for start, last in ((0, 0), (69_990, 70_010), (70_001, 140_001), (1, 299_999)):
        answer = await box.get(replace(ticket, op="get"), Range=f"bytes={start}-{last}")
        assert answer.content == CONTENT[start : last + 1]


@pytest.mark.parametrize("kind", ["message", "consent", "item", "report"])
async def test_what_a_browser_opens_whole_cannot_be_larger_than_one_request(
    box: Box, kind: str
) -> None:
    ticket = box.ticket("upload", kind=kind)
    assert (await box.begin(ticket, 2**20 + 1)).code == "too_large"
    assert (await box.begin(ticket, 2**20)).status == 201


async def test_opening_again_says_how_far_it_is(box: Box) -> None:
    ticket = box.ticket("upload")
    first = await box.begin(ticket, len(CONTENT))
    assert (first.status, first.headers["Location"]) == (201, f"/uploads/{ticket.blob}")
    await box.patch(ticket, 0, CONTENT[:PART])
    again = await box.begin(ticket, len(CONTENT))
    assert (again.status, offset(again)) == (200, PART)
    assert again.content == b'{"upload":"%s","offset":100000}' % ticket.blob.encode()


async def test_a_lost_answer_is_found_again_after_completion(box: Box) -> None:
    ticket = box.ticket("upload")
    await box.upload(ticket, CONTENT, PART)
    head = await box.request("HEAD", f"/uploads/{ticket.blob}", ticket)
    again = await box.begin(ticket, len(CONTENT))
    patch = await box.patch(ticket, len(CONTENT), b"")
    for answer in (head, again, patch):
        assert answer.headers["Upload-Complete"] == "?1"
        assert offset(answer) == len(CONTENT)
    assert len(await box.events()) == 1


@pytest.mark.parametrize("wrong", [0, 1, PART - 1, PART + 1, 300_000, 2**40])
async def test_a_part_at_another_offset_is_refused(box: Box, wrong: int) -> None:
    ticket = box.ticket("upload")
    await box.begin(ticket, len(CONTENT))
    await box.patch(ticket, 0, CONTENT[:PART])
    answer = await box.patch(ticket, wrong, CONTENT[PART:])
    assert (answer.status, answer.code) == (409, "conflict")
    head = await box.request("HEAD", f"/uploads/{ticket.blob}", ticket)
    assert offset(head) == PART


async def test_a_part_with_a_wrong_sum_is_not_kept(box: Box) -> None:
    ticket = box.ticket("upload")
    await box.begin(ticket, len(CONTENT))
    wrong = {"Upload-Checksum": sum_of(b"something else")}
    answer = await box.patch(ticket, 0, CONTENT[:PART], **wrong)
    assert (answer.status, answer.code) == (460, "checksum")
    assert parts_on_disk(box) == []
    right = {"Upload-Checksum": sum_of(CONTENT[:PART])}
    assert offset(await box.patch(ticket, 0, CONTENT[:PART], **right)) == PART


@pytest.mark.parametrize("value", ["", "md5 AAAA", "sha256", "sha256 ///", "sha256 AAAA", "é"])
async def test_a_malformed_sum_is_refused(box: Box, value: str) -> None:
    ticket = box.ticket("upload")
    await box.begin(ticket, len(CONTENT))
    answer = await box.patch(ticket, 0, CONTENT[:PART], **{"Upload-Checksum": value})
    assert answer.code == "invalid_input"


async def test_more_than_announced_is_refused_and_not_kept(box: Box) -> None:
    ticket = box.ticket("upload")
    await box.begin(ticket, PART)
    answer = await box.patch(ticket, 0, CONTENT[: PART + 1])
    assert (answer.status, answer.code) == (413, "too_large")
    assert parts_on_disk(box) == []


async def test_a_part_over_the_limit_is_refused(tmp_path: Path) -> None:
    async with Box.at(tmp_path / "data", part_bytes=50_000).running() as box:
        ticket = box.ticket("upload")
        await box.begin(ticket, len(CONTENT))
        assert (await box.patch(ticket, 0, CONTENT[:PART])).code == "too_large"


@pytest.mark.parametrize("length", ["", "-1", "0", "x", "1e3", "9" * 30, "1.5", "١"])
async def test_a_length_that_is_no_size_is_refused(box: Box, length: str) -> None:
    answer = await box.request(
        "POST", "/uploads", box.ticket("upload"), headers={"Upload-Length": length}
    )
    assert answer.status in (413, 422)


async def test_an_upload_over_its_ticket_is_refused(box: Box) -> None:
    assert (await box.begin(box.ticket("upload", max=10), 11)).code == "too_large"


async def test_an_upload_under_the_id_of_another_is_refused(box: Box) -> None:
    ticket = box.ticket("upload")
    await box.upload(ticket, CONTENT, PART)
    other = replace(ticket, case="9" * 32)
    assert (await box.begin(other, len(CONTENT))).code == "conflict"
    assert (await box.begin(ticket, len(CONTENT) - 1)).code == "conflict"


async def test_an_unknown_upload_is_not_found(box: Box) -> None:
    ticket = box.ticket("upload")
    assert (await box.patch(ticket, 0, CONTENT)).code == "not_found"
    assert (await box.request("HEAD", f"/uploads/{ticket.blob}", ticket)).status == 404


@pytest.mark.parametrize(
    "content", [b"x" * 300_000, sealed(b"x" * 300_000, recipients=2), sealed(b"x")[:1000]]
)
async def test_what_is_not_sealed_to_one_recipient_is_dropped(box: Box, content: bytes) -> None:
    ticket = box.ticket("upload")
    answer = await box.upload(ticket, content, 60_000)
    assert answer.status in (404, 422)
    assert parts_on_disk(box) == []
    assert await box.events() == []


async def test_a_connection_that_breaks_keeps_what_came(box: Box) -> None:
    ticket = box.ticket("upload")
    await box.begin(ticket, len(CONTENT))

    async def breaks() -> AsyncIterator[bytes]:
        yield CONTENT[:70_000]
        raise ConnectionResetError

    with pytest.raises(aiohttp.ClientError):
        await box.patch(ticket, 0, breaks())
    head = await box.request("HEAD", f"/uploads/{ticket.blob}", ticket)
    at = offset(head)
    assert at <= 70_000
    assert (await box.patch(ticket, at, CONTENT[at:])).headers["Upload-Complete"] == "?1"
    assert await read(box, ticket) == CONTENT


async def test_a_newer_request_takes_over_from_one_that_hangs(box: Box) -> None:
    ticket = box.ticket("upload")
    await box.begin(ticket, len(CONTENT))
    sent = asyncio.Event()
    never = asyncio.Event()

    async def hangs() -> AsyncIterator[bytes]:
        yield CONTENT[:PART]
        sent.set()
        await never.wait()

    hanging = asyncio.create_task(box.patch(ticket, 0, hangs()))
    await sent.wait()
    for _ in range(3):  # the hanging one may be let in late and interrupt us, but only once
        done = await resume(box, ticket)
        if "Upload-Complete" in done.headers:
            break
    assert await read(box, ticket) == CONTENT
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)


async def test_two_senders_at_once_make_one_whole_blob(box: Box) -> None:
    ticket = box.ticket("upload")
    await asyncio.gather(*(box.upload(ticket, CONTENT, PART) for _ in range(3)))
    at = offset(await box.request("HEAD", f"/uploads/{ticket.blob}", ticket))
    if at < len(CONTENT):
        await box.patch(ticket, at, CONTENT[at:])
    assert await read(box, ticket) == CONTENT
    assert await box.verify() == []


async def test_an_upload_goes_on_while_sealed_and_is_registered_at_opening(
    tmp_path: Path,
) -> None:
    async with Box.at(tmp_path / "data").running(opened=False) as box:
        ticket = box.ticket("upload")
        answer = await box.upload(ticket, CONTENT, PART)
        assert answer.headers["Upload-Complete"] == "?1"
        assert not (box.folder.vault / "storage.db-wal").exists()
        await box.open()
        assert await read(box, ticket) == CONTENT
        assert parts_on_disk(box) == []


async def test_an_upload_survives_a_restart(tmp_path: Path) -> None:
    box = Box.at(tmp_path / "data")
    ticket = box.ticket("upload")
    async with box.running():
        await box.begin(ticket, len(CONTENT))
        await box.patch(ticket, 0, CONTENT[:PART])
    async with box.running():
        assert offset(await box.begin(ticket, len(CONTENT))) == PART
        await box.patch(ticket, PART, CONTENT[PART:])
        assert await read(box, ticket) == CONTENT
        assert await box.verify() == []


async def test_what_a_kill_left_half_done_is_swept_at_the_start(tmp_path: Path) -> None:
    box = Box.at(tmp_path / "data")
    ticket = box.ticket("upload")
    async with box.running():
        await box.begin(ticket, len(CONTENT))
        await box.patch(ticket, 0, CONTENT[:PART])
    leftovers = [
        box.folder.spool / "parts/00/" / ("0" * 32),
        box.folder.spool / "parts/00/" / ("1" * 32 + "#1"),
        box.folder.blobs / "00" / ("0" * 32),
        box.folder.blobs / "00" / ("1" * 32 + "#1"),
    ]
    for leftover in leftovers:
        leftover.parent.mkdir(exist_ok=True)
        leftover.write_bytes(b"half")
    async with box.running():
        assert [each for each in leftovers if each.exists()] == []
        assert offset(await box.begin(ticket, len(CONTENT))) == PART
        assert await box.verify() == []


async def days_at_work(box: Box, days: int) -> None:
    """Let storage be at work on so many further days, a round on each."""
    room = Room(box.folder.spool, 0)
    for _ in range(days):
        box.clock.advance(timedelta(days=1))
        uploads = await Uploads.open(box.folder.spool, room, box.clock, lambda: None, 14)
        await uploads.close()


async def test_an_upload_nobody_continues_is_dropped_after_14_days(tmp_path: Path) -> None:
    box = Box.at(tmp_path / "data")
    ticket = box.ticket("upload")
    async with box.running():
        await box.begin(ticket, len(CONTENT))
        await box.patch(ticket, 0, CONTENT[:PART])
    await days_at_work(box, 14)
    assert len(parts_on_disk(box)) == 1
    await days_at_work(box, 1)
    async with box.running():
        assert parts_on_disk(box) == []
        again = replace(ticket, exp=int(box.clock.now().timestamp()) + 60)
        assert (await box.begin(again, len(CONTENT))).status == 201


async def test_a_clock_that_jumps_ahead_drops_no_upload(tmp_path: Path) -> None:
    box = Box.at(tmp_path / "data")
    ticket, before = box.ticket("upload"), box.clock.now()
    async with box.running():
        await box.begin(ticket, len(CONTENT))
        await box.patch(ticket, 0, CONTENT[:PART])
    box.clock.advance(timedelta(days=3000))
    async with box.running():
        assert len(parts_on_disk(box)) == 1
    box.clock.set_to(before + timedelta(days=1))
    async with box.running():
        again = replace(ticket, exp=int(box.clock.now().timestamp()) + 60)
        assert offset(await box.begin(again, len(CONTENT))) == PART


async def test_an_upload_is_refused_when_the_disk_is_near_full(tmp_path: Path) -> None:
    async with Box.at(tmp_path / "data", free_disk_bytes=2**52).running() as box:
        answer = await box.begin(box.ticket("upload"), len(CONTENT))
        assert (answer.status, answer.code) == (507, "storage_full")
        assert "Retry-After" in answer.headers
