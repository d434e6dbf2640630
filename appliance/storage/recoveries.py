"""What trustees have opened of a case, for the survivor to see."""

from typing import Any

from sqlalchemy import Connection, select

from appliance.core.canonical import parse
from appliance.core.custody import parse_event
from appliance.storage.tables import events

GRANTED = "key_granted"


def of_case(connection: Connection, case: str) -> list[dict[str, Any]]:
    """Return the days on which trustees opened something, each with its compartments."""
    query = select(events.c.body).where(events.c.case_id == case, events.c.name == GRANTED)
    found: dict[str, set[str]] = {}
    for body in connection.scalars(query.order_by(events.c.idx)):
        event = parse_event(dict(parse(bytes(body))))
        statement = event.details.get("statement")
        basis = statement.get("basis") if isinstance(statement, dict) else None
        if isinstance(basis, dict) and "recovery" in basis:
            found.setdefault(event.day, set()).add(event.compartment or "")
    return [{"compartments": sorted(names), "day": day} for day, names in found.items()]
