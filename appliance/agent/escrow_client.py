"""Key escrow as the console and the command line ask the agent for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from appliance.adapters.randomness import random_id
from appliance.agent import reading
from appliance.agent.contract import Plan
from appliance.core.canonical import b64, unb64


@dataclass(frozen=True, slots=True)
class NewTrustee:
    """Somebody who is to hold a share.

    Args:
        name: her name; it leaves this process only sealed to the staff group.
        recipient: her own age key, where her share is to be sealed to it.
    """

    name: str
    recipient: str | None = None


@dataclass(frozen=True, slots=True)
class NewGroup:
    """Trustees of whom some must come together."""

    name: str
    threshold: int
    trustees: tuple[NewTrustee, ...]


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One share as it is listed.

    Args:
        group: its group, from 1.
        number: its place in the group, from 1.
        name: the trustee's, empty where this operator cannot open it.
        proven: day of the newest proof.
        due: whether it should be proven now.
        compromised: whether her word for bad days has come.
        sealed: the share sealed to her, until she has proven it; b64.
    """

    group: int
    number: int
    name: str
    proven: str | None
    due: bool
    compromised: bool
    sealed: str | None


@dataclass(frozen=True, slots=True)
class SetLine:
    """A set of shares as it is listed."""

    id: str
    day: str
    key: str
    groups: tuple[tuple[str, int], ...]
    shares: tuple[ShareLine, ...]
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EscrowStatus:
    """How key escrow stands.

    Args:
        active: the set in force.
        waiting: a newer one whose shares are not all proven.
        retired: how many sets there were before.
        cases: how many can be recovered.
        behind: how many of them only the trustees of before could open.
        alarms: codes of what to look at.
        bundle: names of what the escrow bundle holds.
    """

    active: SetLine | None
    waiting: SetLine | None
    retired: int
    alarms: tuple[str, ...]
    bundle: tuple[str, ...]
    cases: int = 0
    behind: int = 0


class Sender(Protocol):
    """What this needs of a client that is signed in: `appliance.agent.client.AgentClient`."""

    def send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Send a request and return the answer."""

    def seal_name(self, name: str) -> bytes:
        """Return a name that only the staff group can open."""

    def open_name(self, profile: bytes) -> str:
        """Return a sealed name, or nothing where this operator cannot open it."""


class EscrowClient:
    """Requests about key escrow.

    Args:
        agent: a client that is signed in.
    """

    def __init__(self, agent: Sender) -> None:
        self._agent = agent

    def status(self) -> EscrowStatus:
        """Return how key escrow stands, with names opened here."""
        found = self._agent.send("GET", "/escrow")
        return EscrowStatus(
            active=self._set(found.get("active")),
            waiting=self._set(found.get("waiting")),
            retired=found["retired"],
            cases=found["rewrapped"]["cases"],
            behind=found["rewrapped"]["behind"],
            alarms=tuple(found["alarms"]),
            bundle=tuple(each["name"] for each in found["bundle"]),
        )

    def ceremony_request(self, groups: Sequence[NewGroup]) -> dict[str, Any]:
        """Return the request of a new ceremony; names are sealed."""
        return {
            "ceremony": random_id(),
            "groups": [
                {
                    "name": group.name,
                    "threshold": group.threshold,
                    "trustees": [self._trustee(each) for each in group.trustees],
                }
                for group in groups
            ],
        }

    def plan_ceremony(self, request: Mapping[str, Any]) -> Plan:
        """Return what a ceremony would do; its subject is what the sitting is given.

        Raises:
            ShareCountError: thresholds or counts are out of range.
            SealedError: the box is sealed.
        """
        return reading.plan(self._agent.send("POST", "/escrow/ceremony/plan", request))

    def trial(self, request: Mapping[str, Any], plan: Plan, recipient: str) -> str:
        """Return the file that the new shares must open, b64.

        Raises:
            ConflictError: something has changed since the plan was made.
        """
        body = {"plan": plan.hash, "recipient": recipient, "request": request}
        return str(self._agent.send("POST", "/escrow/ceremony/trial/plan", body)["sealed"])

    def complete(self, request: Mapping[str, Any], plan: Plan, held: Mapping[str, Any]) -> str:
        """Hand over what a ceremony made; return `active` or `waiting`.

        Raises:
            ConflictError: something has changed since the plan was made.
            SignatureError: the steps are not those of this ceremony.
        """
        body = {
            "plan": plan.hash,
            "request": request,
            "sealed": held["sealed"],
            "steps": held["steps"],
        }
        return str(self._agent.send("POST", "/escrow/ceremony", body)["state"])

    def challenge(self) -> dict[str, Any]:
        """Return a challenge for trustees to sign."""
        return dict(self._agent.send("POST", "/escrow/proof/plan", {}))

    def record_proof(self, challenge: Mapping[str, Any], proof: Mapping[str, Any]) -> None:
        """Record a proof.

        Raises:
            SignatureError: it does not fit the share, or her closing word was another.
            InvalidInputError: the challenge is too old.
        """
        self._agent.send("POST", "/escrow/proof", {"challenge": challenge, "proof": proof})

    def export(self, folder: str) -> int:
        """Copy the bundle into a folder; return how many entries."""
        plan = reading.plan(self._agent.send("POST", "/escrow/export/plan", {}))
        body = {"folder": folder, "plan": plan.hash}
        return int(self._agent.send("POST", "/escrow/export", body)["files"])

    def plan_recovery(self, request: Mapping[str, Any]) -> Plan:
        """Return what a recovery would open."""
        return reading.plan(self._agent.send("POST", "/escrow/recovery/plan", request))

    def begin_recovery(self, request: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
        """Begin a recovery; return the sitting's task."""
        body = {"plan": plan.hash, "request": request}
        return dict(self._agent.send("POST", "/escrow/recovery", body))

    def note_recovery(self, step: Mapping[str, Any]) -> None:
        """Note a step of a recovery in the log."""
        self._agent.send("POST", "/escrow/recovery/step", step)

    def take_in(self, recovery: str, grants: Sequence[Mapping[str, Any]]) -> int:
        """Hand in what a recovery of a reader made; return in how many cases.

        Raises:
            ConflictError: somebody reads it by now, or what it rested on is over.
        """
        body = {"grants": list(grants), "recovery": recovery}
        return int(self._agent.send("POST", "/escrow/recovery/grants", body)["cases"])

    def _trustee(self, trustee: NewTrustee) -> dict[str, str]:
        profile = {"profile": b64(self._agent.seal_name(trustee.name))}
        if trustee.recipient is None:
            return profile
        return {**profile, "recipient": trustee.recipient}

    def _set(self, found: Mapping[str, Any] | None) -> SetLine | None:
        if found is None:
            return None
        return SetLine(
            id=found["set"],
            day=found["day"],
            key=found["key"],
            groups=tuple((each["name"], each["threshold"]) for each in found["groups"]),
            shares=tuple(self._share(each) for each in found["shares"]),
            record=found["record"],
        )

    def _share(self, found: Mapping[str, Any]) -> ShareLine:
        return ShareLine(
            group=found["group"] + 1,
            number=found["index"] + 1,
            name=self._agent.open_name(unb64(found["profile"])),
            proven=found.get("proven"),
            due=found["due"],
            compromised=found["compromised"],
            sealed=found.get("sealed"),
        )
