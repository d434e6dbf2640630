"""Approve a person: a certificate for her keys and, for the first duty team, an intake key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.core.canonical import canonical, parse_id, unb64
from appliance.core.certificates import Certificate
from appliance.core.directory import Directory, IntakeKey
from appliance.errors import ConflictError, InvalidInputError, PersonStateError
from appliance.operations import events, people, signed_files
from appliance.operations.agreement import ONE, Agreement
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.people import PersonRow
from appliance.operations.plans import Plan, Step
from appliance.operations.publication import Publication, finish_interrupted, publish
from appliance.operations.records import read_deployment

DECLARATION = Declaration("approve")
PENDING = "pending"
CASE_MANAGER = "case_manager"


@dataclass(frozen=True, slots=True)
class Approval:
    """What the operator's console sends after the words were compared.

    Args:
        key: the key id whose words were compared.
        staff_wrap: the staff key, sealed to that person, b64.
        plan: hash of the plan that was shown.
        operator: key id of the operator.
    """

    key: str
    staff_wrap: str
    plan: str
    operator: str

    @classmethod
    def parse(cls, untrusted: dict[str, Any], operator: str) -> "Approval":
        """Read an approval.

        Raises:
            InvalidInputError: a member is missing, unknown or malformed.
        """
        if set(untrusted) != {"key", "plan", "staff_wrap"}:
            raise InvalidInputError
        unb64(untrusted["staff_wrap"])
        return cls(
            parse_id(untrusted["key"]), untrusted["staff_wrap"], str(untrusted["plan"]), operator
        )


async def plan(box: Box, person: str) -> Plan:
    """Work out what approving somebody would do.

    Raises:
        SealedError: the agent does not hold the deployment key.
        NotFoundError: there is nobody with this id.
        PersonStateError: she has not accepted yet, or is approved already.
        SignatureError: her key id belongs to other keys.
    """
    box.held_keys()
    row = await people.find(box, person)
    people.check_keys(row)
    if row["status"] != PENDING:
        raise PersonStateError
    subject = _subject(box, row, await box.coordination.people())
    steps: list[Step] = [{"code": "certificate", "role": row["role"]}, {"code": "staff-version"}]
    before = people.succeeded_certificate(box, row)
    if before is not None:
        subject["succeeds"] = before.key
        steps.append({"code": "succeeds", "key": before.key[:8], "since": before.issued})
    if "intake" in subject:
        steps.append({"code": "intake-key"})
        steps.append({"code": "directory-version", "version": subject["directory"] + 1})
    return Plan("approve", subject, tuple(steps))


async def run(box: Box, person: str, approval: Approval, agreement: Agreement = ONE) -> None:
    """Approve exactly what was shown.

    Args:
        box: this box.
        person: who.
        approval: what the operator compared.
        agreement: who else agreed.

    Raises:
        ConflictError: something has changed since the plan was made.
    """
    async with box.changing:
        await finish_interrupted(box)
        found = await plan(box, person)
        found.check_approved(approval.plan)
        if approval.key != found.subject["key"]:
            raise ConflictError
        await publish(box, _publication(box, found, approval, agreement))


def _subject(box: Box, row: PersonRow, everybody: list[PersonRow]) -> dict[str, Any]:
    """Return every fact that the approval depends on."""
    names = ("person", "key", "recipient", "verify", "role", "organisation")
    current = signed_files.current_directory(box, box.held_keys().pin)
    subject = {name: row[name] for name in names}
    subject["directory"] = current.version
    subject["profile"] = events.hash_of(unb64(row["profile"]))  # the name that is shown
    brings_intake = "intake" in row and row["role"] == CASE_MANAGER
    if brings_intake and _needs_intake(box, current, row["organisation"], everybody):
        subject["intake"] = {name: row["intake"][name] for name in ("key", "recipient")}
    return subject


def _needs_intake(
    box: Box, current: Directory, organisation: str, everybody: list[PersonRow]
) -> bool:
    """Tell whether an organisation that does intake has no key, or one that nobody holds."""
    if organisation not in read_deployment(box.folder).intake_organisations:
        return False
    key = dict(current.intake_keys).get(organisation)
    return key is None or not people.holders_of(everybody, key.key)


def _publication(box: Box, found: Plan, approval: Approval, agreement: Agreement) -> Publication:
    subject = found.subject
    seed = box.held_keys().deployment_seed
    certificate = _certificate(box, subject)
    staff = _staff_with(box, certificate)
    details = {
        "certificate": events.hash_of(canonical(certificate.to_json())),
        "key": subject["key"],
        "staff": events.staff_details(staff),
        **agreement.details(),
    }
    if certificate.succeeds is not None:
        details["succeeds"] = certificate.succeeds
    written = [events.governance("person_approved", box.today, details, approval.operator)]
    directory = None
    if "intake" in subject:
        intake = subject["organisation"], IntakeKey(**subject["intake"])
        directory = signed_files.next_directory(box, seed, intake)
        written.append(events.directory_event(directory, box.today, approval.operator))
    body = {"certificate": certificate.to_json(), "staff_wrap": approval.staff_wrap}
    path = f"/people/{subject['person']}/approve"
    return Publication(written, directory, staff, path, body)


def _certificate(box: Box, subject: Mapping[str, Any]) -> Certificate:
    names = ("key", "organisation", "recipient", "role", "verify")
    draft = Certificate(
        **{name: subject[name] for name in names},
        deployment=read_deployment(box.folder).id,
        expires=box.today,
        issued=box.today,
        status="active",
        succeeds=subject.get("succeeds"),
    )
    return signed_files.certificate(draft, box.clock.today(), box.held_keys().deployment_seed)


def _staff_with(box: Box, certificate: Certificate) -> bytes:
    current = signed_files.current_staff(box, box.held_keys().pin)
    others = tuple(each for each in current.certificates if each.key != certificate.key)
    return signed_files.next_staff(box, box.held_keys().deployment_seed, (*others, certificate))
