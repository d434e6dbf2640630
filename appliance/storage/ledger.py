"""Appending to the log: a leaf and its event row in the caller's own transaction.

These functions run on the single writer (`Database.write`), so the next free index is theirs.
"""

import hmac
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from appliance.adapters.randomness import random_bytes
from appliance.core import custody, merkle
from appliance.core.custody import Event
from appliance.errors import ConflictError, IntegrityError
from appliance.storage.tables import events, leaves

# Built once: putting a statement together costs more than SQLite needs to run it.
_SIZE = select(func.max(leaves.c.idx))
_KNOWN = select(events.c.idx, events.c.body).where(events.c.id == bindparam("id"))
_INSERT_LEAF = leaves.insert()
_INSERT_EVENT = events.insert()


def size(connection: Connection) -> int:
    """Return the number of leaves."""
    last = connection.execute(_SIZE).scalar_one()
    return 0 if last is None else int(last) + 1


def append(connection: Connection, event: Event, key: bytes) -> int:
    """Log an event, once by its id; return its index.

    Args:
        connection: of the single writer.
        event: what happened.
        key: of the leaves' MACs.

    Raises:
        ConflictError: another event was logged under this id.
        TooLargeError: the event does not fit a leaf.
    """
    known = connection.execute(_KNOWN, {"id": event.id}).first()
    if known is None:
        return append_new(connection, [event], key)
    if known.body != event.canonical():
        raise ConflictError("Another event has this id.")
    return int(known.idx)


def append_new(connection: Connection, new: Sequence[Event], key: bytes) -> int:
    """Log events whose ids were made just now; return the index of the first.

    Raises:
        TooLargeError: an event does not fit a leaf.
    """
    start = size(connection)
    entries: list[bytes] = []
    rows: list[dict[str, Any]] = []
    for index, event in enumerate(new, start):
        salt = random_bytes(custody.SALT_BYTES)
        entries.append(custody.leaf_entry(event, salt))
        rows.append(
            {
                "idx": index,
                "id": event.id,
                "name": event.event,
                "case_id": event.case,
                "body": event.canonical(),
                "salt": salt,
            }
        )
    _add_leaves(connection, start, entries, key)
    if rows:
        connection.execute(_INSERT_EVENT, rows)
    return start


def fill(connection: Connection, size_wanted: int, filler_key: bytes, key: bytes) -> int:
    """Add filler until the log has a size; return how much."""
    start = size(connection)
    filler = [custody.filler_leaf(filler_key, index) for index in range(start, size_wanted)]
    _add_leaves(connection, start, filler, key)
    return len(filler)


def check_macs(connection: Connection, start: int, key: bytes) -> None:
    """Check that the leaves from an index on were written with this key.

    Raises:
        IntegrityError: one was not; it is named.
    """
    query = select(leaves).where(leaves.c.idx >= start).order_by(leaves.c.idx)
    for row in connection.execute(query):
        if not is_ours(row, key):
            raise IntegrityError(what=f"leaf {row.idx}")


def is_ours(row: Row[Any], key: bytes) -> bool:
    """Whether a leaf was written with this key."""
    expected = custody.leaf_mac(key, row.idx, bytes(row.hash))
    return hmac.compare_digest(expected, bytes(row.mac))


def _add_leaves(connection: Connection, start: int, entries: Sequence[bytes], key: bytes) -> None:
    rows: list[dict[str, Any]] = []
    for index, entry in enumerate(entries, start):
        found = merkle.leaf_hash(entry)
        mac = custody.leaf_mac(key, index, found)
        rows.append({"idx": index, "entry": entry, "hash": found, "mac": mac})
    if rows:
        connection.execute(_INSERT_LEAF, rows)
