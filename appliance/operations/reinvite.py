"""Invite somebody again: the old link is void, and keys she had are no longer certified."""

from typing import Any

from appliance.operations import events, leaving, orphans, people
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.disable import staff_without
from appliance.operations.invite import Invitation, link_of, new_secret
from appliance.operations.plans import Plan, Step
from appliance.operations.publication import Publication, finish_interrupted, publish
from appliance.operations.records import read_deployment

DECLARATION = Declaration("reinvite")
NAMES = ("person", "key", "role", "organisation", "status")


async def plan(box: Box, person: str) -> Plan:
    """Work out what a new link would do.

    Raises:
        SealedError: the agent does not hold the deployment key.
        NotFoundError: there is nobody with this id.
    """
    box.held_keys()
    row = await people.find(box, person)
    subject = {name: row[name] for name in NAMES if name in row}
    steps: list[Step] = []
    if people.active_certificate(box, row.get("key")):
        steps.append({"code": "certificate-disabled"})
    found = await leaving.foresee(box, row)
    return Plan("reinvite", subject | found.subject(), (*steps, *found.steps()))


async def run(
    box: Box, person: str, approved_plan: str, case_address: str, operator: str
) -> Invitation:
    """Make a new link for exactly who was shown.

    Args:
        box: this box.
        person: who.
        approved_plan: hash of the plan that was shown.
        case_address: origin of the case app.
        operator: key id of the operator.

    Raises:
        ConflictError: something has changed since the plan was made.
    """
    async with box.changing:
        await finish_interrupted(box)
        found = await plan(box, person)
        found.check_approved(approved_plan)
        secret, terms = new_secret(box)
        directory = leaving.directory_after(box, found)
        staff = staff_without(box, found.subject.get("key"))
        written = _disabled(box, found, staff, operator)
        written += leaving.directory_events(box, directory, operator)
        role, organisation = found.subject["role"], found.subject["organisation"]
        written.append(events.invited_event(person, role, organisation, box.today, operator))
        path = f"/people/{person}/reinvite"
        await publish(box, Publication(written, directory, staff, path, terms))
        await orphans.look(box)
        link = link_of(case_address, secret, read_deployment(box.folder))
        return Invitation(person, link, terms["expires"])


def _disabled(box: Box, found: Plan, staff: bytes | None, operator: str) -> list[dict[str, Any]]:
    """Return the event that ends the key she had, where it was certified."""
    if staff is None:
        return []
    details = {"key": found.subject["key"], "staff": events.staff_details(staff)}
    return [events.governance("person_disabled", box.today, details, operator)]
