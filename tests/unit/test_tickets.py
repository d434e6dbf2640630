"""A ticket allows one thing, for a while, and costs the same to refuse as to accept."""

from dataclasses import replace

import pytest

from appliance.core import signing, tickets
from appliance.core.derivation import verify_key
from appliance.errors import InvalidInputError, TicketError, TicketExpiredError
from tests.vectors.world import an_id, octets

SEEDS = {issuer: octets(f"tickets of {issuer}") for issuer in tickets.ISSUERS}
KEYS = {issuer: verify_key(seed) for issuer, seed in SEEDS.items()}
TICKET = tickets.Ticket(
    actor="receipt",
    blob=an_id("blob"),
    case=an_id("case"),
    compartment="thread",
    exp=1000,
    iss="intake",
    kind="message",
    max=4096,
    op="put",
)


def test_a_ticket_reads_back() -> None:
    assert tickets.read(tickets.issue(TICKET, SEEDS["intake"]), KEYS, now=999) == TICKET


def test_an_expired_ticket_says_so_by_its_own_code() -> None:
    with pytest.raises(TicketExpiredError) as refusal:
        tickets.read(tickets.issue(TICKET, SEEDS["intake"]), KEYS, now=1000)
    assert refusal.value.code == "ticket_expired"


def test_a_forged_ticket_that_has_expired_too_is_only_forged() -> None:
    forged = tickets.issue(TICKET, octets("forger"))
    with pytest.raises(TicketError) as refusal:
        tickets.read(forged, KEYS, now=5000)
    assert refusal.value.code == "ticket"


@pytest.mark.parametrize(
    "changed",
    [
        {"op": "put", "max": tickets.PUT_BYTES + 1},
        {"op": "delete"},
        {"kind": "gossip"},
        {"compartment": "intake"},
        {"actor": "somebody"},
        {"blob": "../../etc/passwd"},
        {"iss": "agent"},
        {"max": -1},
        {"exp": True},
    ],
)
def test_a_ticket_that_breaks_its_format_is_never_issued(changed: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        tickets.issue(replace(TICKET, **changed), SEEDS["intake"])  # type: ignore[arg-type]


def test_an_upload_may_be_larger_than_a_put() -> None:
    large = replace(TICKET, op="upload", kind="evidence", compartment="evidence", max=2**32)
    assert tickets.read(tickets.issue(large, SEEDS["intake"]), KEYS, 0).max == 2**32


@pytest.mark.parametrize(
    "forged",
    ["", ".", "no ticket", "a" * 2000, tickets.issue(TICKET, octets("forger")), "\u0661.\u0662"],
)
def test_a_forged_ticket_takes_as_many_signature_checks_as_a_true_one(
    forged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks: list[bytes] = []

    def counted(context: str, payload: bytes, signature: bytes, key: str) -> None:
        checks.append(payload)
        signing.verify_bytes(context, payload, signature, key)

    monkeypatch.setattr(tickets, "verify_bytes", counted)
    tickets.read(tickets.issue(TICKET, SEEDS["intake"]), KEYS, 0)
    for_a_true_one = len(checks)
    with pytest.raises(TicketError):
        tickets.read(forged, KEYS, 0)
    assert len(checks) == 2 * for_a_true_one
