"""What the box remembers of key escrow: sets of shares, who is due, what was marked; public.

The record lies on STATE, signed with the deployment key (record-format §18). Nothing in it opens
anything. Names of trustees are sealed to the staff group.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Literal

from appliance.core import hybrid
from appliance.core.canonical import b64, canonical, parse_canonical, parse_day, parse_id, unb64
from appliance.core.ceremony import (
    GROUP_NAMES,
    LONGEST_PROFILE,
    LONGEST_SEALED,
    MOST_SHARES,
    CeremonyPlan,
    Outcome,
)
from appliance.core.fields import Fields, text
from appliance.core.shares import MOST_MEMBERS, Mark, SharePublic, is_due
from appliance.core.signing import SIGNATURE_BYTES, sign_bytes, verify_bytes
from appliance.errors import EscrowStateError, NotFoundError, SignatureError

CONTEXT: Final = "safehold/escrow/v1"
LIMIT_BYTES: Final = 4 * 1024 * 1024
MOST_SETS: Final = 100
STATES: Final = ("waiting", "active", "retired")

SetState = Literal["waiting", "active", "retired"]


@dataclass(frozen=True, slots=True)
class ShareRecord:
    """One share of a set.

    Args:
        group: its group, from 0.
        index: its place in the group, from 0.
        profile: the trustee's name, sealed to the staff group, b64.
        keys: its public keys.
        recipient: the trustee's own key, where the share was sealed to it.
        sealed: the share sealed to her, b64, until she has proven that she can open it.
        proven: day of the newest proof.
        compromised: the day on which her word for bad days came.
    """

    group: int
    index: int
    profile: str
    keys: SharePublic
    recipient: str | None = None
    sealed: str | None = None
    proven: str | None = None
    compromised: str | None = None

    @classmethod
    def parse(cls, untrusted: object) -> "ShareRecord":
        """Read a share.

        Raises:
            InvalidInputError, RecipientError: malformed.
        """
        members = Fields(untrusted, "share")
        found = cls(
            group=members.integer("group", 0, 1),
            index=members.integer("index", 0, MOST_MEMBERS - 1),
            profile=members.text("profile", LONGEST_PROFILE),
            keys=members.read("keys", SharePublic.parse),
            recipient=members.optional("recipient", hybrid.parse_recipient),
            sealed=members.optional("sealed", text(LONGEST_SEALED)),
            proven=members.optional("proven", parse_day),
            compromised=members.optional("compromised", parse_day),
        )
        members.close()
        return found

    @property
    def place(self) -> tuple[int, int]:
        """Group and index."""
        return self.group, self.index

    @property
    def is_proven(self) -> bool:
        """Whether it was proven by somebody who was free to do so."""
        return self.proven is not None and self.compromised is None

    def to_json(self) -> dict[str, Any]:
        """Return the object of the record."""
        optional = {
            "compromised": self.compromised,
            "proven": self.proven,
            "recipient": self.recipient,
            "sealed": self.sealed,
        }
        return {
            "group": self.group,
            "index": self.index,
            "keys": self.keys.to_json(),
            "profile": self.profile,
            **{name: value for name, value in optional.items() if value is not None},
        }


@dataclass(frozen=True, slots=True)
class ShareSet:
    """The shares of one escrow secret.

    Args:
        id: that of its ceremony.
        state: `waiting` until every share is proven, then `active`, at last `retired`.
        day: the day of the ceremony.
        recipient: the recovery recipient.
        key: key id of the recovery identity.
        ceremony: hash of the ceremony's last step.
        groups: name and threshold of each group.
        shares: every share.
        replaces: the set that it retires.
        retired: the day on which it was replaced or given up.
    """

    id: str
    state: SetState
    day: str
    recipient: str
    key: str
    ceremony: str
    groups: tuple[tuple[str, int], ...]
    shares: tuple[ShareRecord, ...]
    replaces: str | None = None
    retired: str | None = None

    @classmethod
    def of(
        cls, plan: CeremonyPlan, outcome: Outcome, sealed: Mapping[tuple[int, int], bytes]
    ) -> "ShareSet":
        """Return the set that a ceremony has made; shares that were typed back are proven.

        Args:
            plan: what was agreed.
            outcome: what its signed steps say.
            sealed: shares sealed to their trustees, by group and index.

        Raises:
            SignatureError: a sealed share is missing, or not the one that was signed.
        """
        _check_sealed(outcome, sealed)
        shares = tuple(
            ShareRecord(
                group=found.group,
                index=found.index,
                profile=trustee.profile,
                keys=found.keys,
                recipient=trustee.recipient,
                sealed=None if found.sealed is None else b64(sealed[found.group, found.index]),
                proven=plan.day if trustee.recipient is None else None,
            )
            for found, (_, _, trustee) in zip(outcome.shares, plan.places, strict=True)
        )
        return cls(
            id=plan.ceremony,
            state="waiting",
            day=plan.day,
            recipient=outcome.recipient,
            key=outcome.key,
            ceremony=outcome.hash,
            groups=tuple((each.name, each.threshold) for each in plan.groups),
            shares=shares,
            replaces=plan.replaces,
        )

    @classmethod
    def parse(cls, untrusted: object) -> "ShareSet":
        """Read a set.

        Raises:
            InvalidInputError, RecipientError: malformed.
        """
        members = Fields(untrusted, "set of shares")
        found = cls(
            id=members.id("id"),
            state=members.choice("state", STATES),  # type: ignore[arg-type]
            day=members.day("day"),
            recipient=members.recipient("recipient"),
            key=members.id("key"),
            ceremony=members.hash("ceremony"),
            groups=members.array("groups", _group, 2),
            shares=members.array("shares", ShareRecord.parse, MOST_SHARES),
            replaces=members.optional("replaces", parse_id),
            retired=members.optional("retired", parse_day),
        )
        members.close()
        return found

    @property
    def all_proven(self) -> bool:
        """Whether the set may come into force."""
        return all(each.is_proven for each in self.shares)

    @property
    def threshold(self) -> int:
        """How many shares are needed in all."""
        return sum(threshold for _, threshold in self.groups)

    def share(self, place: tuple[int, int]) -> ShareRecord:
        """Return one share.

        Raises:
            NotFoundError: there is none at this place.
        """
        for each in self.shares:
            if each.place == place:
                return each
        raise NotFoundError

    def due(self, today: date) -> tuple[ShareRecord, ...]:
        """Return the shares that should be proven now."""
        return tuple(each for each in self.shares if is_due(each.proven, today))

    def with_proof(self, place: tuple[int, int], mark: Mark, day: str) -> "ShareSet":
        """Return the set after a proof. A mark stays: only a new set of shares ends it."""
        old = self.share(place)
        newest = max(day, old.proven or day)
        new = replace(old, proven=newest, sealed=None)
        if mark == "duress" and new.compromised is None:
            new = replace(new, compromised=day)
        shares = tuple(new if each.place == place else each for each in self.shares)
        return replace(self, shares=shares)

    def to_json(self) -> dict[str, Any]:
        """Return the object of the record."""
        optional = {"replaces": self.replaces, "retired": self.retired}
        return {
            "ceremony": self.ceremony,
            "day": self.day,
            "groups": [{"name": name, "threshold": needed} for name, needed in self.groups],
            "id": self.id,
            "key": self.key,
            "recipient": self.recipient,
            "shares": [each.to_json() for each in self.shares],
            "state": self.state,
            **{name: value for name, value in optional.items() if value is not None},
        }


@dataclass(frozen=True, slots=True)
class Escrow:
    """Every set of shares there was.

    Args:
        deployment: the deployment's id.
        sets: in the order of their ceremonies.
    """

    deployment: str
    sets: tuple[ShareSet, ...] = field(default=())

    @property
    def active(self) -> ShareSet | None:
        """The set in force."""
        return next((each for each in self.sets if each.state == "active"), None)

    @property
    def waiting(self) -> ShareSet | None:
        """The set whose shares are not all proven yet."""
        return next((each for each in self.sets if each.state == "waiting"), None)

    def find(self, identifier: str) -> ShareSet:
        """Return a set that is not retired.

        Raises:
            NotFoundError: there is none with this id.
        """
        for each in self.sets:
            if each.id == identifier and each.state != "retired":
                return each
        raise NotFoundError

    def with_set(self, new: ShareSet, day: str) -> "Escrow":
        """Return the record with a new set; one that still waited is given up for it."""
        kept = [
            replace(each, state="retired", retired=day) if each.state == "waiting" else each
            for each in self.sets
        ]
        return replace(self, sets=(*kept, new))

    def with_changed(self, changed: ShareSet) -> "Escrow":
        """Return the record with one set replaced by its newer self."""
        sets = tuple(changed if each.id == changed.id else each for each in self.sets)
        return replace(self, sets=sets)

    def activated(self, identifier: str, day: str) -> "Escrow":
        """Return the record with a set in force and the one before it retired.

        Raises:
            EscrowStateError: not every share of it is proven.
        """
        if not self.find(identifier).all_proven:
            raise EscrowStateError
        sets = []
        for each in self.sets:
            if each.id == identifier:
                sets.append(replace(each, state="active"))
            elif each.state == "active":
                sets.append(replace(each, state="retired", retired=day))
            else:
                sets.append(each)
        return replace(self, sets=tuple(sets))

    def alarms(self, today: date) -> tuple[str, ...]:
        """Return the codes of what an operator should look at."""
        current = self.active
        codes = []
        live = [each for each in (current, self.waiting) if each is not None]
        if any(share.compromised for each in live for share in each.shares):
            codes.append("escrow-compromised")
        if current is None:
            codes.append("escrow-none")
        elif current.due(today):
            codes.append("escrow-due")
        return tuple(codes)

    def to_json(self) -> dict[str, Any]:
        """Return the object that is signed."""
        sets = [each.to_json() for each in self.sets]
        return {"deployment": self.deployment, "sets": sets, "type": "escrow", "v": 1}


def sign_escrow(escrow: Escrow, seed: bytes) -> bytes:
    """Write the signed record.

    Args:
        escrow: what is remembered.
        seed: seed of the deployment key.
    """
    payload = escrow.to_json()
    signature = sign_bytes(CONTEXT, canonical(payload), seed)
    return canonical({"escrow": payload, "signature": b64(signature)})


def open_escrow(untrusted: bytes, pin: str) -> Escrow:
    """Read the record and check it under the pin.

    Raises:
        SignatureError: not signed by this deployment.
        InvalidInputError, RecipientError: malformed.
    """
    members = Fields(parse_canonical(untrusted, LIMIT_BYTES), "escrow record")
    payload = members.read("escrow", _object)
    signature = members.octets("signature", SIGNATURE_BYTES)
    members.close()
    verify_bytes(CONTEXT, canonical(payload), unb64(signature), pin)
    body = Fields(payload, "escrow")
    body.expect("type", "escrow")
    body.expect("v", 1)
    found = Escrow(body.id("deployment"), body.array("sets", ShareSet.parse, MOST_SETS))
    body.close()
    return found


def _check_sealed(outcome: Outcome, sealed: Mapping[tuple[int, int], bytes]) -> None:
    signed = {(each.group, each.index): each.sealed for each in outcome.shares if each.sealed}
    came = {place: hashlib.sha256(content).hexdigest() for place, content in sealed.items()}
    if came != signed:
        raise SignatureError


def _group(untrusted: object) -> tuple[str, int]:
    members = Fields(untrusted, "group")
    found = members.choice("name", GROUP_NAMES), members.integer("threshold", 2, MOST_SHARES)
    members.close()
    return found


def _object(untrusted: object) -> Mapping[str, Any]:
    if not isinstance(untrusted, dict):
        raise SignatureError
    return untrusted
