"""Finding operators, and what of them their colleagues' consoles are told."""

from typing import Any

from appliance.errors import NotFoundError
from appliance.operations.box import Box
from appliance.operations.records import ACTIVE, OperatorRecord, read_operators

RUNS = "operator"
"""The role without which nobody can invite or approve anybody."""


def find(box: Box, operator: str) -> OperatorRecord:
    """Return one operator.

    Raises:
        NotFoundError: there is none with this id.
    """
    for record in read_operators(box.folder):
        if record.id == operator:
            return record
    raise NotFoundError


def who_run(box: Box) -> list[OperatorRecord]:
    """Return those who can run the deployment as things stand."""
    return [
        each for each in read_operators(box.folder) if each.status == ACTIVE and RUNS in each.roles
    ]


def told(record: OperatorRecord) -> dict[str, Any]:
    """Return what colleagues may know of an operator; the name is sealed to them."""
    found: dict[str, Any] = {
        "code": bool(record.code),
        "operator": record.id,
        "organisation": record.organisation,
        "profile": record.profile,
        "roles": list(record.roles),
        "status": record.status,
    }
    if record.key:
        found |= {"key": record.key, "recipient": record.recipient, "verify": record.verify}
    if record.slot:
        found["slot"] = dict(record.slot)
    return found
