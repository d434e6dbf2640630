"""The readable leaves of the log, newest first: what was done to the box, never to a case."""

from typing import Any

from sqlalchemy import Connection, desc, select

from appliance.core.canonical import parse
from appliance.core.custody import GOVERNANCE
from appliance.storage.tables import events

_READABLE = (
    select(events.c.idx, events.c.body)
    .where(events.c.case_id.is_(None), events.c.name.in_(sorted(GOVERNANCE)))
    .order_by(desc(events.c.idx))
)


def page(connection: Connection, before: int, limit: int) -> dict[str, Any]:
    """Return readable entries in front of a place in the log.

    Args:
        connection: of a reader.
        before: the place; the entry there is left out.
        limit: most entries returned.

    Returns:
        `entries`, newest first, each with its `index`; and `older`, the place to go on from, where
        there are older ones.
    """
    rows = connection.execute(_READABLE.where(events.c.idx < before).limit(limit + 1)).all()
    entries: list[dict[str, Any]] = [
        {**dict(parse(row.body)), "index": row.idx} for row in rows[:limit]
    ]
    found: dict[str, Any] = {"entries": entries}
    return {**found, "older": entries[-1]["index"]} if len(rows) > limit else found


def newest(connection: Connection, name: str) -> dict[str, Any] | None:
    """Return the newest entry of one name, if there is one."""
    row = connection.execute(_READABLE.where(events.c.name == name).limit(1)).first()
    return None if row is None else {**dict(parse(row.body)), "index": row.idx}
