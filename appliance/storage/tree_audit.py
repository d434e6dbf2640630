"""Holding tiles, entry bundles and checkpoints against the tree that the leaf rows give."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from appliance.core import tiles
from appliance.core.merkle import HASH_BYTES
from appliance.core.tiles import Edge, Tile
from appliance.errors import ApplianceError
from appliance.storage.audit import Audited, Problem
from appliance.storage.log_keys import WHOLE, LogKey, PastLogKey, Run

MISSING_LEAF = bytes(HASH_BYTES)


class TreeAudit:
    """Grows the tree again, leaf by leaf, and names what differs from it.

    Args:
        folder: the log's folder.
        key: the log's key.
        notes: the stored checkpoints by the size that their row states.
        run: the rows that are the log's leaves; sizes count from the first of them.
    """

    def __init__(
        self,
        folder: Path,
        key: LogKey | PastLogKey,
        notes: Mapping[int, str],
        run: Run = WHOLE,
    ) -> None:
        self._run = run
        self._folder = folder
        self._key = key
        self._notes = notes
        self._signed = 0
        self._edge = Edge()
        self._entries: list[bytes] = []

    def start(self, size: int) -> Iterator[Problem]:
        """Judge what needs no leaf: the checkpoint file, and whether the end was cut off.

        Args:
            size: how many leaves there are.
        """
        for stated, note in self._notes.items():
            if stated > size:
                what = f"the log ends before leaf {stated - 1}, which this checkpoint covers"
                yield Problem("checkpoint", what, self._run.start + size, str(stated))
                yield from self._check_note(stated, note, None)
        self._signed = max((each for each in self._notes if each <= size), default=0)
        newest = self._notes.get(max(self._notes, default=0))
        found = _content(self._folder / "checkpoint")
        if newest is not None and found != newest.encode():
            what = "the checkpoint file is not the newest checkpoint"
            yield Problem("checkpoint", what, item="checkpoint")

    def add(self, leaf: Audited) -> Iterator[Problem]:
        """Add the next leaf; leaves that are missing before it count as zeros."""
        while self._run.start + self._edge.size < leaf.index:
            missing = self._run.start + self._edge.size
            yield Problem("leaf", "this leaf is missing", missing)
            yield from self._append(MISSING_LEAF, b"")
        yield from self._append(leaf.hash, leaf.entry)

    def _append(self, leaf: bytes, entry: bytes) -> Iterator[Problem]:
        self._entries.append(entry)
        for tile in self._edge.append(leaf):
            yield from self._check_tile(tile)
            if tile.level == 0:
                self._entries = []
        size = self._edge.size
        if size in self._notes:
            yield from self._check_note(size, self._notes[size], self._edge.root())
        if size == self._signed:
            for tile in self._edge.partial_tiles():
                yield from self._check_tile(tile)

    def _check_note(self, size: int, note: str, root: bytes | None) -> Iterator[Problem]:
        try:
            signed = self._key.open(note).checkpoint
        except ApplianceError:
            yield Problem("checkpoint", "this checkpoint is not signed by the log", item=str(size))
            return
        if signed.size != size or root not in (None, signed.root):
            what = "the leaves are not those that were signed"
            yield Problem("checkpoint", what, self._run.start + size - 1, str(size))

    def _check_tile(self, tile: Tile) -> Iterator[Problem]:
        covered = (tile.index * tiles.WIDTH + len(tile.hashes)) << tiles.HEIGHT * tile.level
        if covered > self._signed:
            return  # is written with the next checkpoint
        full = tiles.tile_path(tile.level, tile.index)
        if not self._holds(tile.path, full, tile.content()):
            yield Problem("tile", "this tile is missing or changed", item=tile.path)
        if tile.level == 0:
            path = tiles.entries_path(tile.index, len(tile.hashes))
            full = tiles.entries_path(tile.index)
            if not self._holds(path, full, tiles.pack_entries(self._entries)):
                yield Problem("tile", "this bundle is missing or changed", item=path)

    def _holds(self, path: str, full: str, expected: bytes) -> bool:
        """Whether a tile is as it should be; a partial one may have become full meanwhile."""
        found = _content(self._folder / path)
        if found is None and path != full:
            found = (_content(self._folder / full) or b"")[: len(expected)]
        return found == expected


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
