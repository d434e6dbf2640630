"""Disable a person: she is refused at once, and every colleague's app says so."""

from dataclasses import replace
from typing import Any

from appliance.errors import PersonStateError
from appliance.operations import events, leaving, orphans, people, signed_files
from appliance.operations.agreement import ONE, Agreement
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.plans import Plan, Step
from appliance.operations.publication import Publication, finish_interrupted, publish

DECLARATION = Declaration("disable")
DISABLED = "disabled"


async def plan(box: Box, person: str) -> Plan:
    """Work out what disabling somebody would do.

    Raises:
        SealedError: the agent does not hold the deployment key.
        NotFoundError: there is nobody with this id.
        PersonStateError: she is disabled already.
    """
    box.held_keys()
    row = await people.find(box, person)
    if row["status"] == DISABLED:
        raise PersonStateError
    names = ("person", "key", "role", "organisation", "status")
    subject = {name: row[name] for name in names if name in row}
    steps: list[Step] = [{"code": "refused"}]
    if people.active_certificate(box, row.get("key")):
        steps.append({"code": "certificate-disabled"})
    found = await leaving.foresee(box, row)
    return Plan("disable", subject | found.subject(), (*steps, *found.steps()))


async def run(
    box: Box, person: str, approved_plan: str, operator: str, agreement: Agreement = ONE
) -> dict[str, int]:
    """Disable exactly who was shown.

    Args:
        box: this box.
        person: who.
        approved_plan: hash of the plan that was shown.
        operator: key id of the operator.
        agreement: who else agreed.

    Returns:
        How many `reports` and `compartments` nobody is left to read.

    Raises:
        ConflictError: something has changed since the plan was made.
    """
    async with box.changing:
        await finish_interrupted(box)
        found = await plan(box, person)
        found.check_approved(approved_plan)
        staff = staff_without(box, found.subject.get("key"))
        details: dict[str, Any] = {"person": person}
        if staff is not None:
            details = {"key": found.subject["key"], "staff": events.staff_details(staff)}
        details |= agreement.details()
        written = [events.governance("person_disabled", box.today, details, operator)]
        directory = leaving.directory_after(box, found)
        written += leaving.directory_events(box, directory, operator)
        path = f"/people/{person}/disable"
        answer = await publish(box, Publication(written, directory, staff, path, {}))
        await orphans.look(box)
        return leaving.loss_of(answer)


def staff_without(box: Box, key: str | None) -> bytes | None:
    """Return the next staff directory with a key disabled, or nothing where it is not active."""
    if people.active_certificate(box, key) is None:
        return None
    seed, pin = box.held_keys().deployment_seed, box.held_keys().pin
    certificates = tuple(
        replace(each, status=DISABLED).signed(seed) if each.key == key else each
        for each in signed_files.current_staff(box, pin).certificates
    )
    return signed_files.next_staff(box, seed, certificates)
