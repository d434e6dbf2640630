"""Approve an operator: a certificate, the staff key and a vault slot of the operator's own."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from appliance.core.canonical import b64, canonical, parse_id, unb64
from appliance.core.certificates import Certificate
from appliance.core.derivation import key_id
from appliance.core.slot_keys import check_slot
from appliance.errors import ConflictError, InvalidInputError, PersonStateError, SignatureError
from appliance.operations import events, operators, signed_files
from appliance.operations.agreement import Agreement
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.plans import Plan
from appliance.operations.publication import Publication, publish
from appliance.operations.records import ACTIVE, PENDING, OperatorRecord, read_deployment

DECLARATION = Declaration("operator_approve")


@dataclass(frozen=True, slots=True)
class Approval:
    """What the colleague's console sends after the words were compared.

    Args:
        key: the key id whose words were compared.
        plan: hash of the plan that was shown.
        slot: the vault secret, sealed to the new operator's slot.
        staff_wrap: the staff key, sealed to the new operator, b64.
        by: key id of the colleague.
    """

    key: str
    plan: str
    slot: bytes
    staff_wrap: str
    by: str

    @classmethod
    def parse(cls, untrusted: dict[str, Any], by: str) -> "Approval":
        """Read an approval.

        Raises:
            InvalidInputError: a member is missing, unknown or malformed.
        """
        if set(untrusted) != {"key", "plan", "slot", "staff_wrap"}:
            raise InvalidInputError
        unb64(untrusted["staff_wrap"])
        return cls(
            key=parse_id(untrusted["key"]),
            plan=str(untrusted["plan"]),
            slot=unb64(untrusted["slot"]),
            staff_wrap=untrusted["staff_wrap"],
            by=by,
        )


def plan(box: Box, operator: str) -> Plan:
    """Work out what approving an operator would do.

    Raises:
        SealedError: the agent does not hold the deployment key.
        NotFoundError: there is none with this id.
        PersonStateError: she has not accepted yet, or is approved or disabled already.
        SignatureError: the key id belongs to other keys, or the slot is not hers.
    """
    box.held_keys()
    record = operators.find(box, operator)
    if record.status != PENDING:
        raise PersonStateError
    if key_id(record.recipient, record.verify) != record.key:
        raise SignatureError
    subject = {
        "key": record.key,
        "operator": record.id,
        "organisation": record.organisation,
        "recipient": record.recipient,
        "roles": list(record.roles),
        "slot": check_slot(record.slot, record.key, record.verify),
        "verify": record.verify,
    }
    steps = (
        {"code": "certificate", "role": "operator"},
        {"code": "operator-slot"},
        {"code": "staff-version"},
    )
    return Plan(DECLARATION.name, subject, steps)


async def run(box: Box, operator: str, approval: Approval, agreement: Agreement) -> None:
    """Approve exactly what was shown.

    Raises:
        ConflictError: something has changed since the plan was made.
    """
    async with box.changing:
        found = plan(box, operator)
        found.check_approved(approval.plan)
        if approval.key != found.subject["key"]:
            raise ConflictError
        record = operators.find(box, operator)
        await publish(box, _publication(box, record, approval, agreement))


def _publication(
    box: Box, record: OperatorRecord, approval: Approval, agreement: Agreement
) -> Publication:
    seed, pin = box.held_keys().deployment_seed, box.held_keys().pin
    certificate = _certificate(box, record, seed)
    certificates = signed_files.current_staff(box, pin).certificates
    staff = signed_files.next_staff(box, seed, (*certificates, certificate))
    details = {
        "certificate": events.hash_of(canonical(certificate.to_json())),
        "key": record.key,
        "operator": record.id,
        "roles": list(record.roles),
        "staff": events.staff_details(staff),
        **agreement.details(),
    }
    approved = replace(record, status=ACTIVE, slot={}, staff_wrap=approval.staff_wrap)
    return Publication(
        [events.governance("operator_approved", box.today, details, approval.by)],
        staff=staff,
        operator=asdict(approved),
        slot={"kdf": dict(record.kdf), "sealed": b64(approval.slot)},
    )


def _certificate(box: Box, record: OperatorRecord, seed: bytes) -> Certificate:
    draft = Certificate(
        deployment=read_deployment(box.folder).id,
        expires=box.today,
        issued=box.today,
        key=record.key,
        organisation=record.organisation,
        recipient=record.recipient,
        role="operator",
        status="active",
        verify=record.verify,
    )
    return signed_files.certificate(draft, box.clock.today(), seed)
