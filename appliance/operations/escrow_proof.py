"""Trustees prove that they still hold their shares; nothing is revealed or put together."""

import asyncio
import hashlib
from typing import Any

from appliance.adapters.randomness import random_bytes
from appliance.core.canonical import b64, canonical
from appliance.core.escrow import ShareSet
from appliance.core.fields import Fields
from appliance.core.shares import Challenge, Proof
from appliance.errors import EscrowStateError, InvalidInputError
from appliance.operations import escrow_bundle, events
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.escrow_ceremony import next_publication
from appliance.operations.escrow_record import read_escrow
from appliance.operations.publication import publish
from appliance.operations.records import read_deployment

DECLARATION = Declaration("escrow_proof")
NONCE_BYTES = 32


def plan(box: Box) -> ShareSet:
    """Return the set that is to be proven: one that waits comes before the one in force.

    Raises:
        EscrowStateError: there is no set of shares.
    """
    escrow = read_escrow(box)
    found = escrow.waiting or escrow.active
    if found is None:
        raise EscrowStateError
    return found


def challenge(box: Box) -> dict[str, Any]:
    """Return a new challenge for every trustee of the set that is to be proven.

    Raises:
        EscrowStateError: there is no set of shares.
        SealedError: the agent does not hold the deployment key.
    """
    seed = box.held_keys().deployment_seed
    deployment = read_deployment(box.folder).id
    made = Challenge(deployment, plan(box).id, b64(random_bytes(NONCE_BYTES)), box.today)
    return made.signed(seed)


async def run(box: Box, untrusted: object, operator: str) -> None:
    """Record one proof. A mark is recorded in silence: she may not be alone.

    Args:
        box: this box.
        untrusted: `{"challenge","proof"}`.
        operator: key id of the operator.

    Raises:
        SignatureError: the challenge is not ours, or the proof does not fit the share.
        InvalidInputError: malformed, or the challenge is too old.
        NotFoundError: it is of a set that is retired.
        SealedError: the agent does not hold the deployment key.
    """
    members = Fields(untrusted, "request")
    raw, proof = members.read("challenge", _object), members.read("proof", Proof.parse)
    members.close()
    async with box.changing:
        box.held_keys()
        asked = Challenge.open(raw, read_deployment(box.folder).pin)
        escrow = read_escrow(box)
        if asked.deployment != escrow.deployment or not asked.is_current(box.clock.today()):
            raise InvalidInputError
        proven = escrow.find(asked.set)
        place = proof.group, proof.index
        mark = proof.check(asked.payload(), proven.share(place).keys)
        changed = proven.with_proof(place, mark, asked.day)
        details = {
            "challenge": hashlib.sha256(canonical(asked.payload())).hexdigest(),
            "group": proof.group,
            "index": proof.index,
            "set": proven.id,
        }
        written = [events.governance("escrow_proven", box.today, details, operator)]
        following = escrow.with_changed(changed)
        await publish(box, next_publication(box, following, changed.id, written, operator))
        await asyncio.to_thread(escrow_bundle.ensure, box)


def _object(untrusted: object) -> dict[str, Any]:
    if not isinstance(untrusted, dict):
        raise InvalidInputError
    return untrusted
