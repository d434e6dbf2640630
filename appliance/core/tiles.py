"""Tiles of the log (C2SP tlog-tiles): paths, contents, and the growing right edge of the tree.

A tile holds up to 256 neighbouring hashes of one level; hash i of a tile on level l is the root of
a full subtree of 256^l leaves. Tiles are derived from the leaves and can be rebuilt from them.
"""

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from appliance.core.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    Nodes,
    node_hash,
    subtree_root,
)
from appliance.errors import InvalidInputError, TooLargeError

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
MAX_ENTRY_BYTES: Final = 2**16 - 1
MAX_LEVEL: Final = 63
_LENGTH: Final = struct.Struct(">H")

TileReader: TypeAlias = Callable[[int, int, int], Sequence[bytes]]
"""(level, index, width) -> the hashes of that tile."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile, full or partial.

    Args:
        level: 0 for leaf hashes.
        index: its place on the level.
        hashes: 1 to 256 hashes.
    """

    level: int
    index: int
    hashes: tuple[bytes, ...]

    @property
    def path(self) -> str:
        """Where it is served, below the log's prefix."""
        return tile_path(self.level, self.index, len(self.hashes))

    def content(self) -> bytes:
        """Return the bytes of its file."""
        return b"".join(self.hashes)


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Return the path of a tile; a width below 256 makes it a partial one.

    Raises:
        InvalidInputError: there is no such tile.
    """
    if not 0 <= level <= MAX_LEVEL:
        raise InvalidInputError("There is no such tile.")
    return f"tile/{level}/{_numbered(index, width)}"


def entries_path(index: int, width: int = WIDTH) -> str:
    """Return the path of an entry bundle.

    Raises:
        InvalidInputError: there is no such bundle.
    """
    return f"tile/entries/{_numbered(index, width)}"


def _numbered(index: int, width: int) -> str:
    if index < 0 or not 1 <= width <= WIDTH:
        raise InvalidInputError("There is no such tile.")
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    partial = "" if width == WIDTH else f".p/{width}"
    return "/".join(reversed(groups)) + partial


def parse_tile(untrusted: bytes) -> tuple[bytes, ...]:
    """Read the hashes of a tile's file.

    Raises:
        InvalidInputError: it is not 1 to 256 hashes long.
    """
    count, rest = divmod(len(untrusted), HASH_BYTES)
    if rest or not 1 <= count <= WIDTH:
        raise InvalidInputError("This is not a tile.")
    return tuple(untrusted[at : at + HASH_BYTES] for at in range(0, len(untrusted), HASH_BYTES))


def pack_entries(entries: Iterable[bytes]) -> bytes:
    """Write an entry bundle: every entry after its length.

    Raises:
        TooLargeError: an entry is over 65,535 bytes.
    """
    parts = []
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            raise TooLargeError
        parts += [_LENGTH.pack(len(entry)), entry]
    return b"".join(parts)


def unpack_entries(untrusted: bytes) -> list[bytes]:
    """Read an entry bundle.

    Raises:
        InvalidInputError: a length is wrong, or there are no entries or more than 256.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(untrusted):
        start = at + _LENGTH.size
        length = int.from_bytes(untrusted[at:start], "big")
        at = start + length
        entries.append(untrusted[start:at])
    if at != len(untrusted) or not 1 <= len(entries) <= WIDTH:
        raise InvalidInputError("This is not an entry bundle.")
    return entries


def partial_widths(size: int) -> list[tuple[int, int, int]]:
    """Return level, index and width of every partial tile of a tree."""
    found = []
    level = 0
    while size:
        index, width = divmod(size, WIDTH)
        if width:
            found.append((level, index, width))
        size, level = index, level + 1
    return found


def all_widths(size: int) -> Iterator[tuple[int, int, int]]:
    """Yield level, index and width of every tile of a tree, lowest level first."""
    level = 0
    while size:
        for index in range(-(-size // WIDTH)):
            yield level, index, min(WIDTH, size - index * WIDTH)
        size, level = size // WIDTH, level + 1


def tile_count(size: int) -> int:
    """Return how many tiles, full and partial, a tree has."""
    count = 0
    while size:
        count += -(-size // WIDTH)
        size //= WIDTH
    return count


class Edge:
    """The right edge of the tree: the partial tile of each level. Enough to append and to sign.

    Args:
        partials: the partial tiles of an existing tree, as `partial_widths` lists them.
    """

    def __init__(self, partials: Iterable[Tile] = ()) -> None:
        self._levels: list[list[bytes]] = []
        self._full: list[int] = []
        for tile in partials:
            self._reach(tile.level)
            self._levels[tile.level] = list(tile.hashes)
            self._full[tile.level] = tile.index

    @classmethod
    def resume(cls, size: int, read: TileReader) -> "Edge":
        """Load the edge of a tree of `size` leaves from its stored tiles."""
        edge = cls(
            Tile(level, index, tuple(read(level, index, width)))
            for level, index, width in partial_widths(size)
        )
        for level in range(MAX_LEVEL):
            size //= WIDTH
            if not size:
                break
            edge._reach(level)
            edge._full[level] = size
        return edge

    def copy(self) -> "Edge":
        """Return an edge that grows by itself."""
        edge = Edge()
        edge._levels = [list(hashes) for hashes in self._levels]
        edge._full = list(self._full)
        return edge

    @property
    def size(self) -> int:
        """Leaves in the tree."""
        return self._full[0] * WIDTH + len(self._levels[0]) if self._levels else 0

    def append(self, leaf: bytes) -> list[Tile]:
        """Add a leaf hash; return the tiles that it filled, lowest level first."""
        filled: list[Tile] = []
        carried: bytes | None = leaf
        level = 0
        while carried is not None:
            self._reach(level)
            hashes = self._levels[level]
            hashes.append(carried)
            carried = None
            if len(hashes) == WIDTH:
                filled.append(Tile(level, self._full[level], tuple(hashes)))
                carried = subtree_root(hashes)
                hashes.clear()
                self._full[level] += 1
            level += 1
        return filled

    def partial_tiles(self) -> list[Tile]:
        """Return the partial tiles of the tree as it is."""
        return [
            Tile(level, self._full[level], tuple(hashes))
            for level, hashes in enumerate(self._levels)
            if hashes
        ]

    def root(self) -> bytes:
        """Return the root of the tree as it is."""
        peaks: list[bytes] = []
        for hashes in reversed(self._levels):
            at = 0
            for bit in range(HEIGHT - 1, -1, -1):
                if len(hashes) >> bit & 1:
                    peaks.append(subtree_root(hashes[at : at + (1 << bit)]))
                    at += 1 << bit
        if not peaks:
            return EMPTY_ROOT
        found = peaks.pop()
        while peaks:
            found = node_hash(peaks.pop(), found)
        return found

    def _reach(self, level: int) -> None:
        while len(self._levels) <= level:
            self._levels.append([])
            self._full.append(0)


def nodes_from_tiles(size: int, read: TileReader) -> Nodes:
    """Return the subtree roots of a tree of `size` leaves from its tiles."""

    def node(height: int, index: int) -> bytes:
        level, inside = divmod(height, HEIGHT)
        on_level = size >> HEIGHT * level
        first = index << inside
        tile, offset = divmod(first, WIDTH)
        width = min(WIDTH, on_level - tile * WIDTH)
        return subtree_root(read(level, tile, width)[offset : offset + (1 << inside)])

    return node
