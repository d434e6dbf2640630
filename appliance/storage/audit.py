"""Judging rows: each event against its leaf, and blob and wrap rows against their event."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from appliance.core import custody, merkle
from appliance.core.custody import Event
from appliance.errors import ApplianceError
from appliance.storage import ledger
from appliance.storage.blobstore import record_of
from appliance.storage.keyring import Keyring, check_against
from appliance.storage.log_keys import LogKey, PastLogKey
from appliance.storage.tables import blobs, events, leaves, wraps

WITH_WRAP: Final = ("received", "key_granted")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not what was logged.

    Args:
        kind: leaf, event, row, wrap, blob, object, tile or checkpoint.
        what: what is wrong, in a few words.
        index: the leaf it belongs to.
        item: the blob, wrap, event or file it is about.
    """

    kind: str
    what: str
    index: int | None = None
    item: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the problem as interfaces.md writes it."""
        members = {"kind": self.kind, "index": self.index, "item": self.item, "what": self.what}
        return {name: value for name, value in members.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Audited:
    """One leaf after its audit: the hash of its true entry, and what is wrong with its rows."""

    index: int
    hash: bytes
    entry: bytes
    problems: tuple[Problem, ...]


class Auditor:
    """Judges leaves with their rows.

    Args:
        keyring: opens wraps.
        key: tells filler from a commitment whose event is gone, and our leaves from others'.
    """

    def __init__(self, keyring: Keyring, key: LogKey | PastLogKey) -> None:
        self._keyring = keyring
        self._key = key

    def audit(self, connection: Connection, start: int, end: int) -> list[Audited]:
        """Judge the leaves of a range; a missing one is simply not in the result."""
        query = select(leaves, events).outerjoin(events, events.c.idx == leaves.c.idx)
        rows = connection.execute(
            query.where(leaves.c.idx >= start, leaves.c.idx < end).order_by(leaves.c.idx)
        ).all()
        blob_rows = _by_index(connection, blobs, start, end)
        wrap_rows = _by_index(connection, wraps, start, end)
        return [self._audited(row, blob_rows.get(row.idx), wrap_rows.get(row.idx)) for row in rows]

    def _audited(self, row: Row[Any], blob: Row[Any] | None, wrap: Row[Any] | None) -> Audited:
        entry = bytes(row.entry)
        found = merkle.leaf_hash(entry)
        problems: list[Problem] = []
        if found != bytes(row.hash):
            problems.append(Problem("leaf", "its hash is not that of its entry", row.idx))
        if self._key.mac is not None and not ledger.is_ours(row, self._key.mac):
            problems.append(Problem("leaf", "it was not written by this box while open", row.idx))
        if row.body is None:
            problems += self._without_event(row.idx, entry)
        else:
            problems += self._with_event(row, entry, blob, wrap)
        return Audited(row.idx, found, entry, tuple(problems))

    def _without_event(self, index: int, entry: bytes) -> Iterator[Problem]:
        if entry != custody.filler_leaf(self._key.filler, index):
            yield Problem("event", "the event of this leaf is missing", index)

    def _with_event(
        self, row: Row[Any], entry: bytes, blob: Row[Any] | None, wrap: Row[Any] | None
    ) -> Iterator[Problem]:
        try:
            event = custody.parse_event_bytes(bytes(row.body))
            expected = custody.leaf_entry(event, bytes(row.salt))
        except ApplianceError:
            yield Problem("event", "this event is not readable", row.idx, row.id)
            return
        if expected != entry:
            item = event.item or event.id
            yield Problem("event", "this event is not what its leaf commits to", row.idx, item)
        if (event.id, event.event, event.case) != (row.id, row.name, row.case_id):
            yield Problem("row", "the event row is not what its leaf commits to", row.idx, row.id)
        yield from _blob_row(event, row.idx, blob)
        yield from self._wrap_row(event, row.idx, wrap)

    def _wrap_row(self, event: Event, index: int, row: Row[Any] | None) -> Iterator[Problem]:
        if event.event not in WITH_WRAP:
            if row is not None:
                yield Problem("wrap", "this wrap belongs to no grant", index, row.id)
            return
        if row is None:
            yield Problem("wrap", "the wrap of this event is missing", index, event.item)
            return
        try:
            check_against(self._keyring.open(row), event)
        except ApplianceError:
            yield Problem("wrap", "this wrap is not what its event names", index, row.id)


def _blob_row(event: Event, index: int, row: Row[Any] | None) -> Iterator[Problem]:
    if event.event != "stored":
        if row is not None:
            yield Problem("row", "this blob row belongs to no stored event", index, row.blob)
        return
    if row is None:
        yield Problem("blob", "the row of this blob is missing", index, event.item)
        return
    record = record_of(row)
    stated = (event.item, event.case, event.compartment, event.day, event.actor, event.details)
    found = (record.blob, record.case, record.compartment, record.day, record.actor)
    if stated != (*found, record.stored().details):
        yield Problem("row", "the blob row is not what its event states", index, event.item)


def _by_index(connection: Connection, table: Any, start: int, end: int) -> dict[int, Row[Any]]:
    query = select(table).where(table.c.idx >= start, table.c.idx < end)
    return {row.idx: row for row in connection.execute(query)}
