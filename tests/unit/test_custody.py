import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core import custody
from appliance.errors import InvalidInputError, TooLargeError

STORED: dict[str, Any] = {
    "actor": "receipt",
    "case": "a" * 32,
    "compartment": "evidence",
    "day": "2026-03-02",
    "details": {"kind": "evidence", "sha256": "b" * 64, "size": 12},
    "event": "stored",
    "id": "c" * 32,
    "item": "d" * 32,
    "v": 1,
}
SALT = bytes(range(32))


def test_an_event_is_read_and_written_back() -> None:
    event = custody.parse_event(STORED)
    assert event.to_json() == STORED
    assert custody.parse_event_bytes(event.canonical()) == event


def test_a_case_leaf_is_a_salted_commitment() -> None:
    event = custody.parse_event(STORED)
    expected = hashlib.sha256(SALT + event.canonical()).digest()
    assert custody.leaf_entry(event, SALT) == b"safehold/leaf/case/v1\n" + expected
    assert custody.leaf_entry(event, bytes(32)) != custody.leaf_entry(event, SALT)


def test_a_governance_leaf_is_readable() -> None:
    event = custody.parse_event({"event": "opened", "id": "c" * 32, "day": "2026-03-02", "v": 1})
    entry = custody.leaf_entry(event, SALT)
    prefix, line = entry.split(b"\n")
    assert prefix == b"safehold/leaf/governance/v1"
    assert json.loads(line) == event.to_json()


def test_filler_looks_like_a_commitment_and_differs_at_each_place() -> None:
    first, second = custody.filler_leaf(b"k" * 32, 0), custody.filler_leaf(b"k" * 32, 1)
    event = custody.leaf_entry(custody.parse_event(STORED), SALT)
    assert len(first) == len(event)
    assert first[:22] == event[:22]
    assert first != second
    assert first != custody.filler_leaf(b"l" * 32, 0)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("v", 2),
        ("v", True),
        ("event", "invented"),
        ("event", None),
        ("id", "C" * 32),
        ("day", "2026-02-30"),
        ("case", "../x"),
        ("compartment", "other"),
        ("actor", "somebody"),
        ("actor", None),
        ("item", 5),
        ("details", None),
        ("details", []),
        ("hour", "12:00"),
    ],
)
def test_a_member_of_the_wrong_form_is_refused(member: str, value: object) -> None:
    with pytest.raises(InvalidInputError):
        custody.parse_event({**STORED, member: value})


@pytest.mark.parametrize("untrusted", [None, [], "x", 1, {}])
def test_what_is_no_event_is_refused(untrusted: object) -> None:
    with pytest.raises(InvalidInputError):
        custody.parse_event(untrusted)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_as_an_event(untrusted: bytes) -> None:
    with pytest.raises(InvalidInputError):
        custody.parse_event_bytes(untrusted)


def test_a_second_spelling_of_an_event_is_refused() -> None:
    event = custody.parse_event(STORED)
    with pytest.raises(InvalidInputError):
        custody.parse_event_bytes(event.canonical().replace(b":12}", b": 12}"))
    with pytest.raises(InvalidInputError):
        custody.parse_event_bytes(
            b'{"day":"2026-03-02","details":{},"event":"opened","id":"' + b"c" * 32 + b'","v":1}'
        )


def test_a_governance_event_too_large_for_the_log_is_refused() -> None:
    event = custody.Event("setup", "c" * 32, "2026-03-02", details={"text": "x" * 66_000})
    with pytest.raises(TooLargeError):
        custody.leaf_entry(event, SALT)
