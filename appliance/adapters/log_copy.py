"""The log in a copy of storage's database, checked without any key of the box.

What only the box can check (that filler is filler, and who wrote the leaves behind the newest
checkpoint) is left to `safehold log verify`.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from appliance.adapters.database_copy import reading_database
from appliance.adapters.files import os_errors_translated
from appliance.core import checkpoint as notes
from appliance.core import custody, merkle
from appliance.core.canonical import unb64
from appliance.core.tiles import Edge
from appliance.errors import ApplianceError, IntegrityError

PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class LogHead:
    """The newest checkpoint of a copy and how many leaves there are; the note may be missing."""

    leaves: int
    signed: int
    note: str


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """A blob as the rows state it.

    Args:
        blob: its id.
        sha256: of its bytes.
        keys: the files that make it up, in order.
    """

    blob: str
    sha256: str
    keys: tuple[str, ...]


def read_head(database: Path) -> LogHead:
    """Return how far the log of a copy goes."""
    with reading_database(database) as connection:
        [leaves] = connection.execute("SELECT count(*) FROM leaves").fetchone()
        found = connection.execute(
            "SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1"
        ).fetchone()
    return LogHead(leaves, *(found or (0, "")))


def check_log(database: Path, origin: str, log_key: str) -> LogHead:
    """Check every leaf against its hash, every event against its leaf, the whole against its note.

    Args:
        database: a copy of storage's database.
        origin: the log's name.
        log_key: its verify key, b64.

    Raises:
        IntegrityError: the rows are not what was signed; the first such thing is named.
    """
    head = read_head(database)
    root = _root_at(database, head.signed)
    with reading_database(database) as connection:
        for index, body, salt, entry in connection.execute(
            "SELECT e.idx, e.body, e.salt, l.entry FROM events e LEFT JOIN leaves l USING (idx)"
        ):
            _check_event(index, body, salt, entry)
    if head.note:
        try:
            key = Ed25519PublicKey.from_public_bytes(unb64(log_key, 32))
            signed = notes.open_checkpoint(head.note, origin, key)
        except (ApplianceError, ValueError) as error:
            raise IntegrityError(what="checkpoint") from error
        if (signed.size, signed.root) != (head.signed, root):
            raise IntegrityError(what="checkpoint")
    return head


def missing_objects(database: Path, blobs: Path) -> int:
    """Return how many files that rows name are not there, or not of the size that rows state."""
    missing = 0
    with reading_database(database) as connection:
        for key, size in connection.execute("SELECT key, size FROM objects"):
            try:
                missing += (blobs / key).stat().st_size != size
            except OSError:
                missing += 1
    return missing


def count_blobs(database: Path) -> int:
    """Return how many blobs there are."""
    with reading_database(database) as connection:
        return int(connection.execute("SELECT count(*) FROM blobs").fetchone()[0])


def sample_blobs(database: Path, count: int) -> list[StoredBlob]:
    """Return so many blobs, chosen at random."""
    query = "SELECT blob, sha256 FROM blobs ORDER BY random() LIMIT ?"
    keys = "SELECT key FROM objects WHERE blob = ? ORDER BY position"
    with reading_database(database) as connection:
        rows = connection.execute(query, (count,)).fetchall()
        return [
            StoredBlob(blob, sha256, tuple(key for (key,) in connection.execute(keys, (blob,))))
            for blob, sha256 in rows
        ]


def check_blob(blobs: Path, stored: StoredBlob) -> int:
    """Hash a blob's files again; return their size.

    Raises:
        IntegrityError: they are not what was stored.
        NotFoundError: one is missing.
    """
    running, size = hashlib.sha256(), 0
    with os_errors_translated():
        for key in stored.keys:
            with (blobs / key).open("rb") as file:
                while piece := file.read(PIECE_BYTES):
                    running.update(piece)
                    size += len(piece)
    if running.hexdigest() != stored.sha256:
        raise IntegrityError(what=f"blob {stored.blob}")
    return size


def _root_at(database: Path, size: int) -> bytes:
    """Return the root of the first leaves, each of them checked; check those behind as well."""
    edge, root = Edge(), merkle.EMPTY_ROOT
    with reading_database(database) as connection:
        for expected, (index, entry, stored) in enumerate(_leaves(connection)):
            found = merkle.leaf_hash(entry)
            if index != expected or found != stored:
                raise IntegrityError(what=f"leaf {expected}")
            edge.append(found)
            if edge.size == size:
                root = edge.root()
    if edge.size < size:
        raise IntegrityError(what=f"leaf {edge.size}")
    return root


def _leaves(connection: sqlite3.Connection) -> Iterator[tuple[int, bytes, bytes]]:
    yield from connection.execute("SELECT idx, entry, hash FROM leaves ORDER BY idx")


def _check_event(index: int, body: bytes, salt: bytes, entry: bytes | None) -> None:
    try:
        event = custody.parse_event_bytes(body)
        if custody.leaf_entry(event, salt) == entry:
            return
    except ApplianceError as error:
        raise IntegrityError(what=f"event {index}") from error
    raise IntegrityError(what=f"event {index}")
