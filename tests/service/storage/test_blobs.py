"""Single blobs under tickets: put once, read with a record of the access."""

import asyncio
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

from appliance.adapters.randomness import random_id
from appliance.core import tickets
from tests.service.storage.box import SEEDS, Box, sealed

CONTENT = sealed(b"x" * 3000)


async def stored(box: Box, content: bytes = CONTENT) -> Any:
    """Put a blob; return the ticket that reads it."""
    ticket = box.ticket("put")
    assert (await box.put(ticket, content)).status == 201
    return replace(ticket, op="get")


async def test_a_blob_is_read_back(box: Box) -> None:
    answer = await box.get(await stored(box))
    assert (answer.status, answer.content) == (200, CONTENT)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_download_is_in_the_log_even_if_nothing_of_it_is_read(box: Box) -> None:
    ticket = await stored(box)
    assert box.session is not None
    headers = {tickets.HEADER: tickets.issue(ticket, SEEDS["intake"])}
    response = await box.session.get(f"http://storage/blobs/{ticket.blob}", headers=headers)
    response.close()
    accessed = (await box.events())[-1]
    assert accessed["event"] == "accessed"
    assert (accessed["actor"], accessed["item"]) == ("receipt", ticket.blob)


async def test_the_same_bytes_again_succeed_and_change_nothing(box: Box) -> None:
    ticket = box.ticket("put")
    answers = [await box.put(ticket, CONTENT) for _ in range(3)]
    assert [each.status for each in answers] == [201, 200, 200]
    assert len({each.content for each in answers}) == 1
    assert len(await box.events()) == 1


async def test_the_same_blob_from_many_connections_is_stored_once(box: Box) -> None:
    ticket = box.ticket("put")
    answers = await asyncio.gather(*(box.put(ticket, CONTENT) for _ in range(12)))
    assert sorted(each.status for each in answers) == [200] * 11 + [201]
    assert await box.verify() == []


async def test_other_bytes_under_the_same_ticket_are_refused(box: Box) -> None:
    ticket = box.ticket("put")
    await box.put(ticket, CONTENT)
    answer = await box.put(ticket, sealed(b"other"))
    assert (answer.status, answer.code) == (409, "conflict")
    assert (await box.get(replace(ticket, op="get"))).content == CONTENT


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=100-", 100, None),
        ("bytes=-10", -10, None),
        ("bytes=0-999999", 0, None),
        ("bytes=-999999", 0, None),
    ],
)
async def test_a_range_is_served(box: Box, wanted: str, start: int, end: int | None) -> None:
    answer = await box.get(await stored(box), Range=wanted)
    assert answer.content == CONTENT[start:end]
    assert answer.status == (200 if answer.content == CONTENT else 206)


async def test_a_partial_answer_says_which_part_it_is(box: Box) -> None:
    answer = await box.get(await stored(box), Range="bytes=5-9")
    assert answer.headers["Content-Range"] == f"bytes 5-9/{len(CONTENT)}"


@pytest.mark.parametrize("wanted", ["bytes=999999-", "bytes=-0", "bytes=999999-1000000"])
async def test_a_range_outside_the_blob_is_refused_and_logs_no_access(
    box: Box, wanted: str
) -> None:
    answer = await box.get(await stored(box), Range=wanted)
    assert (answer.status, answer.code) == (416, "range")
    assert len(await box.events()) == 1


@pytest.mark.parametrize("wanted", ["lines=1-2", "bytes=a-b", "bytes=5-2", "bytes=0-1,3-4", "x"])
async def test_a_range_that_makes_no_sense_means_the_whole(box: Box, wanted: str) -> None:
    answer = await box.get(await stored(box), Range=wanted)
    assert (answer.status, answer.content) == (200, CONTENT)


@pytest.mark.parametrize(
    "change",
    [
        {"case": "1" * 32},
        {"compartment": "thread"},
        {"kind": "message"},
        {"blob": "2" * 32},
    ],
)
async def test_a_ticket_for_something_near_it_reads_nothing(
    box: Box, change: dict[str, str]
) -> None:
    ticket = replace(await stored(box), **change)
    answer = await box.get(ticket)
    assert (answer.status, answer.code) == (404, "not_found")
    assert len(await box.events()) == 1


@pytest.mark.parametrize("operation", ["put", "upload"])
async def test_a_ticket_for_another_operation_reads_nothing(box: Box, operation: str) -> None:
    answer = await box.get(replace(await stored(box), op=operation))
    assert (answer.status, answer.code) == (403, "ticket")


async def test_a_ticket_names_one_blob_and_no_other(box: Box) -> None:
    answer = await box.request("PUT", f"/blobs/{random_id()}", box.ticket("put"), data=CONTENT)
    assert answer.code == "ticket"


async def test_a_forged_expired_or_absent_ticket_is_refused(box: Box) -> None:
    ticket = box.ticket("put")
    path = f"/blobs/{ticket.blob}"
    good = tickets.issue(ticket, SEEDS["intake"])
    payload, _, signature = good.partition(".")
    wrong = [
        None,
        "",
        "x",
        "é".encode().decode("latin-1"),
        payload,
        f"{payload}.",
        f"{payload}.{signature[:-2]}AA",
        tickets.issue(ticket, SEEDS["coordination"]),
        tickets.issue(ticket, b"z" * 32),
        good + "A" * 5000,
    ]
    for each in wrong:
        answer = await box.request("PUT", path, each, data=CONTENT)
        assert (answer.status, answer.code) == (403, "ticket")
    expired = await box.put(box.ticket("put", exp=1), CONTENT)
    assert (expired.status, expired.code) == (403, "ticket_expired")
    assert await box.events() == []


async def test_a_ticket_for_a_wrap_is_refused(box: Box) -> None:
    assert (await box.put(box.ticket("put", kind="wrap"), CONTENT)).code == "ticket"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "invalid_input"),
        (b"plain text about somebody", "invalid_input"),
        (CONTENT[:500], "invalid_input"),
        (sealed(recipients=2), "recipient"),
        (CONTENT.replace(b"mlkem768x25519", b"X25519"), "recipient"),
        (b"null", "invalid_input"),
        (b"\xff\xfe\x00", "invalid_input"),
    ],
)
async def test_what_is_not_sealed_to_one_hybrid_recipient_is_refused(
    box: Box, content: bytes, code: str
) -> None:
    answer = await box.put(box.ticket("put"), content)
    assert (answer.status, answer.code) == (422, code)
    assert await box.events() == []
    assert await box.verify() == []


async def test_a_blob_larger_than_its_ticket_or_one_mebibyte_is_refused(box: Box) -> None:
    for ticket in (box.ticket("put", max=len(CONTENT) - 1), box.ticket("put")):
        answer = await box.put(ticket, BytesIO(CONTENT + b"x" * 2**20))
        assert (answer.status, answer.code) == (413, "too_large")


@pytest.mark.parametrize(
    "path", ["..%2f..%2fstate", "%2e%2e", "a" * 31, "A" * 32, "0" * 31 + "%00", "é" * 32]
)
async def test_a_path_that_is_no_id_reaches_nothing(box: Box, path: str) -> None:
    answer = await box.request("GET", f"/blobs/{path}", box.ticket("get"))
    assert answer.status in (403, 404, 422)


async def test_nothing_is_put_or_read_while_sealed(box: Box) -> None:
    ticket = await stored(box)
    await box.lock()
    answers = [await box.get(ticket), await box.put(box.ticket("put"), CONTENT)]
    assert [(each.status, each.code) for each in answers] == [(503, "sealed")] * 2


async def test_health_needs_no_ticket(box: Box) -> None:
    assert (await box.request("GET", "/healthz")).status == 204
