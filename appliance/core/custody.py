"""Custody events and the leaves that commit to them (record-format §13)."""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any, Final

from appliance.core.canonical import canonical, parse_canonical, parse_day, parse_id
from appliance.core.derivation import derive
from appliance.core.tiles import MAX_ENTRY_BYTES
from appliance.errors import InvalidInputError, TooLargeError

CASE_PREFIX: Final = b"safehold/leaf/case/v1\n"
GOVERNANCE_PREFIX: Final = b"safehold/leaf/governance/v1\n"
SALT_BYTES: Final = 32
COMMITMENT_BYTES: Final = 32

COMPARTMENTS: Final = frozenset(
    {"contact", "account", "thread", "evidence", "medical", "psychosocial", "legal", "team"}
)
KINDS: Final = frozenset({"wrap", "report", "message", "consent", "item", "evidence"})
ACTORS: Final = frozenset({"receipt", "intake", "agent"})
GOVERNANCE: Final = frozenset(
    {
        "person_invited",
        "person_approved",
        "person_disabled",
        "operator_invited",
        "operator_accepted",
        "operator_approved",
        "operator_disabled",
        "operator_code",
        "log_verified",
        "refusals",
        "directory",
        "setup",
        "opened",
        "locked",
        "lock_ordered",
        "escrow_ceremony",
        "escrow_active",
        "escrow_proven",
        "escrow_exported",
        "escrow_recovery",
        "backup",
        "backup_drill",
        "backup_key",
        "backup_schedule",
        "backup_target",
        "backup_verified",
        "job_stopped",
        "restored",
        "service_restarted",
    }
)
OWN: Final = frozenset({"received", "stored", "accessed"})
"""Events that storage alone may state: it saw them happen."""
STATED_BY: Final = {
    "agent": GOVERNANCE | {"destroyed"},
    "coordination": frozenset({"key_granted", "referred", "referral_status", "case_taken"}),
    "intake": frozenset({"consent_given", "consent_withdrawn"}),
}
"""Events that each part may state: a part that is taken over cannot speak for another."""
NAMES: Final = (
    GOVERNANCE
    | OWN
    | {
        "key_granted",
        "consent_given",
        "consent_withdrawn",
        "referred",
        "referral_status",
        "case_taken",
        "destroyed",
    }
)
_MEMBERS: Final = frozenset(
    {"actor", "case", "compartment", "day", "details", "event", "id", "item", "v"}
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to evidence, a case or the box.

    Args:
        event: its name, one of `NAMES`.
        id: its own random id; an event is logged once.
        day: the day; nothing finer is kept.
        case: the case, if any.
        compartment: the compartment, if any.
        actor: who did it: a key id, or one of `ACTORS`.
        item: the blob it is about, if any.
        details: what else the leaf commits to.
    """

    event: str
    id: str
    day: str
    case: str | None = None
    compartment: str | None = None
    actor: str | None = None
    item: str | None = None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def is_governance(self) -> bool:
        """Whether its leaf is readable by anyone."""
        return self.event in GOVERNANCE

    def to_json(self) -> dict[str, Any]:
        """Return the event as record-format writes it; what does not apply is left out."""
        members: dict[str, Any] = {
            "actor": self.actor,
            "case": self.case,
            "compartment": self.compartment,
            "details": self.details or None,
            "item": self.item,
        }
        present = {name: value for name, value in members.items() if value is not None}
        return {**present, "day": self.day, "event": self.event, "id": self.id, "v": 1}

    def canonical(self) -> bytes:
        """Return the bytes that the leaf commits to."""
        return canonical(self.to_json())


def parse_event(untrusted: object) -> Event:
    """Read an event.

    Raises:
        InvalidInputError: a member is unknown, missing or of the wrong form.
    """
    if not isinstance(untrusted, dict) or not untrusted.keys() <= _MEMBERS:
        raise InvalidInputError("This is not an event.")
    if type(untrusted.get("v")) is not int or untrusted["v"] != 1:
        raise InvalidInputError("This event is of an unknown version.")
    details = untrusted.get("details", {})
    if not isinstance(details, dict):
        raise InvalidInputError("An event's details are an object.")
    return Event(
        event=_one_of(untrusted.get("event"), NAMES),
        id=parse_id(untrusted.get("id")),
        day=parse_day(untrusted.get("day")),
        case=_optional_id(untrusted, "case"),
        compartment=_optional_compartment(untrusted),
        actor=_optional_actor(untrusted),
        item=_optional_id(untrusted, "item"),
        details=details,
    )


def parse_event_bytes(untrusted: bytes) -> Event:
    """Read an event from its canonical bytes.

    Raises:
        InvalidInputError: it is not an event, or not written canonically.
    """
    event = parse_event(parse_canonical(untrusted))
    if event.canonical() != untrusted:  # an empty member would give one event two spellings
        raise InvalidInputError("This event is not in canonical form.")
    return event


def leaf_entry(event: Event, salt: bytes) -> bytes:
    """Return the log entry of an event: clear for governance, else a salted commitment.

    Args:
        event: what happened.
        salt: 32 random bytes; unused for governance.

    Raises:
        TooLargeError: a governance event does not fit a log entry.
    """
    if not event.is_governance:
        return case_leaf(event.canonical(), salt)
    entry = GOVERNANCE_PREFIX + event.canonical()
    if len(entry) > MAX_ENTRY_BYTES:
        raise TooLargeError
    return entry


def case_leaf(content: bytes, salt: bytes) -> bytes:
    """Return the entry that commits to an event's canonical bytes."""
    return CASE_PREFIX + hashlib.sha256(salt + content).digest()


def filler_key(seed: bytes) -> bytes:
    """Return the key of a log's filler.

    Args:
        seed: of the log key.
    """
    return derive(seed, "filler", 32)


def mac_key(seed: bytes) -> bytes:
    """Return the key of a log's MACs.

    Args:
        seed: of the log key.
    """
    return derive(seed, "leaf", 32)


def filler_leaf(key: bytes, index: int) -> bytes:
    """Return the filler for a place in the log.

    To anyone without the key it is as random as a commitment. With the key an auditor of the box
    can tell it from a commitment whose event was removed.
    """
    return CASE_PREFIX + hmac.digest(key, index.to_bytes(8, "big"), hashlib.sha256)


def leaf_mac(key: bytes, index: int, leaf_hash: bytes) -> bytes:
    """Return what shows that a leaf was written while the vault was open.

    Until a checkpoint covers a leaf nothing else does: whoever can write to the disk while the box
    is off could add a leaf of their own, and the next checkpoint would sign it.
    """
    return hmac.digest(key, index.to_bytes(8, "big") + leaf_hash, hashlib.sha256)


def _one_of(untrusted: object, known: frozenset[str]) -> str:
    if not isinstance(untrusted, str) or untrusted not in known:
        raise InvalidInputError("An event holds an unknown name.")
    return untrusted


def _optional_id(untrusted: dict[str, Any], name: str) -> str | None:
    return parse_id(untrusted[name]) if name in untrusted else None


def _optional_compartment(untrusted: dict[str, Any]) -> str | None:
    if "compartment" not in untrusted:
        return None
    return _one_of(untrusted["compartment"], COMPARTMENTS)


def _optional_actor(untrusted: dict[str, Any]) -> str | None:
    if "actor" not in untrusted:
        return None
    actor = untrusted["actor"]
    return actor if actor in ACTORS else parse_id(actor)
