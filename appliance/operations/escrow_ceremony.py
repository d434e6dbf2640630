"""A ceremony, seen from the box: what is agreed, what came of it, and when it comes into force.

The secret and the words never come here. The box sees the plan, seals a test file to the new
recovery recipient and reads signed steps (appliance/core/ceremony.py).
"""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.adapters import age
from appliance.adapters.files import make_folder, write_durably
from appliance.core import hybrid
from appliance.core.canonical import canonical, unb64
from appliance.core.ceremony import (
    LONGEST_SEALED,
    MOST_GROUPS,
    MOST_SHARES,
    CeremonyPlan,
    Outcome,
    TrusteeGroup,
    check_groups,
    read_steps,
)
from appliance.core.derivation import derive
from appliance.core.escrow import Escrow, ShareSet
from appliance.core.fields import Fields, array
from appliance.errors import ConflictError, SignatureError
from appliance.operations import escrow_bundle, events, orphans, signed_files
from appliance.operations.agreement import ONE, Agreement
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration, Phase
from appliance.operations.escrow_record import (
    STEPS_NAME,
    read_escrow,
    recovery_key,
    signed_escrow,
)
from appliance.operations.plans import Plan
from appliance.operations.progress import SILENT, Progress
from appliance.operations.publication import Publication, publish
from appliance.operations.records import read_deployment

DECLARATION = Declaration(
    "escrow_ceremony",
    role="custodian",
    approvals=2,
    phases=(Phase("ceremony-steps"), Phase("ceremony-public", 2), Phase("ceremony-bundle")),
)
TEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class Request:
    """Who is to hold shares.

    Args:
        ceremony: the ceremony's id, chosen by the console.
        groups: the trustees.
    """

    ceremony: str
    groups: tuple[TrusteeGroup, ...]

    @classmethod
    def parse(cls, untrusted: object) -> "Request":
        """Read a request.

        Raises:
            ShareCountError: thresholds or counts are out of range.
            InvalidInputError, RecipientError: malformed.
        """
        members = Fields(untrusted, "request")
        found = cls(
            members.id("ceremony"), members.array("groups", TrusteeGroup.parse, MOST_GROUPS)
        )
        members.close()
        check_groups(found.groups)
        return found


def plan(box: Box, request: Request) -> Plan:
    """Work out what a ceremony would do.

    Raises:
        SealedError: the agent does not hold the deployment key.
        ConflictError: this ceremony has been held.
    """
    box.held_keys()
    agreed, escrow = _agreed(box, request), read_escrow(box)
    if any(each.id == request.ceremony for each in escrow.sets):
        raise ConflictError
    steps: list[dict[str, Any]] = [
        {"code": "escrow-shares", "n": len(group.trustees), "m": group.threshold}
        for group in agreed.groups
    ]
    sealed = sum(trustee.recipient is not None for _, _, trustee in agreed.places)
    if sealed:
        steps.append({"code": "escrow-sealed", "n": sealed})
    if escrow.active is not None:
        steps.append({"code": "escrow-replaces", "day": escrow.active.day})
    steps.append({"code": "escrow-recipient"})
    return Plan("escrow_ceremony", agreed.to_json(), tuple(steps))


def trial_file(box: Box, request: Request, approved_plan: str, recipient: str) -> bytes:
    """Return a file that only the shares of this ceremony can open, to try them with.

    Args:
        box: this box.
        request: who is to hold shares.
        approved_plan: hash of the plan that was approved.
        recipient: the new recovery recipient.

    Raises:
        ConflictError: something has changed since the plan was made.
        RecipientError: this is not a hybrid recipient.
    """
    found = plan(box, request)
    found.check_approved(approved_plan)
    return age.seal(_test_answer(box, found.hash, recipient), [hybrid.parse_recipient(recipient)])


@dataclass(frozen=True, slots=True)
class Held:
    """What a ceremony hands to the box; public.

    Args:
        steps: its signed steps, not checked yet.
        sealed: shares sealed to their trustees, by group and index.
    """

    steps: object
    sealed: Mapping[tuple[int, int], bytes]

    @classmethod
    def parse(cls, untrusted_steps: object, untrusted_sealed: object) -> "Held":
        """Read it; the steps are checked with the plan.

        Raises:
            InvalidInputError: malformed.
        """
        sealed = array(_sealed_share, MOST_SHARES)(untrusted_sealed)
        return cls(untrusted_steps, dict(sealed))


async def run(
    box: Box,
    request: Request,
    approved_plan: str,
    held: Held,
    operator: str,
    agreement: Agreement = ONE,
    progress: Progress = SILENT,
) -> ShareSet:
    """Take in what a ceremony made; it comes into force once every share is proven.

    Args:
        box: this box.
        request: who holds shares.
        approved_plan: hash of the plan that was approved.
        held: what the ceremony handed over.
        operator: key id of the operator.
        agreement: who agreed beside the operator.
        progress: is told of each phase.

    Returns:
        The new set of shares.

    Raises:
        ConflictError: something has changed since the plan was made.
        SignatureError: the steps are not of this ceremony, or were changed, or the test file
            was not opened.
    """
    async with box.changing:
        found = plan(box, request)
        found.check_approved(approved_plan)
        agreed = _agreed(box, request)
        outcome = read_steps(agreed, held.steps)
        _check_test(box, found.hash, outcome)
        made = ShareSet.of(agreed, outcome, held.sealed)
        progress.phase("ceremony-steps")
        _keep_steps(box, agreed, held.steps)
        details = {**_details(made), **agreement.details()}
        written = [events.governance("escrow_ceremony", box.today, details, operator)]
        escrow = read_escrow(box).with_set(made, box.today)
        publication = next_publication(box, escrow, made.id, written, operator)
        progress.phase("ceremony-public")
        await publish(box, publication)
        progress.phase("ceremony-bundle")
        await asyncio.to_thread(escrow_bundle.ensure, box)
        await orphans.look(box)
        return read_escrow(box).find(made.id)


def next_publication(
    box: Box, escrow: Escrow, identifier: str, written: list[dict[str, Any]], operator: str
) -> Publication:
    """Return the publication of a changed record; a set that is wholly proven comes into force.

    Args:
        box: this box.
        escrow: the record with its changes.
        identifier: the set that was changed.
        written: events of the change.
        operator: key id of the operator.
    """
    changed = escrow.find(identifier)
    if changed.state != "waiting" or not changed.all_proven:
        return Publication(written, escrow=signed_escrow(box, escrow))
    old = escrow.active
    in_force = escrow.activated(identifier, box.today)
    seed = box.held_keys().deployment_seed
    directory = signed_files.next_directory(box, seed, recovery=changed.recipient)
    staff = signed_files.next_staff(box, seed, recovery=recovery_key(box, changed))
    details = {"key": changed.key, "set": changed.id}
    if old is not None:
        details["retired"] = old.id
    published = events.directory_event(directory, box.today, operator)
    published["details"]["staff"] = events.staff_details(staff)
    written = [
        *written,
        events.governance("escrow_active", box.today, details, operator),
        published,
    ]
    return Publication(written, directory, staff, escrow=signed_escrow(box, in_force))


def _agreed(box: Box, request: Request) -> CeremonyPlan:
    deployment, active = read_deployment(box.folder), read_escrow(box).active
    return CeremonyPlan(
        ceremony=request.ceremony,
        day=box.today,
        deployment=deployment.id,
        pin=deployment.pin,
        groups=request.groups,
        training=deployment.training,
        replaces=None if active is None else active.id,
    )


def _test_answer(box: Box, plan_hash: str, recipient: str) -> bytes:
    """Return what the test file holds: the same for the same ceremony, so nothing is remembered."""
    key = derive(box.held_keys().deployment_seed, "escrow-test", TEST_BYTES)
    about = {"plan": plan_hash, "recipient": recipient}
    return hashlib.sha256(key + canonical(about)).digest()


def _check_test(box: Box, plan_hash: str, outcome: Outcome) -> None:
    expected = hashlib.sha256(_test_answer(box, plan_hash, outcome.recipient)).hexdigest()
    if outcome.answer != expected:
        raise SignatureError


def _keep_steps(box: Box, agreed: CeremonyPlan, steps: object) -> None:
    """Keep the whole ceremony for auditors: the log has the hash of its last step."""
    folder = box.folder.escrow_bundle / agreed.ceremony
    make_folder(folder)
    write_durably(folder / STEPS_NAME, canonical({"plan": agreed.to_json(), "steps": steps}))


def _sealed_share(untrusted: object) -> tuple[tuple[int, int], bytes]:
    members = Fields(untrusted, "sealed share")
    place = members.integer("group", 0, 1), members.integer("index", 0, MOST_SHARES - 1)
    sealed = unb64(members.text("sealed", LONGEST_SEALED))
    members.close()
    return place, sealed


def _details(made: ShareSet) -> dict[str, Any]:
    """Return what the leaf says: numbers and keys, no name."""
    groups = [
        {
            "name": name,
            "shares": sum(share.group == number for share in made.shares),
            "threshold": threshold,
        }
        for number, (name, threshold) in enumerate(made.groups)
    ]
    return {"ceremony": made.ceremony, "groups": groups, "key": made.key, "set": made.id}
