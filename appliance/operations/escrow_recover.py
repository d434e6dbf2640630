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
from appliance.errors import EscrowStateError, InvalidInputError, NotFoundError
from appliance.operations import escrow_bundle, events, orphans, signed_files
from appliance.operations.agreement import ONE, Agreement
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.escrow_record import read_escrow, recovery_key
from appliance.operations.people import active_certificate
from appliance.operations.plans import Plan, Step
from appliance.operations.publication import Publication, publish
from appliance.operations.records import read_deployment

DECLARATION = Declaration("escrow_recover", role="custodian", approvals=2)
STEP = Declaration("escrow_recover_step", role="custodian")
PURPOSES = ("bundle", "reader")
SHORTEST_REASON, LONGEST_REASON = 8, 500
MOST_OPENED = 1_000_000
MOST_GRANTS = 200
REPORT = "report"


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be recovered, and why.

    Args:
        recovery: its id, chosen by the console.
        purpose: `bundle`: the keys of the box; `reader`: what only one person could read.
        reason: why, in words; the log gets its hash only.
        to: the recipient to which everything is sealed on; for a reader her new one.
        key: key id of the new key, for a reader.
    """

    recovery: str
    purpose: str
    reason: str
    to: str
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
            found = cls(recovery, purpose, reason, "", members.id("key"))
        members.close()
        return found


async def plan(box: Box, request: Request) -> Plan:
    """Work out what a recovery would open.

    Raises:
        SealedError: the agent does not hold the deployment key.
        EscrowStateError: no set of shares is in force, or there is nothing to open.
        NotFoundError: the new key is not certified here.
        ConflictError: who has it may be given no key today.
    """
    box.held_keys()
    of_set = _set(box)
    subject: dict[str, Any] = {
        "purpose": request.purpose,
        "reason": _reason_hash(request),
        "recovery": request.recovery,
        "set": of_set.id,
        "to": _recipient(box, request),
    }
    if request.key is not None:
        subject["key"] = request.key
    found = await _materials(box, request, of_set)
    if not found:
        raise EscrowStateError
    subject["items"] = len(found)
    steps: tuple[Step, ...] = (
        {"code": "escrow-trustees", "m": of_set.threshold, "n": len(of_set.shares)},
        {"code": f"escrow-opens-{request.purpose}", "n": len(found)},
        *([{"code": "escrow-tells-her"}] if request.purpose == "reader" else []),
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
        task = {
            "pin": deployment.pin,
            "set": of_set.to_json(),
            "to": found.subject["to"],
            "training": deployment.training,
        }
        if request.purpose == "bundle":
            return {**task, "entries": materials}
        await _list_recovery_key(box, of_set, operator)
        about = {"key": request.key, "reason": _reason_hash(request), "recovery": request.recovery}
        return {**task, "about": about, "cases": materials}


async def take_in(box: Box, untrusted: object) -> int:
    """Hand what a recovery made on to coordination: grants that the trustees signed.

    Args:
        box: this box.
        untrusted: `{"recovery","grants":[{"statement","wrap"}]}`; coordination checks every one.

    Returns:
        In how many cases.

    Raises:
        ApplianceError: as coordination says.
    """
    members = Fields(untrusted, "grants")
    recovery = members.id("recovery")
    grants = members.array("grants", lambda each: each, MOST_GRANTS)
    members.close()
    answer = await box.coordination.send(
        "/recovery", {"grants": list(grants), "recovery": recovery}
    )
    await orphans.look(box)
    return int(answer["cases"])


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
    return certificate.recipient


async def _materials(box: Box, request: Request, of_set: ShareSet) -> list[dict[str, Any]]:
    if request.purpose == "bundle":
        return _entries(box, of_set)
    return await _cases(box, str(request.key))


def _entries(box: Box, of_set: ShareSet) -> list[dict[str, Any]]:
    labels = escrow_bundle.label_files(box.folder.escrow_bundle / of_set.id)
    return [read_entry(each) for each in labels]


def read_entry(label: Any) -> dict[str, Any]:
    """Return an entry of a bundle as a sitting takes it; the sitting checks it."""
    sealed = label.with_suffix(escrow_bundle.SEALED).read_bytes()
    return {"label": b64(label.read_bytes()), "sealed": b64(sealed)}


async def _cases(box: Box, key: str) -> list[dict[str, Any]]:
    """Return what nobody else can give her, with the wraps that trustees may be able to open."""
    found = await box.coordination.recoverable(key)
    return [
        {
            "case": each["case"],
            "gives": each["gives"],
            "seq": each["seq"],
            "sources": await _sources(box, each),
        }
        for each in found
    ]


async def _sources(box: Box, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what was sealed to the trustees in force: by her, and by readers since."""
    case, sources = found["case"], []
    if found["report"]:
        wraps = await box.storage.wraps(case=case, recipient=REPORT)
        sources += [{"wrap": b64(each.wrap)} for each in wraps]
    for signed in found["wraps"]:
        statement = signed["statement"]
        wraps = await box.storage.wraps(case=case, recipient=statement["recipient"])
        sources += [
            {**signed, "wrap": b64(each.wrap)} for each in wraps if each.grant == statement["grant"]
        ]
    return sources


async def _list_recovery_key(box: Box, of_set: ShareSet, operator: str) -> None:
    """Make sure that colleagues can check what the trustees sign, before they do.

    A set that came into force under an earlier Safehold is not in the staff directory yet.
    """
    key = recovery_key(box, of_set)
    if key in signed_files.current_staff(box, box.held_keys().pin).recovery:
        return
    seed = box.held_keys().deployment_seed
    directory = signed_files.next_directory(box, seed)
    staff = signed_files.next_staff(box, seed, recovery=key)
    event = events.directory_event(directory, box.today, operator)
    event["details"]["staff"] = events.staff_details(staff)
    await publish(box, Publication([event], directory, staff))


def _reason_hash(request: Request) -> str:
    return hashlib.sha256(request.reason.encode()).hexdigest()


async def _note(box: Box, details: Mapping[str, Any], operator: str) -> None:
    event = events.governance("escrow_recovery", box.today, details, operator)
    await box.storage.append_events([event])
