"""Rows of the spool: upload sessions and their parts, open whether sealed or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from appliance.adapters.database import insert_once
from appliance.errors import ConflictError
from appliance.storage.blobstore import BlobRecord, StoredObject
from appliance.storage.tables import days, parts, uploads


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload session.

    Args:
        blob: the blob it will become.
        case: its case.
        compartment: its compartment.
        kind: its kind.
        actor: who uploads.
        size: bytes announced.
        received: bytes kept so far.
        last_day: day of the last byte.
        sha256: hash of the whole, once it is whole.
    """

    blob: str
    case: str
    compartment: str
    kind: str
    actor: str
    size: int
    received: int
    last_day: str
    sha256: str | None = None

    def record(self) -> BlobRecord:
        """Return what a whole upload is registered as."""
        return BlobRecord(
            blob=self.blob,
            case=self.case,
            compartment=self.compartment,
            kind=self.kind,
            size=self.size,
            sha256=self.sha256 or "",
            day=self.last_day,
            actor=self.actor,
        )

    def has_same_purpose(self, other: "Upload") -> bool:
        """Whether both are for the same blob, in the same place, of the same size."""
        return (self.blob, self.case, self.compartment, self.kind, self.size) == (
            other.blob,
            other.case,
            other.compartment,
            other.kind,
            other.size,
        )


def start(connection: Connection, wanted: Upload) -> Upload:
    """Open a session, or return the one that is open for the same purpose.

    Raises:
        ConflictError: one is open for another purpose.
    """
    known = find(connection, wanted.blob)
    if known is None:
        values = {
            "blob": wanted.blob,
            "case_id": wanted.case,
            "compartment": wanted.compartment,
            "kind": wanted.kind,
            "actor": wanted.actor,
            "size": wanted.size,
            "received": wanted.received,
            "last_day": wanted.last_day,
        }
        connection.execute(uploads.insert().values(values))
        return wanted
    if not known.has_same_purpose(wanted):
        raise ConflictError("Another upload is open under this id.")
    return known


def add_part(connection: Connection, before: Upload, after: Upload, part: StoredObject) -> Upload:
    """Record a durable part; the session moves on in the same transaction.

    Raises:
        ConflictError: the session is gone or has moved meanwhile.
    """
    moved = connection.execute(
        uploads.update()
        .where(uploads.c.blob == before.blob, uploads.c.received == before.received)
        .values(received=after.received, last_day=after.last_day, sha256=after.sha256)
    )
    if moved.rowcount != 1:
        raise ConflictError
    own = parts.c.blob == before.blob
    position = connection.execute(select(func.count()).select_from(parts).where(own)).scalar_one()
    connection.execute(
        parts.insert().values(blob=before.blob, position=position, key=part.key, size=part.size)
    )
    return after


def find(connection: Connection, blob: str) -> Upload | None:
    """Return a session."""
    row = connection.execute(select(uploads).where(uploads.c.blob == blob)).first()
    return None if row is None else _upload(row)


def parts_of(connection: Connection, blob: str) -> list[StoredObject]:
    """Return a session's parts in order."""
    query = select(parts).where(parts.c.blob == blob).order_by(parts.c.position)
    return [StoredObject(row.key, row.size) for row in connection.execute(query)]


def drop(connection: Connection, blob: str) -> list[StoredObject]:
    """Forget a session; return its parts, whose objects may now be removed."""
    dropped = parts_of(connection, blob)
    connection.execute(delete(uploads).where(uploads.c.blob == blob))
    return dropped


def finished(connection: Connection) -> list[Upload]:
    """Return the sessions that are whole and wait for the vault."""
    query = select(uploads).where(uploads.c.sha256.is_not(None)).order_by(uploads.c.blob)
    return [_upload(row) for row in connection.execute(query)]


def stale(connection: Connection, today: str, most_days: int) -> Sequence[str]:
    """Return the unfinished sessions that have waited too many days for their next byte.

    Days on which storage was at work are counted, today among them: a clock that jumps ahead adds
    one, and takes no file from anybody.

    Args:
        connection: a connection that writes.
        today: this day.
        most_days: a session may wait so many.
    """
    connection.execute(insert_once(days).values(day=today))
    worked = select(days.c.day).order_by(days.c.day.desc()).offset(most_days).limit(1)
    oldest = connection.execute(worked).scalar_one_or_none()
    if oldest is None:
        return []
    connection.execute(delete(days).where(days.c.day < oldest))
    query = select(uploads.c.blob).where(uploads.c.sha256.is_(None), uploads.c.last_day < oldest)
    return connection.execute(query).scalars().all()


def all_keys(connection: Connection) -> set[str]:
    """Return the keys of every recorded part."""
    return set(connection.execute(select(parts.c.key)).scalars())


def _upload(row: Row[Any]) -> Upload:
    return Upload(
        blob=row.blob,
        case=row.case_id,
        compartment=row.compartment,
        kind=row.kind,
        actor=row.actor,
        size=row.size,
        received=row.received,
        last_day=row.last_day,
        sha256=row.sha256,
    )
