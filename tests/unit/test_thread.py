"""A malicious server cannot put words, order or silence into a thread unseen."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.canonical import canonical
from appliance.core.thread import Item, check_thread
from tests.vectors import generate
from tests.vectors.signed import message
from tests.vectors.threads import READER, item_of
from tests.vectors.world import MANAGER

CASES = {case["what"]: case for case in generate.stored("thread")["cases"]}
HOSTILE = [
    what
    for what in CASES
    if what.split(":")[0] in {"injected", "swapped", "replayed", "gap", "conflict"}
]


def found(case: dict[str, Any], items: list[Item]) -> tuple[list[list[Any]], list[dict[str, Any]]]:
    thread = check_thread(items, READER)
    shown = [[message.signer, message.seq] for message in thread.messages]
    return shown, [problem.to_json() for problem in thread.problems]


@pytest.mark.parametrize("what", CASES)
def test_a_thread_shows_and_names_what_the_vector_says(what: str) -> None:
    case = CASES[what]
    assert found(case, [item_of(item) for item in case["items"]]) == (
        case["shown"],
        case["problems"],
    )


@pytest.mark.parametrize("what", CASES)
def test_the_order_in_which_the_server_lists_makes_no_difference(what: str) -> None:
    case = CASES[what]
    items = [item_of(item) for item in case["items"]]
    for seed in range(5):
        random.Random(seed).shuffle(items)
        assert found(case, items) == (case["shown"], case["problems"])


@pytest.mark.parametrize("what", HOSTILE)
def test_what_a_malicious_server_did_is_named(what: str) -> None:
    assert CASES[what]["problems"]


def test_reordering_alone_changes_nothing() -> None:
    honest, reordered = CASES["a conversation, clocks wrong"], CASES["reordered: listed backwards"]
    assert honest["shown"] == reordered["shown"]
    assert honest["problems"] == reordered["problems"] == []


def test_nothing_that_failed_a_check_is_shown() -> None:
    stranger = CASES["injected: sealed by somebody without a certificate"]
    assert [code["code"] for code in stranger["problems"]] == ["unknown_signer"]
    assert len(stranger["shown"]) == 2


def test_a_request_for_consent_among_notes_is_named_and_not_shown() -> None:
    signed = generate.stored("statements")["signed"]
    asked = next(each["statement"] for each in signed if "request" in each["statement"])
    note = message(MANAGER, 1, "A note.", certificate=asked["certificate"], compartment="medical")
    request = {"request": asked["request"]}
    among_notes = message(
        MANAGER, 2, "A.", certificate=asked["certificate"], compartment="medical", **request
    )
    items = [Item(f"{at:032x}", canonical(each)) for at, each in enumerate([note, among_notes])]
    thread = check_thread(items, replace(READER, compartment="medical"))
    assert [each.text for each in thread.messages] == ["A note."]
    assert [each.code for each in thread.problems] == ["bad_request"]


@given(st.lists(st.one_of(st.none(), st.binary(max_size=200)), max_size=5))
def test_any_bytes_are_named_and_never_shown(contents: list[bytes | None]) -> None:
    items = [Item(f"{at:032x}", content) for at, content in enumerate(contents)]
    thread = check_thread(items, READER)
    assert not thread.messages
    assert {problem.code for problem in thread.problems} <= {"malformed", "unreadable"}
    assert len(thread.problems) == len(items)
