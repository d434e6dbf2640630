"""The log in a copy of storage's database: checked without a key of the box, or signed whole.

What only the box can check (that filler is filler) is left to `safehold log verify`.
"""

import hashlib
import hmac
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.adapters.database_copy import reading_database
from appliance.adapters.files import os_errors_translated
from appliance.core import checkpoint as notes
from appliance.core import custody, merkle, succession
from appliance.core.checkpoint import Checkpoint
from appliance.core.succession import LogName, Succession
from appliance.core.tiles import Edge
from appliance.errors import ApplianceError, IntegrityError

PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class LogHead:
    """How many leaves a copy has, and how many of them its newest checkpoint covers."""

    leaves: int
    signed: int


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


def count_leaves(database: Path) -> int:
    """Return how many leaves there are."""
    with reading_database(database) as connection:
        return int(connection.execute("SELECT count(*) FROM leaves").fetchone()[0])


def sign_all(database: Path, name: LogName, seed: bytes) -> str:
    """Return a checkpoint of the log in force that covers every leaf of a copy.

    Args:
        database: a copy of storage's database.
        name: the log's origin and verify key.
        seed: of its key.

    Raises:
        IntegrityError: the rows are not what was signed before, or not all were written by us.
    """
    start = max(_successions(database), default=0)
    with reading_database(database) as connection:
        before = connection.execute(
            "SELECT size, note FROM checkpoints WHERE size > ? ORDER BY size DESC LIMIT 1", (start,)
        ).fetchone()
    signed = before[0] if before else start
    leaves = count_leaves(database)
    roots = _roots_at(database, start, leaves, {signed, leaves})
    if before:
        _check_note(name, before[1], signed - start, roots.get(signed))
    _check_macs(database, signed, custody.mac_key(seed))
    head = Checkpoint(name.origin, leaves - start, roots.get(leaves, merkle.EMPTY_ROOT))
    return notes.sign_checkpoint(head, Ed25519PrivateKey.from_private_bytes(seed))


def check_log(database: Path, name: LogName, pin: str, note: str) -> LogHead:
    """Check every leaf against its hash, every event against its leaf, each log against its note.

    Args:
        database: a copy of storage's database.
        name: origin and verify key of the log in force there.
        pin: the deployment pin, under which each succession to it is signed.
        note: the newest checkpoint of the log in force; empty where none was made yet.

    Raises:
        IntegrityError: the rows are not what was signed; the first such thing is named.
    """
    begun = {start: _opened(stated, pin, start) for start, stated in _successions(database).items()}
    leaves = count_leaves(database)
    starts, covered = [0, *begun], leaves
    ends: list[int] = [*begun, leaves]
    if note:
        try:
            covered = starts[-1] + name.open(note).size
        except ApplianceError as error:
            raise IntegrityError(what="checkpoint") from error
    for start, end in zip(starts, ends, strict=True):
        follows = begun.get(end)
        wanted = end if follows else covered
        roots = _roots_at(database, start, end, {wanted})
        if follows:
            _check_note(follows.old, follows.checkpoint, end - start, roots.get(end))
        elif note:
            _check_note(name, note, covered - start, roots.get(covered))
    _check_events(database)
    return LogHead(leaves, covered if note else starts[-1])


def _check_events(database: Path) -> None:
    with reading_database(database) as connection:
        for index, body, salt, entry in connection.execute(
            "SELECT e.idx, e.body, e.salt, l.entry FROM events e LEFT JOIN leaves l USING (idx)"
        ):
            _check_event(index, body, salt, entry)


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


def _check_note(name: LogName, note: str, size: int, root: bytes | None) -> None:
    """Hold a checkpoint against what the rows give; a root that is missing fits nothing."""
    try:
        signed = name.open(note)
    except ApplianceError as error:
        raise IntegrityError(what="checkpoint") from error
    if (signed.size, signed.root) != (size, merkle.EMPTY_ROOT if size == 0 else root):
        raise IntegrityError(what="checkpoint")


def _check_macs(database: Path, first: int, key: bytes) -> None:
    query = "SELECT idx, hash, mac FROM leaves WHERE idx >= ? ORDER BY idx"
    with reading_database(database) as connection:
        for index, found, mac in connection.execute(query, (first,)):
            if not hmac.compare_digest(custody.leaf_mac(key, index, found), mac):
                raise IntegrityError(what=f"leaf {index}")


def _roots_at(database: Path, start: int, end: int, wanted: Set[int]) -> dict[int, bytes]:
    """Return the roots of the log that starts there, before some leaves; check every leaf."""
    edge, roots, expected = Edge(), {}, start
    query = "SELECT idx, entry, hash FROM leaves WHERE idx >= ? AND idx < ? ORDER BY idx"
    with reading_database(database) as connection:
        for index, entry, stored in connection.execute(query, (start, end)):
            found = merkle.leaf_hash(entry)
            if index != expected or found != stored:
                raise IntegrityError(what=f"leaf {expected}")
            edge.append(found)
            expected += 1
            if expected in wanted:
                roots[expected] = edge.root()
    return roots


def _successions(database: Path) -> dict[int, dict[str, Any]]:
    """Return what begins each log but the first, as it is signed, by its first leaf."""
    query = "SELECT idx, body FROM events WHERE case_id IS NULL AND name = ? ORDER BY idx"
    found: dict[int, dict[str, Any]] = {}
    with reading_database(database) as connection:
        for index, body in connection.execute(query, (succession.EVENT,)):
            try:
                event = custody.parse_event_bytes(body)
            except ApplianceError as error:
                raise IntegrityError(what=f"event {index}") from error
            if succession.MEMBER in event.details:
                found[index] = event.details[succession.MEMBER]
    return found


def _opened(stated: dict[str, Any], pin: str, index: int) -> Succession:
    try:
        return succession.open_succession(stated, pin)
    except ApplianceError as error:
        raise IntegrityError(what=f"event {index}") from error


def _check_event(index: int, body: bytes, salt: bytes, entry: bytes | None) -> None:
    try:
        event = custody.parse_event_bytes(body)
        if custody.leaf_entry(event, salt) == entry:
            return
    except ApplianceError as error:
        raise IntegrityError(what=f"event {index}") from error
    raise IntegrityError(what=f"event {index}")
