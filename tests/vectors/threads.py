"""Vectors of whole threads, most of them as a malicious server would list them.

An item's `content` is what stood in its frame; without `content` its seal did not open.
"""

from collections.abc import Mapping
from typing import Any

from appliance.core.canonical import canonical
from appliance.core.thread import Item, Reader, check_thread
from tests.vectors.signed import NO_SIGNATURE, message
from tests.vectors.world import (
    CASE,
    DOCTOR,
    MANAGER,
    PIN,
    REPORTER,
    SURVIVOR,
    Json,
    a_person,
    an_id,
    certificate,
    octets,
)

STRANGER = a_person("stranger")
MANAGER_CERTIFICATE = certificate("case manager", "case_manager").to_json()
DOCTOR_CERTIFICATE = certificate("doctor", "doctor").to_json()
FORGED_CERTIFICATE = certificate("stranger", "doctor", seed=octets("other deployment")).to_json()
DISABLED_CERTIFICATE = certificate("doctor", "doctor", status="disabled").to_json()


def from_survivor(
    seq: int, minute: int, after: Mapping[str, int] | None = None, **changed: Any
) -> Json:
    at = f"2026-11-24T09:{minute:02d}Z"
    text = f"survivor {seq}"
    return message(SURVIVOR, seq, text, **{"after": dict(after or {}), "at": at, **changed})


def from_manager(
    seq: int, minute: int, after: Mapping[str, int] | None = None, **changed: Any
) -> Json:
    at = f"2026-11-24T09:{minute:02d}Z"
    text = changed.pop("text", f"manager {seq}")
    members = {"after": dict(after or {}), "at": at, "certificate": MANAGER_CERTIFICATE, **changed}
    return message(MANAGER, seq, text, **members)


def from_doctor(
    seq: int, minute: int, after: Mapping[str, int] | None = None, **changed: Any
) -> Json:
    at = f"2026-11-24T09:{minute:02d}Z"
    members = {"after": dict(after or {}), "at": at, "certificate": DOCTOR_CERTIFICATE, **changed}
    return message(DOCTOR, seq, f"doctor {seq}", **members)


def threads() -> Json:
    """Build every case, with what the checks find."""
    context = {"case": CASE, "compartment": "thread", "pin": PIN, "reporter": REPORTER.to_json()}
    return {
        "cases": [_case(what, items) for what, items in {**_honest(), **_hostile()}.items()],
        "context": context,
    }


def _conversation() -> list[Json]:
    """Four messages, each after all before it; clocks are wrong on purpose."""
    return [
        from_survivor(1, 30),
        from_manager(1, 10, {SURVIVOR.key: 1}),
        from_survivor(2, 5, {MANAGER.key: 1}),
        from_manager(2, 40, {SURVIVOR.key: 2}),
    ]


def _honest() -> dict[str, list[Any]]:
    one, two, three, four = _conversation()
    request = _request(DOCTOR_CERTIFICATE)
    return {
        "nothing": [],
        "a conversation, clocks wrong": [one, two, three, four],
        "two staff members answer at once": [
            one,
            from_manager(1, 10, {SURVIVOR.key: 1}),
            from_doctor(1, 10, {SURVIVOR.key: 1}),
        ],
        "a request for consent": [one, from_manager(1, 10, {SURVIVOR.key: 1}, request=request)],
        "a refusal": [
            one,
            from_manager(1, 10, {SURVIVOR.key: 1}, request=request),
            from_survivor(2, 20, {MANAGER.key: 1}, refuses=_refusal()),
        ],
        "a colleague who has since been disabled": [
            one,
            from_doctor(1, 10, certificate=DISABLED_CERTIFICATE),
        ],
    }


def _hostile() -> dict[str, list[Any]]:
    one, two, three, four = _conversation()
    return {
        "injected: sealed by somebody without a certificate": [one, _stranger(), two],
        "injected: a certificate of another deployment": [
            one,
            _stranger(certificate=FORGED_CERTIFICATE),
            two,
        ],
        "injected: the certificate of somebody else": [
            one,
            _stranger(certificate=MANAGER_CERTIFICATE),
            two,
        ],
        "injected: her name, no signature of hers": [
            one,
            {**from_survivor(2, 20), "signature": NO_SIGNATURE},
            two,
        ],
        "injected: her name with a certificate": [
            one,
            from_survivor(2, 20, certificate=MANAGER_CERTIFICATE),
        ],
        "injected: no message": [one, "{}", "not JSON", {**two, "extra": True}],
        "injected: does not open": [one, None, two],
        "injected: a request for somebody who is not certified": [
            one,
            from_manager(1, 10, request=_request(FORGED_CERTIFICATE)),
        ],
        "injected: a request for somebody who is disabled": [
            one,
            from_manager(1, 10, request=_request(DISABLED_CERTIFICATE)),
        ],
        "injected: a colleague refuses for her": [
            one,
            from_manager(1, 10, refuses=_refusal()),
        ],
        "swapped: of another case": [one, from_manager(1, 10, case=an_id("other case"))],
        "swapped: of another compartment": [one, from_manager(1, 10, compartment="team")],
        "swapped: words changed": [one, {**two, "text": "other words"}],
        "replayed: a message twice": [one, two, three, two, four],
        "reordered: listed backwards": [four, three, two, one],
        "reordered: each claims to follow the other": [
            from_survivor(1, 30, {MANAGER.key: 1}),
            from_manager(1, 10, {SURVIVOR.key: 1}),
        ],
        "gap: the last is withheld, an answer names it": [one, two, four],
        "gap: the first is withheld": [two, three, four],
        "gap: a whole signer is withheld": [one, three],
        "gap: a claim of absurdly many": [one, from_manager(1, 10, {SURVIVOR.key: 2**53 - 1})],
        "conflict: two texts with one number": [
            one,
            two,
            from_manager(1, 11, {SURVIVOR.key: 1}, text="something else"),
            three,
        ],
    }


def _stranger(**changed: Any) -> Json:
    return message(STRANGER, 1, "stranger 1", **{"at": "2026-11-24T09:15Z", **changed})


def _request(recipient: Json) -> Json:
    return {
        "certificate": recipient,
        "compartments": ["account"],
        "expires": "2027-02-24",
        "purpose": "referral",
        "recipient": recipient["key"],
        "recipient_label": "Médecin",
        "service_type": "health_medical",
    }


def _refusal() -> Json:
    request = _request(DOCTOR_CERTIFICATE)
    return {name: request[name] for name in ("expires", "recipient")}


def _case(what: str, listed: list[Any]) -> Json:
    items = [_item(at, content) for at, content in enumerate(listed)]
    thread = check_thread(map(item_of, items), READER)
    return {
        "items": items,
        "problems": [problem.to_json() for problem in thread.problems],
        "shown": [[message.signer, message.seq] for message in thread.messages],
        "what": what,
    }


READER = Reader(CASE, "thread", REPORTER, PIN)


def _item(at: int, content: Any) -> Json:
    # Blob ids rise in the order listed, so "the first of two" means the same to every reader.
    blob = f"{at + 1:032x}"
    if content is None:
        return {"blob": blob}
    text = content if isinstance(content, str) else canonical(content).decode()
    return {"blob": blob, "content": text}


def item_of(case: Json) -> Item:
    """Read an item of a vector."""
    content = case.get("content")
    return Item(case["blob"], None if content is None else content.encode())
