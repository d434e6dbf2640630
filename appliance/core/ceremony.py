"""The ceremony: what was agreed, and a chain of signed steps that nobody can change half-way.

The plan is what operators approve, by its hash. Every step names the hash of the one before, the
first that of the plan, and is signed with the ceremony's key: the Ed25519 half of the recovery
identity, which exists in the ceremony's process only and ends with it (record-format §18).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from appliance.core import hybrid
from appliance.core.canonical import canonical, parse_hash, parse_id, unb64
from appliance.core.derivation import Identity, key_id
from appliance.core.fields import Fields, boolean
from appliance.core.shares import MOST_MEMBERS, Proof, SharePublic
from appliance.core.signing import SIGNATURE_BYTES, sign_object, verify_object
from appliance.errors import InvalidInputError, ShareCountError, SignatureError

STEP: Final = "safehold/ceremony-step/v1"
GROUP_NAMES: Final = ("everyone", "country", "abroad")
MOST_GROUPS: Final = 2
FEWEST: Final = 2
MOST_SHARES: Final = 16
LONGEST_PROFILE: Final = 16 * 1024
LONGEST_SEALED: Final = 32 * 1024
LIMIT_BYTES: Final = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Trustee:
    """Somebody who is to hold a share.

    Args:
        profile: her name, sealed to the staff group, b64.
        recipient: her own hybrid age key, where her share is sealed to it instead of shown.
    """

    profile: str
    recipient: str | None = None

    @classmethod
    def parse(cls, untrusted: object) -> "Trustee":
        """Read a trustee.

        Raises:
            InvalidInputError, RecipientError: malformed.
        """
        members = Fields(untrusted, "trustee")
        found = cls(
            members.text("profile", LONGEST_PROFILE),
            members.optional("recipient", hybrid.parse_recipient),
        )
        members.close()
        unb64(found.profile)
        return found

    def to_json(self) -> dict[str, str]:
        """Return the object of the plan."""
        sealed = {} if self.recipient is None else {"recipient": self.recipient}
        return {"profile": self.profile, **sealed}


@dataclass(frozen=True, slots=True)
class TrusteeGroup:
    """Trustees of whom some must come together.

    Args:
        name: one of `GROUP_NAMES`.
        threshold: how many are needed.
        trustees: who they are, in the order of their shares.
    """

    name: str
    threshold: int
    trustees: tuple[Trustee, ...]

    @classmethod
    def parse(cls, untrusted: object) -> "TrusteeGroup":
        """Read a group.

        Raises:
            InvalidInputError, RecipientError: malformed.
        """
        members = Fields(untrusted, "group")
        found = cls(
            members.choice("name", GROUP_NAMES),
            members.integer("threshold"),
            members.array("trustees", Trustee.parse, MOST_MEMBERS),
        )
        members.close()
        return found

    def to_json(self) -> dict[str, Any]:
        """Return the object of the plan."""
        trustees = [each.to_json() for each in self.trustees]
        return {"name": self.name, "threshold": self.threshold, "trustees": trustees}


@dataclass(frozen=True, slots=True)
class CeremonyPlan:
    """What was agreed before anything secret is made.

    Args:
        ceremony: its id; the set of shares has the same.
        day: the day of the plan.
        deployment: the deployment's id.
        pin: the deployment's verify key.
        groups: one group of everyone, or one in the country and one abroad.
        training: whether everything is made up.
        replaces: the set that is retired once every new share is proven.
    """

    ceremony: str
    day: str
    deployment: str
    pin: str
    groups: tuple[TrusteeGroup, ...]
    training: bool
    replaces: str | None = None

    @classmethod
    def parse(cls, untrusted: object) -> "CeremonyPlan":
        """Read a plan.

        Raises:
            ShareCountError: thresholds or counts are out of range.
            InvalidInputError, RecipientError: malformed.
        """
        members = Fields(untrusted, "ceremony")
        members.expect("type", "ceremony")
        members.expect("v", 1)
        found = cls(
            ceremony=members.id("ceremony"),
            day=members.day("day"),
            deployment=members.id("deployment"),
            pin=members.octets("pin", 32),
            groups=members.array("groups", TrusteeGroup.parse, MOST_GROUPS),
            training=members.read("training", boolean),
            replaces=members.optional("replaces", parse_id),
        )
        members.close()
        check_groups(found.groups)
        return found

    @property
    def hash(self) -> str:
        """What the first step names."""
        return _hash(self.to_json())

    @property
    def places(self) -> tuple[tuple[int, int, Trustee], ...]:
        """Group, index and trustee of every share, in order."""
        return tuple(
            (group, index, trustee)
            for group, found in enumerate(self.groups)
            for index, trustee in enumerate(found.trustees)
        )

    def to_json(self) -> dict[str, Any]:
        """Return the object that is hashed."""
        replaces = {} if self.replaces is None else {"replaces": self.replaces}
        return {
            "ceremony": self.ceremony,
            "day": self.day,
            "deployment": self.deployment,
            "groups": [each.to_json() for each in self.groups],
            "pin": self.pin,
            "training": self.training,
            "type": "ceremony",
            "v": 1,
            **replaces,
        }


def check_groups(groups: Sequence[TrusteeGroup]) -> None:
    """Check numbers, names and that nobody holds two shares.

    Raises:
        ShareCountError: numbers are out of range, or somebody is named twice.
    """
    names = [each.name for each in groups]
    if names not in ([GROUP_NAMES[0]], [*GROUP_NAMES[1:]]):
        raise ShareCountError
    if any(not FEWEST <= each.threshold <= len(each.trustees) for each in groups):
        raise ShareCountError
    trustees = [trustee for each in groups for trustee in each.trustees]
    recipients = [each.recipient for each in trustees if each.recipient is not None]
    if len(trustees) > MOST_SHARES or len(set(recipients)) != len(recipients):
        raise ShareCountError


class Chain:
    """The signed steps of a ceremony while it goes on.

    Args:
        plan: what was agreed.
        key: the ceremony's key: the recovery identity.
    """

    def __init__(self, plan: CeremonyPlan, key: Identity) -> None:
        self._key = key
        self._last = plan.hash
        self.steps: list[dict[str, Any]] = []

    @property
    def recipient(self) -> str:
        """The new recovery recipient."""
        return self._key.recipient

    def made(self) -> None:
        """Say which recovery identity was made."""
        key = self._key
        self._add("made", {"key": key.key, "recipient": key.recipient, "verify": key.verify})

    def share_about(self, group: int, index: int, keys: SharePublic) -> dict[str, Any]:
        """Return what the holder of a share signs: all that was agreed and done before it."""
        return {"group": group, "index": index, "keys": keys.to_json(), "previous": self._last}

    def share_shown(self, keys: SharePublic, proof: Proof) -> None:
        """Say that a share was shown, typed back and used to sign."""
        place = {"group": proof.group, "index": proof.index}
        self._add("share", {**place, "keys": keys.to_json(), "proof": proof.to_json()})

    def share_sealed(self, place: tuple[int, int], keys: SharePublic, sealed: bytes) -> None:
        """Say that a share was sealed to its trustee's own key, and to which file."""
        body = {"group": place[0], "index": place[1], "keys": keys.to_json()}
        self._add("share", {**body, "sealed": hashlib.sha256(sealed).hexdigest()})

    def tested(self, answer: bytes) -> None:
        """Say what the test file held: typed shares, put together, have opened it."""
        self._add("tested", {"answer": hashlib.sha256(answer).hexdigest()})

    def _add(self, name: str, body: Mapping[str, Any]) -> None:
        step = {**body, "previous": self._last, "step": name}
        signed = sign_object(STEP, step, self._key.signing_seed)
        self.steps.append(signed)
        self._last = _hash(signed)


@dataclass(frozen=True, slots=True)
class ProvenShare:
    """What a ceremony tells of one share.

    Args:
        group: its group.
        index: its place in the group.
        keys: its public keys.
        sealed: SHA-256 of the file sealed to its trustee, where it was not shown.
    """

    group: int
    index: int
    keys: SharePublic
    sealed: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that is left of a ceremony; public.

    Args:
        recipient: the new recovery recipient.
        verify: the ceremony's verify key, b64.
        key: key id of both.
        shares: one for each trustee, in the plan's order.
        answer: SHA-256 of what the test file held; None before the test.
        hash: of the last step: the ceremony's own.
    """

    recipient: str
    verify: str
    key: str
    shares: tuple[ProvenShare, ...]
    answer: str | None
    hash: str


def read_steps(plan: CeremonyPlan, untrusted: object) -> Outcome:
    """Check every step of a ceremony against what was agreed.

    Args:
        plan: what was agreed.
        untrusted: the steps, in order.

    Raises:
        SignatureError: a step was left out, changed, or is of another ceremony.
        InvalidInputError, RecipientError: malformed.
    """
    if not isinstance(untrusted, list) or not 0 < len(untrusted) <= MOST_SHARES + 2:
        raise InvalidInputError("These are not the steps of a ceremony.")
    reader = _Reader(plan.hash)
    made = reader.made(untrusted[0])
    places = plan.places
    if len(untrusted) not in (len(places) + 1, len(places) + 2):
        raise SignatureError
    shares = [
        reader.share(step, place)
        for step, place in zip(untrusted[1 : len(places) + 1], places, strict=True)
    ]
    answer = reader.tested(untrusted[-1]) if len(untrusted) == len(places) + 2 else None
    return Outcome(*made, tuple(shares), answer, reader.last)


class _Reader:
    """Checks steps one after the other."""

    def __init__(self, first: str) -> None:
        self.last = first
        self._verify = ""

    def made(self, untrusted: object) -> tuple[str, str, str]:
        members = Fields(untrusted, "step")
        recipient = members.recipient("recipient")
        self._verify = members.octets("verify", 32)
        key = members.id("key")
        self._close(members, "made")
        if key != key_id(recipient, self._verify):
            raise SignatureError
        return recipient, self._verify, key

    def share(self, untrusted: object, place: tuple[int, int, Trustee]) -> ProvenShare:
        group, index, trustee = place
        members = Fields(untrusted, "step")
        members.expect("group", group)
        members.expect("index", index)
        keys = members.read("keys", SharePublic.parse)
        sealed = None
        if trustee.recipient is None:
            about = {
                "group": group,
                "index": index,
                "keys": keys.to_json(),
                "previous": self.last,
            }
            proof = members.read("proof", Proof.parse)
            if (proof.group, proof.index) != (group, index):
                raise SignatureError
            if proof.check(about, keys) != "ordinary":
                raise SignatureError
        else:
            sealed = members.hash("sealed")
        self._close(members, "share")
        return ProvenShare(group, index, keys, sealed)

    def tested(self, untrusted: object) -> str:
        members = Fields(untrusted, "step")
        answer = members.read("answer", parse_hash)
        self._close(members, "tested")
        return answer

    def _close(self, members: Fields, name: str) -> None:
        if members.text("step") != name or members.hash("previous") != self.last:
            raise SignatureError
        members.octets("signature", SIGNATURE_BYTES)
        members.close()
        step = members.whole
        verify_object(STEP, step, self._verify)
        self.last = _hash(step)


def _hash(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(dict(value))).hexdigest()
