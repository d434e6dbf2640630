"""Custody events that the agent writes: readable leaves of the log (record-format §13)."""

import hashlib
from collections.abc import Mapping
from typing import Any

from appliance.adapters.randomness import random_id
from appliance.core.canonical import parse
from appliance.core.staff import LIMIT_BYTES as STAFF_LIMIT_BYTES

AGENT = "agent"


def governance(
    name: str, day: str, details: Mapping[str, Any], actor: str = AGENT
) -> dict[str, Any]:
    """Return an event with an id of its own, so that sending it again adds nothing.

    Args:
        name: such as `directory`.
        day: the day it happens.
        details: what the leaf states; it is readable by witnesses, so no name belongs here.
        actor: key id of the operator, or the agent itself.
    """
    return {
        "actor": actor,
        "day": day,
        "details": dict(details),
        "event": name,
        "id": random_id(),
        "v": 1,
    }


def directory_event(file: bytes, day: str, actor: str = AGENT) -> dict[str, Any]:
    """Return the event of a new version of the key directory.

    Args:
        file: the signed file.
        day: the day it happens.
        actor: key id of the operator, or the agent itself.
    """
    found: dict[str, Any] = dict(parse(file))
    details = {"hash": hash_of(file), "version": found["directory"]["version"]}
    return governance("directory", day, details, actor)


def invited_event(
    person: str, role: str, organisation: str, day: str, actor: str
) -> dict[str, Any]:
    """Return the event of a one-time link: for whom by id, never by name.

    Args:
        person: the person's id.
        role: her role.
        organisation: the organisation's id.
        day: the day it happens.
        actor: key id of the operator.
    """
    details = {"organisation": organisation, "person": person, "role": role}
    return governance("person_invited", day, details, actor)


def staff_details(file: bytes) -> dict[str, Any]:
    """Return what an event says of the staff directory that it brings."""
    found: dict[str, Any] = dict(parse(file, STAFF_LIMIT_BYTES))
    return {"hash": hash_of(file), "version": found["staff"]["version"]}


def hash_of(file: bytes) -> str:
    """Return the hash of canonical bytes."""
    return hashlib.sha256(file).hexdigest()
