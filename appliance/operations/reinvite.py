"""Invite somebody again: the old link is void, and keys she had are no longer certified."""

from appliance.operations import events, people
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.disable import staff_without
from appliance.operations.invite import Invitation, link_of, new_secret
from appliance.operations.people import PersonRow
from appliance.operations.publication import Publication, publish
from appliance.operations.records import read_deployment

DECLARATION = Declaration("reinvite")


async def plan(box: Box, person: str) -> PersonRow:
    """Return who would be invited again.

    Raises:
        SealedError: the agent does not hold the deployment key.
        NotFoundError: there is nobody with this id.
    """
    box.held_keys()
    return await people.find(box, person)


async def run(box: Box, plan: PersonRow, case_address: str, operator: str) -> Invitation:
    """Make a new link.

    Args:
        box: this box.
        plan: who, as coordination knows her.
        case_address: origin of the case app.
        operator: key id of the operator.
    """
    async with box.changing:
        person = plan["person"]
        secret, terms = new_secret(box)
        path = f"/people/{person}/reinvite"
        role, organisation = plan["role"], plan["organisation"]
        written = [events.invited_event(person, role, organisation, box.today, operator)]
        staff = staff_without(box, plan.get("key"))
        if staff is not None:
            details = {"key": plan["key"], "staff": events.staff_details(staff)}
            disabled = events.governance("person_disabled", box.today, details, operator)
            written.insert(0, disabled)
        await publish(box, Publication(written, staff=staff, path=path, body=terms))
        link = link_of(case_address, secret, read_deployment(box.folder))
        return Invitation(person, link, terms["expires"])
