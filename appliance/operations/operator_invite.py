"""Invite an operator: a one-time secret that only the two of them ever see."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from appliance.adapters.randomness import random_id
from appliance.core.canonical import b64, unb64
from appliance.errors import InvalidInputError
from appliance.operations import events
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.invite import MAX_PROFILE_BYTES, new_secret
from appliance.operations.publication import Publication, publish
from appliance.operations.records import INVITED, ROLES, OperatorRecord, read_deployment

DECLARATION = Declaration("operator_invite")


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is to be invited.

    Args:
        roles: some of `ROLES`.
        organisation: an organisation of the deployment.
        profile: the name, sealed to the staff group, b64.
    """

    roles: tuple[str, ...]
    organisation: str
    profile: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """What is handed over, by word of mouth or on paper."""

    operator: str
    secret: str
    expires: str

    def to_json(self) -> dict[str, str]:
        """Return the invitation as the agent answers it."""
        return asdict(self)


def plan(box: Box, untrusted: Mapping[str, Any]) -> Plan:
    """Read who is to be invited.

    Raises:
        SealedError: the agent does not hold the deployment key.
        InvalidInputError: a member is missing, unknown or not of this deployment.
    """
    box.held_keys()
    if set(untrusted) != {"organisation", "profile", "roles"}:
        raise InvalidInputError
    wanted = untrusted["roles"]
    roles = tuple(each for each in ROLES if isinstance(wanted, list) and each in wanted)
    if not roles or len(roles) != len(wanted):
        raise InvalidInputError("These are not roles of an operator.")
    if untrusted["organisation"] not in read_deployment(box.folder).organisations:
        raise InvalidInputError("This organisation does not work in this deployment.")
    if len(unb64(untrusted["profile"])) > MAX_PROFILE_BYTES:
        raise InvalidInputError("This name is too long.")
    return Plan(roles, untrusted["organisation"], untrusted["profile"])


async def run(box: Box, plan: Plan, by: str) -> Invitation:
    """Make the invitation. Only a hash of its secret is kept.

    Args:
        box: this box.
        plan: who is invited.
        by: key id of the operator who invites.
    """
    async with box.changing:
        secret, terms = new_secret(box)
        record = OperatorRecord(
            id=random_id(),
            profile=plan.profile,
            roles=plan.roles,
            status=INVITED,
            organisation=plan.organisation,
            invitation=terms,
        )
        details = {
            "operator": record.id,
            "organisation": record.organisation,
            "roles": list(plan.roles),
        }
        event = events.governance("operator_invited", box.today, details, by)
        await publish(box, Publication([event], operator=asdict(record)))
        return Invitation(record.id, b64(secret), terms["expires"])
