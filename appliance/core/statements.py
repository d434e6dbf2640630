"""Statements: what people sign, typed and checked (record-format §6)."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeAlias

from appliance.core import fields, signing
from appliance.core.canonical import MAX_INTEGER, canonical, parse_day, parse_id
from appliance.core.certificates import Certificate
from appliance.core.compartments import COMPARTMENTS, PROFESSIONAL_COMPARTMENTS
from appliance.core.fields import Fields
from appliance.core.services import SERVICE_TYPES
from appliance.errors import InvalidInputError

CONTEXT: Final = "safehold/statement/v1"
# In all but `thread` a message is a note among colleagues.
MESSAGE_COMPARTMENTS: Final = ("thread", *PROFESSIONAL_COMPARTMENTS)
PURPOSES: Final = ("referral",)
REFERRAL_STATUSES: Final = ("accepted", "rejected", "done", "revoked")
LONGEST_MESSAGE: Final = 64 * 1024
LONGEST_LABEL: Final = 200
MOST_SIGNERS: Final = 200
MOST_GRANTS: Final = 32


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What every statement says.

    Attributes:
        case: the case that it belongs to; it is good for no other.
        signer: key id of who signed.
        seq: the signer's counter, from 1, without gaps.
        signature: Ed25519, b64; empty before it is signed.
    """

    type: ClassVar[str]

    case: str
    signer: str
    seq: int
    signature: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the object that is signed, stored and sent; an absent member is left out."""
        members = {name: _json(value) for name, value in vars(self).items() if value is not None}
        if not self.signature:
            del members["signature"]
        return {**members, "type": self.type, "v": 1}


@dataclass(frozen=True, kw_only=True)
class ConsentRequest:
    """A request in a message: what she is asked to agree to."""

    compartments: tuple[str, ...]
    expires: str
    purpose: str
    recipient: str
    recipient_label: str
    service_type: str
    certificate: Certificate

    def to_json(self) -> dict[str, Any]:
        """Return the object that stands in the message."""
        return {name: _json(value) for name, value in vars(self).items()}


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Which request she does not agree to: by recipient and last day, as a consent answers it."""

    recipient: str
    expires: str

    def to_json(self) -> dict[str, Any]:
        """Return the object that stands in the message."""
        return dict(vars(self))


@dataclass(frozen=True, kw_only=True)
class Message(Statement):
    """A message of a thread; sealed, never in clear."""

    type = "message"

    compartment: str
    after: Mapping[str, int]
    at: str
    text: str
    certificate: Certificate | None = None
    request: ConsentRequest | None = None
    refuses: Refusal | None = None


@dataclass(frozen=True, kw_only=True)
class Consent(Statement):
    """Her agreement that one person reads some compartments until a day."""

    type = "consent"

    consent: str
    compartments: tuple[str, ...]
    recipient: str
    purpose: str
    expires: str
    commitment: str


@dataclass(frozen=True, kw_only=True)
class Withdrawal(Statement):
    """The end of a consent."""

    type = "withdrawal"

    consent: str


@dataclass(frozen=True, kw_only=True)
class Grant(Statement):
    """A compartment key given to one person.

    Attributes:
        basis: {`consent`, `hash`} or {`duty`}; with `renews`, the grant that the same person had
            under a key she has lost; with `recovery` and the hash of its `reason`, trustees
            opened it. {`escrow`: recovery key} where a reader seals to the trustees.
        wrap: SHA-256 of the wrap file.
    """

    type = "grant"

    grant: str
    compartment: str
    generation: int
    recipient: str
    basis: Mapping[str, str]
    expires: str
    wrap: str


@dataclass(frozen=True, kw_only=True)
class Referral(Statement):
    """A request to a colleague, with the grants that let her read."""

    type = "referral"

    referral: str
    recipient: str
    service_type: str
    compartments: tuple[str, ...]
    consent: str
    grants: tuple[str, ...]
    response_timeframe: str


@dataclass(frozen=True, kw_only=True)
class ReferralStatus(Statement):
    """What became of a referral."""

    type = "referral_status"

    referral: str
    status: str


AnyStatement: TypeAlias = Message | Consent | Withdrawal | Grant | Referral | ReferralStatus


def sign(statement: Mapping[str, Any], seed: bytes) -> dict[str, Any]:
    """Sign a statement.

    Args:
        statement: all members but `signature`, as JSON.
        seed: Ed25519 seed of the signer.

    Returns:
        The statement with its signature.

    Raises:
        InvalidInputError, RecipientError: it breaks a rule of its own format.
    """
    signed = signing.sign_object(CONTEXT, statement, seed)
    parse(signed)
    return signed


def verify(untrusted: object, key: str) -> AnyStatement:
    """Read a statement and check its signature.

    Args:
        untrusted: the object as received.
        key: verify key of who must have signed, b64; from a wrap or certificate, never from the
            statement.

    Raises:
        SignatureError: signed by another, or changed since.
        InvalidInputError, RecipientError: malformed.
    """
    statement = parse(untrusted)
    signing.verify_object(CONTEXT, statement.to_json(), key)
    return statement


def hash_of_statement(statement: Statement) -> str:
    """Return the SHA-256 of the canonical signed statement, which a grant's basis quotes."""
    return hashlib.sha256(canonical(statement.to_json())).hexdigest()


def parse(untrusted: object) -> AnyStatement:
    """Read a statement of any type; its signature is not checked here.

    Raises:
        InvalidInputError, RecipientError: malformed.
    """
    members = Fields(untrusted, "statement")
    reader = _READERS[members.choice("type", tuple(_READERS))]
    members.expect("v", 1)
    common = {
        "case": members.id("case"),
        "signer": members.id("signer"),
        "seq": members.integer("seq", 1),
        "signature": members.octets("signature", signing.SIGNATURE_BYTES),
    }
    statement = reader(members, common)
    members.close()
    return statement


def _message(members: Fields, common: dict[str, Any]) -> Message:
    return Message(
        **common,
        compartment=members.choice("compartment", MESSAGE_COMPARTMENTS),
        after=members.read("after", _after),
        at=members.time("at"),
        text=members.text("text", LONGEST_MESSAGE),
        certificate=members.optional("certificate", Certificate.parse),
        request=members.optional("request", _request),
        refuses=members.optional("refuses", _refusal),
    )


def _consent(members: Fields, common: dict[str, Any]) -> Consent:
    return Consent(
        **common,
        consent=members.id("consent"),
        compartments=members.read("compartments", parse_compartments),
        recipient=members.id("recipient"),
        purpose=members.choice("purpose", PURPOSES),
        expires=members.day("expires"),
        commitment=members.hash("commitment"),
    )


def _withdrawal(members: Fields, common: dict[str, Any]) -> Withdrawal:
    return Withdrawal(**common, consent=members.id("consent"))


def _grant(members: Fields, common: dict[str, Any]) -> Grant:
    return Grant(
        **common,
        grant=members.id("grant"),
        compartment=members.choice("compartment", COMPARTMENTS),
        generation=members.integer("generation", 1),
        recipient=members.id("recipient"),
        basis=members.read("basis", _basis),
        expires=members.day("expires"),
        wrap=members.hash("wrap"),
    )


def _referral(members: Fields, common: dict[str, Any]) -> Referral:
    return Referral(
        **common,
        referral=members.id("referral"),
        recipient=members.id("recipient"),
        service_type=members.choice("service_type", SERVICE_TYPES),
        compartments=members.read("compartments", parse_compartments),
        consent=members.id("consent"),
        grants=members.array("grants", parse_id, MOST_GRANTS),
        response_timeframe=members.text("response_timeframe", LONGEST_LABEL),
    )


def _referral_status(members: Fields, common: dict[str, Any]) -> ReferralStatus:
    return ReferralStatus(
        **common,
        referral=members.id("referral"),
        status=members.choice("status", REFERRAL_STATUSES),
    )


_READERS: Final[Mapping[str, Callable[[Fields, dict[str, Any]], AnyStatement]]] = {
    "message": _message,
    "consent": _consent,
    "withdrawal": _withdrawal,
    "grant": _grant,
    "referral": _referral,
    "referral_status": _referral_status,
}


def parse_compartments(untrusted: object) -> tuple[str, ...]:
    """Read one compartment or more, none twice.

    Raises:
        InvalidInputError: it is something else.
    """
    names = fields.array(fields.choice(COMPARTMENTS), len(COMPARTMENTS))(untrusted)
    if not names or len(set(names)) != len(names):
        raise InvalidInputError("These are not compartments, each once.")
    return names


def _after(untrusted: object) -> Mapping[str, int]:
    if not isinstance(untrusted, dict) or len(untrusted) > MOST_SIGNERS:
        raise InvalidInputError("This does not say what a message follows.")
    seq = fields.integer(1, MAX_INTEGER)
    return {parse_id(signer): seq(highest) for signer, highest in untrusted.items()}


def _basis(untrusted: object) -> Mapping[str, str]:
    members = Fields(untrusted, "basis")
    if "escrow" in members:
        basis = {"escrow": members.id("escrow")}
        members.close()
        return basis
    if "duty" in members:
        basis = {"duty": members.id("duty")}
    else:
        basis = {"consent": members.id("consent"), "hash": members.hash("hash")}
    if "renews" in members:
        basis["renews"] = members.id("renews")
    if "recovery" in members:
        basis |= {"recovery": members.id("recovery"), "reason": members.hash("reason")}
    members.close()
    return basis


def _refusal(untrusted: object) -> Refusal:
    members = Fields(untrusted, "refusal")
    refusal = Refusal(recipient=members.id("recipient"), expires=members.day("expires"))
    members.close()
    return refusal


def _request(untrusted: object) -> ConsentRequest:
    members = Fields(untrusted, "request")
    request = ConsentRequest(
        compartments=members.read("compartments", parse_compartments),
        expires=members.read("expires", parse_day),
        purpose=members.choice("purpose", PURPOSES),
        recipient=members.id("recipient"),
        recipient_label=members.text("recipient_label", LONGEST_LABEL),
        service_type=members.choice("service_type", SERVICE_TYPES),
        certificate=members.read("certificate", Certificate.parse),
    )
    members.close()
    if request.certificate.key != request.recipient:
        raise InvalidInputError("The certificate of this request is of another person.")
    return request


def _json(value: Any) -> Any:
    if isinstance(value, Certificate | ConsentRequest | Refusal):
        return value.to_json()
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
