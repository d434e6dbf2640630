"""Ceremonies without a screen: what a sitting does, for tests of everything around it."""

from dataclasses import dataclass, field
from typing import Any

from appliance.adapters import age, slip39
from appliance.adapters.randomness import random_bytes, random_id
from appliance.adapters.slip39 import Words
from appliance.core.canonical import b64
from appliance.core.ceremony import CeremonyPlan, Chain
from appliance.core.derivation import Identity, derive_identity
from appliance.core.shares import Proof, prove, public_of
from appliance.core.trustee_share import TrusteeShare
from appliance.operations import escrow_ceremony, escrow_proof
from appliance.operations.escrow_ceremony import Held, Request
from appliance.operations.progress import SILENT, Progress
from tests.operator_desk import Desk

OPERATOR = "0" * 32
GOOD, BAD = "good morning", "bad evening"


@dataclass
class Room:
    """One ceremony: all trustees are there, and the secret with them."""

    plan: CeremonyPlan
    secret: bytes = field(default_factory=random_bytes)

    def __post_init__(self) -> None:
        groups = [slip39.Group(each.threshold, len(each.trustees)) for each in self.plan.groups]
        self.shares = slip39.split(self.secret, groups)
        self.chain = Chain(self.plan, self.identity)
        self.sealed: dict[tuple[int, int], bytes] = {}

    @property
    def identity(self) -> Identity:
        return derive_identity(self.secret, "recovery")

    def hand_out(self) -> None:
        self.chain.made()
        for group, index, trustee in self.plan.places:
            share = self.shares[group][index]
            if trustee.recipient is None:
                keys = public_of(share.text, GOOD, BAD, random_bytes())
                about = self.chain.share_about(group, index, keys)
                self.chain.share_shown(keys, prove(share.text, GOOD, share.place, about))
            else:
                keys = public_of(share.text, "", None, random_bytes())
                content = TrusteeShare(self.plan.ceremony, share.text).to_bytes()
                self.sealed[share.place] = age.seal(content, [trustee.recipient])
                self.chain.share_sealed(share.place, keys, self.sealed[share.place])

    def try_out(self, sealed: bytes) -> None:
        enough = [each for group in self.shares for each in group[: group[0].threshold]]
        rebuilt = derive_identity(slip39.combine(enough), "recovery")
        self.chain.tested(age.open_(sealed, [rebuilt.identity]))

    def held(self) -> Held:
        return Held(self.chain.steps, self.sealed)


def wanted(
    shown: int = 3, threshold: int = 2, sealed_to: tuple[str, ...] = (), ceremony: str = ""
) -> Request:
    """Return the request of a ceremony with one group."""
    trustees: list[dict[str, Any]] = [{"profile": b64(b"name")} for _ in range(shown)]
    trustees += [{"profile": b64(b"name"), "recipient": each} for each in sealed_to]
    group = {"name": "everyone", "threshold": threshold, "trustees": trustees}
    return Request.parse({"ceremony": ceremony or random_id(), "groups": [group]})


async def hold(desk: Desk, request: Request, progress: Progress = SILENT) -> Room:
    """Hold a ceremony on a box, from its plan to the end."""
    plan = escrow_ceremony.plan(desk.box, request)
    room = Room(CeremonyPlan.parse(dict(plan.subject)))
    room.hand_out()
    recipient = room.chain.recipient
    room.try_out(escrow_ceremony.trial_file(desk.box, request, plan.hash, recipient))
    await escrow_ceremony.run(
        desk.box, request, plan.hash, room.held(), OPERATOR, progress=progress
    )
    return room


def answer(share: Words, challenge: dict[str, Any], word: str = GOOD) -> Proof:
    """Return what a trustee signs."""
    payload = {name: value for name, value in challenge.items() if name != "signature"}
    return prove(share.text, word, share.place, payload)


async def record(desk: Desk, share: Words, word: str = GOOD) -> None:
    """Let a trustee prove her share and the operator record it."""
    challenge = escrow_proof.challenge(desk.box)
    proof = answer(share, challenge, word)
    body = {"challenge": challenge, "proof": proof.to_json()}
    await escrow_proof.run(desk.box, body, OPERATOR)
