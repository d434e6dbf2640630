"""Tickets: a signed capability for one operation on one blob (record-format §11)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from appliance.core import canonical, fields
from appliance.core.compartments import COMPARTMENTS
from appliance.core.signing import SIGNATURE_BYTES, sign_bytes, verify_bytes
from appliance.errors import (
    InvalidInputError,
    SignatureError,
    TicketError,
    TicketExpiredError,
)

CONTEXT: Final = "safehold/ticket/v1"
HEADER: Final = "Safehold-Ticket"
OPERATIONS: Final = ("put", "upload", "get")
LARGE_KIND: Final = "evidence"
"""The one kind that may be larger than one request: the others are opened whole in a browser."""
ISSUERS: Final = ("intake", "coordination")
KINDS: Final = ("wrap", "report", "message", "consent", "item", "evidence")
RECEIPT_ACTOR: Final = "receipt"
PUT_BYTES: Final = 1024 * 1024
LONGEST: Final = 1024


@dataclass(frozen=True)
class Ticket:
    """What its bearer may do, once or again until it expires.

    Attributes:
        actor: key id of a professional, or `receipt`.
        blob: the one blob it names.
        case: the case of the blob.
        compartment: the compartment of the blob.
        exp: when it expires, in seconds since 1970.
        iss: the service that issued it.
        kind: what the blob is.
        max: most bytes that may be stored; what may be read in case of `get`.
        op: `put`, `upload` or `get`.
    """

    actor: str
    blob: str
    case: str
    compartment: str
    exp: int
    iss: str
    kind: str
    max: int
    op: str


def issue(ticket: Ticket, seed: bytes) -> str:
    """Sign a ticket.

    Args:
        ticket: what it allows.
        seed: Ed25519 seed of the issuer.

    Returns:
        The text of the header `Safehold-Ticket`.

    Raises:
        InvalidInputError: the ticket breaks a rule of its own format.
    """
    payload = canonical.canonical({**asdict(ticket), "v": 1})
    _parse(payload)
    return f"{canonical.b64(payload)}.{canonical.b64(sign_bytes(CONTEXT, payload, seed))}"


def read(untrusted: str, keys: Mapping[str, str], now: int) -> Ticket:
    """Check a ticket and say what it allows.

    Each key is tried whatever the ticket looks like, so a forged one takes the same work as a true
    one, and nothing of it is parsed before its signature is known to be good.

    Args:
        untrusted: the header's text.
        keys: issuer to its Ed25519 public key, b64.
        now: seconds since 1970.

    Raises:
        TicketError: malformed, forged, or of an issuer whose key is another.
        TicketExpiredError: it was good until `exp`.
    """
    payload, signature = _split(untrusted)
    issuers = [issuer for issuer, key in keys.items() if _fits(payload, signature, key)]
    try:
        ticket = _parse(payload) if issuers else None
    except InvalidInputError as error:
        raise TicketError from error
    if ticket is None or ticket.iss not in issuers:
        raise TicketError
    if now >= ticket.exp:
        raise TicketExpiredError
    return ticket


def _split(untrusted: str) -> tuple[bytes, bytes]:
    nothing = b"", bytes(SIGNATURE_BYTES)
    if len(untrusted) > LONGEST:
        return nothing
    payload, _, signature = untrusted.partition(".")
    try:
        return canonical.unb64(payload), canonical.unb64(signature, SIGNATURE_BYTES)
    except InvalidInputError:
        return nothing


def _fits(payload: bytes, signature: bytes, key: str) -> bool:
    try:
        verify_bytes(CONTEXT, payload, signature, key)
    except SignatureError:
        return False
    return True


def _parse(untrusted: bytes) -> Ticket:
    members = fields.Fields(canonical.parse_canonical(untrusted, LONGEST), "ticket")
    members.expect("v", 1)
    ticket = Ticket(
        actor=members.read("actor", _actor),
        blob=members.id("blob"),
        case=members.id("case"),
        compartment=members.choice("compartment", COMPARTMENTS),
        exp=members.integer("exp"),
        iss=members.choice("iss", ISSUERS),
        kind=members.choice("kind", KINDS),
        max=members.integer("max"),
        op=members.choice("op", OPERATIONS),
    )
    members.close()
    if ticket.op == "put" and ticket.max > PUT_BYTES:
        raise InvalidInputError("A put stores at most 1 MiB.")
    return ticket


def _actor(untrusted: object) -> str:
    return untrusted if untrusted == RECEIPT_ACTOR else canonical.parse_id(untrusted)
