"""Invite a professional: a one-time link that only the operator and she ever see."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from appliance.adapters.randomness import random_bytes, random_id
from appliance.core.canonical import b64, unb64
from appliance.errors import InvalidInputError
from appliance.operations import events
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.people import INVITED_ROLES
from appliance.operations.publication import Publication, publish
from appliance.operations.records import DeploymentRecord, read_deployment

DECLARATION = Declaration("invite")
VALID_DAYS = 7
MAX_PROFILE_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the operator hands over."""

    person: str
    link: str
    expires: str

    def to_json(self) -> dict[str, str]:
        """Return the invitation as the agent answers it."""
        return {"expires": self.expires, "link": self.link, "person": self.person}


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is to be invited.

    Args:
        role: one of `INVITED_ROLES`.
        organisation: an organisation of the deployment.
        profile: her name, sealed to the staff group, b64.
    """

    role: str
    organisation: str
    profile: str


def plan(box: Box, untrusted: Mapping[str, Any]) -> Plan:
    """Read who is to be invited.

    Raises:
        SealedError: the agent does not hold the deployment key.
        InvalidInputError: a member is missing, unknown or not of this deployment.
    """
    box.held_keys()  # what a crash interrupts is finished only by an agent that holds them
    if set(untrusted) != {"organisation", "profile", "role"}:
        raise InvalidInputError
    if untrusted["role"] not in INVITED_ROLES:
        raise InvalidInputError("This is not a role.")
    if untrusted["organisation"] not in read_deployment(box.folder).organisations:
        raise InvalidInputError("This organisation does not work in this deployment.")
    if len(unb64(untrusted["profile"])) > MAX_PROFILE_BYTES:
        raise InvalidInputError("This name is too long.")
    return Plan(untrusted["role"], untrusted["organisation"], untrusted["profile"])


async def run(box: Box, plan: Plan, case_address: str, operator: str) -> Invitation:
    """Make the invitation. Only a hash of its secret is kept.

    Args:
        box: this box.
        plan: who is invited.
        case_address: origin of the case app.
        operator: key id of the operator.
    """
    async with box.changing:
        person = random_id()
        secret, terms = new_secret(box)
        about = {"organisation": plan.organisation, "person": person, "role": plan.role}
        body = {**about, **terms, "profile": plan.profile}
        event = events.invited_event(**about, day=box.today, actor=operator)
        await publish(box, Publication([event], path="/invitations", body=body))
        link = link_of(case_address, secret, read_deployment(box.folder))
        return Invitation(person, link, terms["expires"])


def new_secret(box: Box) -> tuple[bytes, dict[str, str]]:
    """Return a one-time secret, and its hash and end as coordination keeps them."""
    secret = random_bytes()
    expires = box.clock.now() + timedelta(days=VALID_DAYS)
    terms = {
        "expires": expires.strftime("%Y-%m-%dT%H:%MZ"),
        "secret_hash": hashlib.sha256(secret).hexdigest(),
    }
    return secret, terms


def link_of(case_address: str, secret: bytes, deployment: DeploymentRecord) -> str:
    """Return the link; what follows the # never reaches a server."""
    return f"{case_address}/#invite={b64(secret)}&k={deployment.pin}"
