"""Blob rows: what a blob is, where its objects are, and that it is registered once."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from appliance.adapters.blobs import Blobs
from appliance.adapters.randomness import random_id
from appliance.core.custody import Event
from appliance.errors import ConflictError, NotFoundError
from appliance.storage import ledger
from appliance.storage.tables import blobs, objects

_FIND = select(blobs).where(blobs.c.blob == bindparam("blob"))
_INSERT_BLOB = blobs.insert()
_INSERT_OBJECT = objects.insert()


@dataclass(frozen=True, slots=True)
class BlobRecord:
    """What is known of one sealed blob.

    Args:
        blob: its id.
        case: its case.
        compartment: its compartment.
        kind: report, message, consent, item or evidence.
        size: bytes of ciphertext.
        sha256: hash of the ciphertext.
        day: day of arrival.
        actor: who stored it.
    """

    blob: str
    case: str
    compartment: str
    kind: str
    size: int
    sha256: str
    day: str
    actor: str | None = None

    def stored(self) -> Event:
        """Return the event that says it was stored."""
        details = {"kind": self.kind, "sha256": self.sha256, "size": self.size}
        return Event(
            event="stored",
            id=random_id(),
            day=self.day,
            case=self.case,
            compartment=self.compartment,
            actor=self.actor,
            item=self.blob,
            details=details,
        )

    def is_same(self, other: "BlobRecord") -> bool:
        """Whether both are the same bytes in the same place, whoever sent them and when."""
        return (self.blob, self.case, self.compartment, self.kind, self.size, self.sha256) == (
            other.blob,
            other.case,
            other.compartment,
            other.kind,
            other.size,
            other.sha256,
        )


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object of a blob: blobs that came in parts are a list of them."""

    key: str
    size: int


@dataclass(frozen=True, slots=True)
class Registered:
    """The outcome of registering a blob; `new` is false where it was there already."""

    index: int
    new: bool


def find(connection: Connection, blob: str) -> tuple[BlobRecord, int] | None:
    """Return a blob's record and the index of its event."""
    row = connection.execute(_FIND, {"blob": blob}).first()
    return None if row is None else (record_of(row), int(row.idx))


def register(
    connection: Connection, record: BlobRecord, parts: Sequence[StoredObject], key: bytes
) -> Registered:
    """Log a blob whose objects are durable, with its rows, in one transaction; once.

    Raises:
        ConflictError: the blob is known with other bytes or in another place.
    """
    known = find(connection, record.blob)
    if known is not None:
        if not known[0].is_same(record):
            raise ConflictError("Other bytes are stored under this id.")
        return Registered(known[1], new=False)
    index = ledger.append_new(connection, [record.stored()], key)
    add_rows(connection, [(record, index, parts)])
    return Registered(index, new=True)


def add_rows(
    connection: Connection, new: Sequence[tuple[BlobRecord, int, Sequence[StoredObject]]]
) -> None:
    """Add the rows of new blobs: what each is, the index of its event, its objects."""
    if not new:
        return
    connection.execute(_INSERT_BLOB, [_row(record, index) for record, index, _ in new])
    connection.execute(
        _INSERT_OBJECT,
        [
            {"blob": record.blob, "position": position, "key": part.key, "size": part.size}
            for record, _, parts in new
            for position, part in enumerate(parts)
        ],
    )


def _row(record: BlobRecord, index: int) -> dict[str, Any]:
    return {
        "blob": record.blob,
        "idx": index,
        "case_id": record.case,
        "compartment": record.compartment,
        "kind": record.kind,
        "size": record.size,
        "sha256": record.sha256,
        "day": record.day,
        "actor": record.actor,
    }


def objects_of(connection: Connection, blob: str) -> list[StoredObject]:
    """Return a blob's objects in order."""
    query = select(objects).where(objects.c.blob == blob).order_by(objects.c.position)
    return [StoredObject(row.key, row.size) for row in connection.execute(query)]


def all_keys(connection: Connection) -> set[str]:
    """Return the keys of every registered object."""
    return set(connection.execute(select(objects.c.key)).scalars())


def of_case(
    connection: Connection, case: str, compartment: str | None = None
) -> list[dict[str, Any]]:
    """Return a case's blobs in log order, as interfaces.md lists them."""
    query = select(blobs).where(blobs.c.case_id == case).order_by(blobs.c.idx)
    if compartment is not None:
        query = query.where(blobs.c.compartment == compartment)
    return [_listing(row) for row in connection.execute(query)]


def record_of(row: Row[Any]) -> BlobRecord:
    """Return the record in a row of `blobs`."""
    return BlobRecord(
        blob=row.blob,
        case=row.case_id,
        compartment=row.compartment,
        kind=row.kind,
        size=row.size,
        sha256=row.sha256,
        day=row.day,
        actor=row.actor,
    )


async def pieces(
    store: Blobs, parts: Sequence[StoredObject], start: int, end: int
) -> AsyncIterator[bytes]:
    """Yield the bytes of a blob from `start` up to, not including, `end`.

    Raises:
        NotFoundError: an object is missing.
    """
    at = 0
    for part in parts:
        first, last = max(start - at, 0), min(end - at, part.size)
        at += part.size
        if first < last:
            whole = first == 0 and last == part.size
            async for piece in await store.get(part.key, first, None if whole else last):
                yield piece


def known(connection: Connection, blob: str) -> tuple[BlobRecord, list[StoredObject]]:
    """Return a blob's record and objects.

    Raises:
        NotFoundError: there is no such blob.
    """
    found = find(connection, blob)
    if found is None:
        raise NotFoundError
    return found[0], objects_of(connection, blob)


def _listing(row: Row[Any]) -> dict[str, Any]:
    listed = {
        "blob": row.blob,
        "kind": row.kind,
        "compartment": row.compartment,
        "size": row.size,
        "day": row.day,
        "index": row.idx,
    }
    return listed if row.actor is None else {**listed, "actor": row.actor}
