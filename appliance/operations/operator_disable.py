"""Disable an operator: the vault slot is gone, and nothing is answered any more."""

from dataclasses import asdict
from typing import Any

from appliance.errors import LastOperatorError, PersonStateError
from appliance.operations import events, operators, people
from appliance.operations.agreement import Agreement
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.disable import staff_without
from appliance.operations.operators import RUNS
from appliance.operations.plans import Plan
from appliance.operations.publication import Publication, publish
from appliance.operations.records import ACTIVE, DISABLED, OperatorRecord

DECLARATION = Declaration("operator_disable", approvals=2)


def plan(box: Box, operator: str) -> Plan:
    """Work out what disabling an operator would do.

    Raises:
        SealedError: the agent does not hold the deployment key.
        NotFoundError: there is none with this id.
        PersonStateError: she is disabled already.
        LastOperatorError: nobody would be left who can run the deployment.
    """
    box.held_keys()
    record = operators.find(box, operator)
    if record.status == DISABLED:
        raise PersonStateError
    if [each.id for each in operators.who_run(box)] == [record.id]:
        raise LastOperatorError
    steps: list[dict[str, Any]] = [{"code": "refused"}]
    if record.status == ACTIVE:
        steps.append({"code": "operator-slot-gone"})
    if people.active_certificate(box, record.key) is not None:
        steps.append({"code": "certificate-disabled"})
    subject = {
        "key": record.key,
        "operator": record.id,
        "roles": list(record.roles),
        "runs": RUNS in record.roles,
        "status": record.status,
    }
    return Plan(DECLARATION.name, subject, tuple(steps))


async def run(box: Box, operator: str, approved_plan: str, by: str, agreement: Agreement) -> None:
    """Disable exactly who was shown.

    Args:
        box: this box.
        operator: who.
        approved_plan: hash of the plan that was shown.
        by: key id of the operator who asked.
        agreement: who else agreed.

    Raises:
        ConflictError: something has changed since the plan was made.
    """
    async with box.changing:
        found = plan(box, operator)
        found.check_approved(approved_plan)
        record = operators.find(box, operator)
        staff = staff_without(box, record.key)
        details: dict[str, Any] = {"operator": record.id, **agreement.details()}
        if staff is not None:
            details |= {"key": record.key, "staff": events.staff_details(staff)}
        event = events.governance("operator_disabled", box.today, details, by)
        gone = OperatorRecord(
            id=record.id,
            key=record.key,
            recipient=record.recipient,
            verify=record.verify,
            profile=record.profile,
            roles=record.roles,
            status=DISABLED,
            organisation=record.organisation,
        )
        await publish(box, Publication([event], staff=staff, operator=asdict(gone)))
