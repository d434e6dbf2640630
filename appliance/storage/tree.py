"""The log on disk: tiles, bundles and the signed checkpoint, all derived from the leaf rows.

Nothing is written per event. `checkpoint` catches up with the rows, writes the tiles that have
grown, then the checkpoint, each durable before the next. Where the disk refuses, nothing is signed
and the log stands where it stood; tiles that are missing are made again.
"""

import contextlib
import enum
import shutil
import time
from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from appliance.adapters.database import Database
from appliance.adapters.files import make_folder, os_errors_translated, write_durably
from appliance.core import merkle, tiles
from appliance.core.checkpoint import Checkpoint, Proof
from appliance.core.tiles import Edge, Tile
from appliance.errors import ApplianceError, IntegrityError, InvalidInputError
from appliance.storage import ledger
from appliance.storage.log_keys import WHOLE, LogKey, PastLogKey, Run, Signed
from appliance.storage.tables import checkpoints, leaves

BATCH: Final = 4096


class Mend(enum.Enum):
    """Which tiles under the newest checkpoint still have to be made again."""

    NONE = enum.auto()
    MISSING = enum.auto()
    ALL = enum.auto()


class TreeLog:
    """Tiles and checkpoints of one log. Its methods block: call them in a thread, one at a time.

    Sizes and places in the tree count from the log's own first leaf; rows have one numbering.

    Args:
        database: the vault's database.
        folder: where tiles and checkpoint lie.
        key: the log's key.
        run: the rows that are its leaves.
    """

    def __init__(
        self, database: Database, folder: Path, key: LogKey | PastLogKey, run: Run = WHOLE
    ) -> None:
        self._database = database
        self.folder = folder
        self.key = key
        self.run = run
        self._edge = Edge()
        self._head = Signed(Checkpoint(key.origin, 0, merkle.EMPTY_ROOT), "")
        self._signed_at: float | None = None
        self._published = 0
        self._to_mend = Mend.NONE
        self._fault: ApplianceError | None = None

    @property
    def checkpoint_file(self) -> Path:
        """The newest checkpoint."""
        return self.folder / "checkpoint"

    @property
    def fault(self) -> ApplianceError | None:
        """Why nothing more is signed: the rows no longer continue what was signed."""
        return self._fault

    @property
    def size(self) -> int:
        """Leaves under the newest checkpoint."""
        return self._head.checkpoint.size

    @property
    def root(self) -> bytes:
        """Root under the newest checkpoint."""
        return self._head.checkpoint.root

    @property
    def checkpoint_age_s(self) -> int | None:
        """How long ago a checkpoint covered every leaf; None if none has since the opening.

        It is kept in memory only: files bear no time that would tell when survivors wrote.
        """
        return None if self._signed_at is None else int(time.monotonic() - self._signed_at)

    def resume(self) -> None:
        """Take up the log where the last checkpoint left it; make tiles again that are not there.

        Where the disk refuses, that waits for the next checkpoint. A log whose rows contradict its
        last checkpoint, or were added by somebody else since, gets a `fault` and signs nothing
        more.
        """
        try:
            last = self.last_signed()
            self._check_behind(last.checkpoint.size if last else 0)
            if last is None:
                return
            self._head = last
            published = self._database.read_blocking(_last_published)
            self._published = max(published - self.run.start, 0)
            self._edge = self._edge_at(last.checkpoint)
            rows = self._database.read_blocking(self.run.size)
            if rows < last.checkpoint.size:
                raise IntegrityError(what=f"leaf {self.run.start + rows}")
        except ApplianceError as error:
            self._fault = error
            return
        with contextlib.suppress(ApplianceError):
            self._mend()

    def _check_behind(self, signed: int) -> None:
        """Check what no checkpoint covers: in a past log nothing may be left."""
        first = self.run.start + signed
        if self.key.mac is not None:
            mac = self.key.mac
            self._database.read_blocking(lambda c: ledger.check_macs(c, first, mac))
        elif first != self.run.end:
            raise IntegrityError(what=f"leaf {first}")

    def mark(self, fault: ApplianceError) -> None:
        """Sign nothing more, for a reason that lies outside this log."""
        self._fault = self._fault or fault

    def last_signed(self) -> Signed | None:
        """Return the largest checkpoint that the row or the file holds; None for a new log.

        Raises:
            SignatureError: one is not signed by this log.
            InvalidInputError: one is malformed.
        """
        stored = self._database.read_blocking(lambda c: last_note(c, self.run))
        found = [] if stored is None else [self.key.open(stored)]
        if self.checkpoint_file.exists():
            found.append(self.key.open(self.checkpoint_file.read_text("utf-8", "replace")))
        return max(found, key=lambda each: each.checkpoint.size, default=None)

    def checkpoint(self, *, published: bool = False) -> Signed:
        """Sign the log as it is; an unchanged log keeps its checkpoint.

        Args:
            published: this one leaves the box.

        Raises:
            IntegrityError: the rows no longer continue what was signed.
            StorageFullError: there is no room; nothing was signed.
            UnavailableError: the disk refused; nothing was signed.
        """
        if self._fault is not None:
            raise IntegrityError(what="log") from self._fault
        self._mend()
        size = self._database.read_blocking(self.run.size)
        if size < self._edge.size:
            raise IntegrityError(what=f"leaf {self.run.start + size}")
        if size != self._edge.size or not self.checkpoint_file.exists():
            self._advance(size, published)
        elif published and self._published != size:
            self._store(self._head, published)
        self._signed_at = time.monotonic()
        return self._head

    def publish(self, quota: int) -> Signed:
        """Fill the log up to the next multiple of the quota, then sign it.

        A day without events adds one quota too, so that sizes tell only that a day has passed.
        """
        wanted = max(self._database.read_blocking(self.run.size), self._published + 1)
        wanted = self.run.start + -(-wanted // quota) * quota
        key = self._signing_key()
        self._database.write_blocking(lambda c: ledger.fill(c, wanted, key.filler, key.mac))
        signed = self.checkpoint(published=True)
        self._published = signed.checkpoint.size
        return signed

    def prove(self, index: int) -> Proof:
        """Return the proof that a leaf is under the newest checkpoint.

        Args:
            index: its place in the event table.

        Raises:
            InvalidInputError: the log has no such leaf.
            IntegrityError: the rows no longer continue what was signed, or a tile is damaged.
        """
        index -= self.run.start
        head = self.checkpoint()
        size = head.checkpoint.size
        nodes = tiles.nodes_from_tiles(size, lru_cache(maxsize=64)(self._read))
        try:
            path = merkle.prove_inclusion(index, size, nodes)
        except OSError as error:
            raise IntegrityError(what="tiles of the log") from error
        return Proof(index, tuple(path), head.note)

    def _signing_key(self) -> LogKey:
        if not isinstance(self.key, LogKey):
            raise IntegrityError(what="log")  # it has ended, and grows no more
        return self.key

    def _advance(self, size: int, published: bool) -> None:
        """Write the tiles up to a size, then sign it; all of it happens, or none has."""
        edge = self._edge.copy()
        for tile in self._grown(edge, size):
            self._write_tile(tile)
        for tile in edge.partial_tiles():
            self._write_tile(tile)
        head = self._signing_key().sign(size, edge.root())
        self._store(head, published)
        self._write(self.checkpoint_file, head.note.encode())
        self._edge, self._head = edge, head

    def _edge_at(self, wanted: Checkpoint) -> Edge:
        """Return the edge under a checkpoint: from its tiles, or where they are not it, the rows.

        Raises:
            IntegrityError: the rows are not what was signed.
        """
        self._to_mend = Mend.MISSING
        try:
            edge = Edge.resume(wanted.size, self._read)
            if edge.root() == wanted.root:
                return edge
        except (OSError, InvalidInputError):
            pass  # a missing or damaged tile: it is derived, so it is made again
        self._to_mend = Mend.ALL
        edge = Edge()
        for _ in self._grown(edge, wanted.size):
            pass
        if edge.size != wanted.size or edge.root() != wanted.root:
            raise IntegrityError(what=f"leaves below {wanted.size}")
        return edge

    def _grown(self, edge: Edge, size: int) -> Iterator[Tile]:
        """Let an edge grow; yield the tiles that it fills."""
        for start in range(edge.size, size, BATCH):
            for leaf in self._leaves(start, min(size, start + BATCH)):
                yield from edge.append(leaf)

    def _leaves(self, start: int, end: int) -> list[bytes]:
        first = self.run.start
        return self._database.read_blocking(partial(_hashes, start=first + start, end=first + end))

    def _mend(self) -> None:
        """Make tiles again under the newest checkpoint, as far as that is still to be done."""
        if self._to_mend is Mend.NONE:
            return
        with os_errors_translated():
            for level, index, width in tiles.all_widths(self.size):
                if self._to_mend is Mend.ALL or not self._stands(level, index, width):
                    self._write_tile(Tile(level, index, self._made(level, index, width)))
        self._write(self.checkpoint_file, self._head.note.encode())
        self._to_mend = Mend.NONE

    def _stands(self, level: int, index: int, width: int) -> bool:
        tile = self.folder / tiles.tile_path(level, index, width)
        entries = self.folder / tiles.entries_path(index, width)
        return tile.is_file() and (level > 0 or entries.is_file())

    def _made(self, level: int, index: int, width: int) -> tuple[bytes, ...]:
        """Return the hashes of a tile from the level below it, or from the rows."""
        start = index * tiles.WIDTH
        if level == 0:
            return tuple(self._leaves(start, start + width))
        below = range(start, start + width)
        return tuple(
            merkle.subtree_root(self._read(level - 1, each, tiles.WIDTH)) for each in below
        )

    def _write_tile(self, tile: Tile) -> None:
        if tile.level == 0:
            self._write_bundle(tile)
        self._write(self.folder / tile.path, tile.content())
        if len(tile.hashes) == tiles.WIDTH:
            self._drop_partials(tiles.tile_path(tile.level, tile.index))

    def _write_bundle(self, tile: Tile) -> None:
        start = self.run.start + tile.index * tiles.WIDTH
        entries = self._database.read_blocking(
            lambda c: _entries(c, start, start + len(tile.hashes))
        )
        path = tiles.entries_path(tile.index, len(tile.hashes))
        self._write(self.folder / path, tiles.pack_entries(entries))
        if len(tile.hashes) == tiles.WIDTH:
            self._drop_partials(path)

    def _drop_partials(self, path: str) -> None:
        """Remove the partial forms of a tile that is now full (tlog-tiles, Partial Tiles)."""
        shutil.rmtree(self.folder / f"{path}.p", ignore_errors=True)

    def _write(self, path: Path, content: bytes) -> None:
        make_folder(path.parent)
        write_durably(path, content, timeless=True)

    def _read(self, level: int, index: int, width: int) -> tuple[bytes, ...]:
        path = self.folder / tiles.tile_path(level, index, width)
        return tiles.parse_tile(path.read_bytes())

    def _store(self, head: Signed, published: bool) -> None:
        covered = self.run.start + head.checkpoint.size
        self._database.write_blocking(lambda c: store_note(c, covered, head.note, published))


def _hashes(connection: Connection, start: int, end: int) -> list[bytes]:
    query = select(leaves.c.hash).where(leaves.c.idx >= start, leaves.c.idx < end)
    return [bytes(each) for each in connection.execute(query.order_by(leaves.c.idx)).scalars()]


def _entries(connection: Connection, start: int, end: int) -> list[bytes]:
    query = select(leaves.c.entry).where(leaves.c.idx >= start, leaves.c.idx < end)
    return [bytes(each) for each in connection.execute(query.order_by(leaves.c.idx)).scalars()]


def last_note(connection: Connection, run: Run = WHOLE) -> str | None:
    """Return the newest stored checkpoint of a log."""
    query = select(checkpoints.c.note).where(checkpoints.c.size > run.start)
    if run.end is not None:
        query = query.where(checkpoints.c.size <= run.end)
    return connection.execute(query.order_by(checkpoints.c.size.desc()).limit(1)).scalar()


def all_notes(connection: Connection, run: Run = WHOLE) -> dict[int, str]:
    """Return every stored checkpoint of a log by the size that its row states."""
    rows = connection.execute(select(checkpoints))
    return {row.size - run.start: row.note for row in rows if run.holds(row.size)}


def _last_published(connection: Connection) -> int:
    query = select(checkpoints.c.size).where(checkpoints.c.published)
    return connection.execute(query.order_by(checkpoints.c.size.desc()).limit(1)).scalar() or 0


def store_note(connection: Connection, covered: int, note: str, published: bool) -> None:
    """Store a checkpoint under how many rows it covers in all."""
    known = checkpoints.c.size == covered
    before = connection.execute(select(checkpoints.c.published).where(known)).scalar()
    if before is not None:
        changed = {"note": note, "published": before or published}
        connection.execute(checkpoints.update().where(known).values(changed))
        return
    values = {"size": covered, "note": note, "published": published}
    connection.execute(checkpoints.insert().values(values))
