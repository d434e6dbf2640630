"""A recovery with trustees: what it would open, and a leaf for each of its steps.

Shares are typed into a sitting and nowhere else. The agent hands it what is sealed and notes what
it tells: whose share came, how much was opened, how much stayed shut.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.core.canonical import b64
from appliance.core.escrow import ShareSet
from appliance.core.fields import Fields, integer
from appliance.core.hybrid import parse_recipient
from appliance.errors import ConflictError, EscrowStateError, InvalidInputError, NotFoundError
from appliance.operations import escrow_bundle, events
from appliance.operations.agreement import ONE, Agreement
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.escrow_record import read_escrow
from appliance.operations.people import active_certificate
from appliance.operations.plans import Plan
from appliance.operations.records import read_deployment

DECLARATION = Declaration("escrow_recover", role="custodian", approvals=2)
STEP = Declaration("escrow_recover_step", role="custodian")
PURPOSES = ("bundle", "reader")
SHORTEST_REASON, LONGEST_REASON = 8, 500
MOST_OPENED = 1_000_000
REPORT = "report"


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be recovered, and why.

    Args:
        recovery: its id, chosen by the console.
        purpose: `bundle`: the keys of the box; `reader`: what one person could read.
        reason: why, in words; the log gets its hash only.
        to: the recipient to which everything is sealed on; for a reader her new one.
        lost: key id that was lost, for a reader.
        key: key id of the new key, for a reader.
    """

    recovery: str
    purpose: str
    reason: str
    to: str
    lost: str | None = None
    key: str | None = None

    @classmethod
    def parse(cls, untrusted: object) -> "Request":
        """Read a request.

        Raises:
            InvalidInputError, RecipientError: malformed, or without a reason.
        """
        members = Fields(untrusted, "request")
        recovery, purpose = members.id("recovery"), members.choice("purpose", PURPOSES)
        reason = members.text("reason", LONGEST_REASON).strip()
        if len(reason) < SHORTEST_REASON:
            raise InvalidInputError
        if purpose == "bundle":
            found = cls(recovery, purpose, reason, members.read("to", parse_recipient))
        else:
            found = cls(recovery, purpose, reason, "", members.id("lost"), members.id("key"))
        members.close()
        return found


async def plan(box: Box, request: Request) -> Plan:
    """Work out what a recovery would open.

    Raises:
        SealedError: the agent does not hold the deployment key.
        EscrowStateError: no set of shares is in force, or there is nothing to open.
        NotFoundError: the new key is not certified here.
    """
    box.held_keys()
    of_set = _set(box)
    subject: dict[str, Any] = {
        "purpose": request.purpose,
        "reason": hashlib.sha256(request.reason.encode()).hexdigest(),
        "recovery": request.recovery,
        "set": of_set.id,
        "to": _recipient(box, request),
    }
    if request.lost is not None:
        subject |= {"key": request.key, "lost": request.lost}
    found = await _materials(box, request, of_set)
    if not found:
        raise EscrowStateError
    subject["items"] = len(found)
    steps = (
        {"code": "escrow-trustees", "m": of_set.threshold, "n": len(of_set.shares)},
        {"code": f"escrow-opens-{request.purpose}", "n": len(found)},
        {"code": "escrow-logged"},
    )
    return Plan("escrow_recover", subject, steps)


async def run(
    box: Box, request: Request, approved_plan: str, operator: str, agreement: Agreement = ONE
) -> dict[str, Any]:
    """Begin a recovery: note it in the log and hand out what the sitting will open.

    Returns:
        The sitting's task: all of it is public or sealed.

    Raises:
        ConflictError: something has changed since the plan was made.
    """
    async with box.changing:
        found = await plan(box, request)
        found.check_approved(approved_plan)
        of_set = _set(box)
        materials = await _materials(box, request, of_set)
        details = {**found.subject, **agreement.details(), "step": "begun"}
        details.pop("to")  # long; for a reader the log has her key id
        details["sealed_to"] = hashlib.sha256(found.subject["to"].encode()).hexdigest()
        await _note(box, details, operator)
        deployment = read_deployment(box.folder)
        return {
            "pin": deployment.pin,
            "set": of_set.to_json(),
            "to": found.subject["to"],
            "training": deployment.training,
            "entries" if request.purpose == "bundle" else "wraps": materials,
        }


async def step(box: Box, untrusted: object, operator: str) -> None:
    """Note a step of a recovery that was begun.

    Args:
        box: this box.
        untrusted: `{"recovery","step":"share","group","index"}` or
            `{"recovery","step":"ended","opened","shut"}`.
        operator: key id of the operator.

    Raises:
        InvalidInputError: malformed.
        NotFoundError: there is no such share.
        SealedError: the log cannot take it.
    """
    members = Fields(untrusted, "step")
    details: dict[str, Any] = {
        "recovery": members.id("recovery"),
        "step": members.choice("step", ("share", "ended")),
    }
    counted = integer(0, MOST_OPENED)
    names = ("group", "index") if details["step"] == "share" else ("opened", "shut")
    details |= {name: members.read(name, counted) for name in names}
    members.close()
    if details["step"] == "share":
        _set(box).share((details["group"], details["index"]))
    await _note(box, details, operator)


def _set(box: Box) -> ShareSet:
    found = read_escrow(box).active
    if found is None:
        raise EscrowStateError
    return found


def _recipient(box: Box, request: Request) -> str:
    """Return where everything is sealed on; a reader's key must be certified under the pin."""
    if request.purpose == "bundle":
        return request.to
    certificate = active_certificate(box, request.key)
    if certificate is None:
        raise NotFoundError
    if request.key == request.lost:
        raise ConflictError
    return certificate.recipient


async def _materials(box: Box, request: Request, of_set: ShareSet) -> list[dict[str, Any]]:
    if request.purpose == "bundle":
        return _entries(box, of_set)
    return await _wraps(box, str(request.lost))


def _entries(box: Box, of_set: ShareSet) -> list[dict[str, Any]]:
    labels = escrow_bundle.label_files(box.folder.escrow_bundle / of_set.id)
    return [read_entry(each) for each in labels]


def read_entry(label: Any) -> dict[str, Any]:
    """Return an entry of a bundle as a sitting takes it; the sitting checks it."""
    sealed = label.with_suffix(escrow_bundle.SEALED).read_bytes()
    return {"label": b64(label.read_bytes()), "sealed": b64(sealed)}


async def _wraps(box: Box, lost: str) -> list[dict[str, Any]]:
    """Return the reports' wraps of the cases that a key could read, with its compartments."""
    readable: dict[str, set[str]] = {}
    for each in await box.storage.wraps(recipient=lost):
        readable.setdefault(each.case, set()).add(each.compartment or "")
    return [
        {"case": case, "compartments": sorted(compartments), "wrap": b64(wrap.wrap)}
        for case, compartments in sorted(readable.items())
        for wrap in await box.storage.wraps(case=case, recipient=REPORT)
    ]


async def _note(box: Box, details: Mapping[str, Any], operator: str) -> None:
    event = events.governance("escrow_recovery", box.today, details, operator)
    await box.storage.append_events([event])
