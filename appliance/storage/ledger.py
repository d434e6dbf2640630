"""Appending to the log: a leaf and its event row in the caller's own transaction.

These functions run on the single writer (`Database.write`), so the next free index is theirs.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from appliance.adapters.randomness import random_bytes
from appliance.core import custody, merkle
from appliance.core.custody import Event
from appliance.errors import ConflictError
from appliance.storage.tables import events, leaves


def size(connection: Connection) -> int:
    """Return the number of leaves."""
    last = connection.execute(select(func.max(leaves.c.idx))).scalar_one()
    return 0 if last is None else int(last) + 1


def append(connection: Connection, event: Event) -> int:
    """Log an event, once by its id; return its index.

    Raises:
        ConflictError: another event was logged under this id.
        TooLargeError: the event does not fit a leaf.
    """
    known = connection.execute(
        select(events.c.idx, events.c.body).where(events.c.id == event.id)
    ).first()
    body = event.canonical()
    if known is not None:
        if known.body != body:
            raise ConflictError("Another event has this id.")
        return int(known.idx)
    salt = random_bytes(custody.SALT_BYTES)
    index = size(connection)
    _add_leaves(connection, index, [custody.leaf_entry(event, salt)])
    connection.execute(
        events.insert().values(
            idx=index,
            id=event.id,
            name=event.event,
            case_id=event.case,
            body=body,
            salt=salt,
        )
    )
    return index


def fill(connection: Connection, size_wanted: int, key: bytes) -> int:
    """Add filler until the log has a size; return how much."""
    start = size(connection)
    filler = [custody.filler_leaf(key, index) for index in range(start, size_wanted)]
    _add_leaves(connection, start, filler)
    return len(filler)


def _add_leaves(connection: Connection, start: int, entries: Sequence[bytes]) -> None:
    rows: list[dict[str, Any]] = [
        {"idx": start + offset, "entry": entry, "hash": merkle.leaf_hash(entry)}
        for offset, entry in enumerate(entries)
    ]
    if rows:
        connection.execute(leaves.insert(), rows)
