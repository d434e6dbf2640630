"""Wraps: compartment keys on their way to one person (record-format §4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from appliance.core import hybrid
from appliance.core.canonical import b64, canonical, parse_canonical, parse_id, unb64
from appliance.core.compartments import COMPARTMENTS, DUTY_KEYS
from appliance.core.fields import Fields, array, octets
from appliance.core.signing import SIGNATURE_BYTES, sign_bytes, verify_bytes
from appliance.errors import InvalidInputError, SignatureError

CONTEXT: Final = "safehold/wrap/v1"
LIMIT_BYTES: Final = 256 * 1024
MOST_KEYS: Final = 200


@dataclass(frozen=True)
class CompartmentKey:
    """One key of a wrap.

    Attributes:
        compartment: its compartment, or `intake` or `staff`.
        generation: counts from 1.
        identity: `AGE-SECRET-KEY-PQ-1…`; secret.
    """

    compartment: str
    generation: int
    identity: str = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return the object that stands in the wrap."""
        return {
            "compartment": self.compartment,
            "generation": self.generation,
            "identity": self.identity,
        }


@dataclass(frozen=True)
class Reporter:
    """The survivor's receipt keys, which travel in every wrap of her case."""

    recipient: str
    verify: str

    @classmethod
    def parse(cls, untrusted: object) -> Self:
        """Read receipt keys.

        Raises:
            InvalidInputError, RecipientError: malformed.
        """
        members = Fields(untrusted, "reporter")
        reporter = cls(members.recipient("recipient"), members.octets("verify", 32))
        members.close()
        return reporter

    def to_json(self) -> dict[str, Any]:
        """Return the object that stands in a wrap or report."""
        return {"recipient": self.recipient, "verify": self.verify}


@dataclass(frozen=True)
class Wrap:
    """The content of a wrap, before it is framed and sealed.

    Attributes:
        keys: the keys it carries.
        case: absent for a duty key (`intake`, `staff`).
        reporter: absent for a duty key.
        signature: the reporter's, b64, in the wrap that comes with a report; absent elsewhere.
    """

    keys: tuple[CompartmentKey, ...]
    case: str | None = None
    reporter: Reporter | None = None
    signature: str | None = None

    def to_bytes(self) -> bytes:
        """Write the wrap as canonical JSON.

        Raises:
            InvalidInputError: it breaks a rule of its own format.
        """
        _check(self)
        members = self._members()
        if self.signature is not None:
            members["signature"] = self.signature
        return canonical(members)

    def signed(self, seed: bytes) -> Self:
        """Return the wrap signed by its reporter.

        Her recipient is no secret from the server: without this it could seal keys of its own
        to her, and read what she then seals to them.
        """
        return replace(self, signature=b64(sign_bytes(CONTEXT, canonical(self._members()), seed)))

    def check_signature(self) -> None:
        """Check that the reporter named in it has signed it.

        Raises:
            SignatureError: she has not.
        """
        if self.reporter is None or self.signature is None:
            raise SignatureError
        payload = canonical(self._members())
        verify_bytes(CONTEXT, payload, unb64(self.signature), self.reporter.verify)

    def _members(self) -> dict[str, Any]:
        members: dict[str, Any] = {
            "keys": [key.to_json() for key in self.keys],
            "type": "wrap",
            "v": 1,
        }
        if self.case is not None:
            members["case"] = self.case
        if self.reporter is not None:
            members["reporter"] = self.reporter.to_json()
        return members

    @classmethod
    def parse(cls, untrusted: bytes) -> Self:
        """Read an opened wrap.

        Raises:
            InvalidInputError, RecipientError: malformed, or keys that do not belong together.
        """
        members = Fields(parse_canonical(untrusted, LIMIT_BYTES), "wrap")
        members.expect("v", 1)
        members.expect("type", "wrap")
        wrap = cls(
            keys=members.read("keys", array(_key, MOST_KEYS)),
            case=members.optional("case", parse_id),
            reporter=members.optional("reporter", Reporter.parse),
            signature=members.optional("signature", octets(SIGNATURE_BYTES)),
        )
        members.close()
        _check(wrap)
        return wrap


def report_wrap_recipients(
    intake: Sequence[tuple[str, str]],
    left_out: Sequence[str],
    recovery: str | None,
    receipt: str,
    fresh_recipient: Callable[[], str],
) -> list[str]:
    """Name the recipients of a report wrap, in their order.

    A place that is missing or left out goes to a recipient that nobody holds the identity of, so
    that number and order tell nothing.

    Args:
        intake: organisation and recipient of each intake key, in the directory's order.
        left_out: organisations that she leaves out, or `recovery`.
        recovery: the recovery recipient, if there is one.
        receipt: her own recipient.
        fresh_recipient: makes a recipient whose identity is thrown away.
    """
    places = [None if organisation in left_out else key for organisation, key in intake]
    places.append(None if "recovery" in left_out else recovery)
    return [place or fresh_recipient() for place in places] + [receipt]


def _key(untrusted: object) -> CompartmentKey:
    members = Fields(untrusted, "key")
    key = CompartmentKey(
        compartment=members.choice("compartment", COMPARTMENTS + DUTY_KEYS),
        generation=members.integer("generation", 1),
        identity=members.read("identity", hybrid.parse_identity),
    )
    members.close()
    return key


def _check(wrap: Wrap) -> None:
    places = {(key.compartment, key.generation) for key in wrap.keys}
    duty = {compartment in DUTY_KEYS for compartment, _ in places}
    if not wrap.keys or len(places) != len(wrap.keys) or len(duty) != 1:
        raise InvalidInputError("The keys of this wrap do not belong together.")
    if duty != {wrap.case is None} or duty != {wrap.reporter is None}:
        raise InvalidInputError("This wrap lacks case and reporter, or has them wrongly.")
    if wrap.signature is not None and wrap.reporter is None:
        raise InvalidInputError("Nobody can have signed this wrap.")
