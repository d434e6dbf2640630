import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core import merkle, tiles
from appliance.errors import InvalidInputError, TooLargeError

HASHES = [hashlib.sha256(number.to_bytes(4, "big")).digest() for number in range(70_000)]


class Store:
    """Keeps the tiles that an edge gives out, as the log's folder would."""

    def __init__(self) -> None:
        self.edge = tiles.Edge()
        self.files: dict[str, bytes] = {}

    def append(self, hashes: list[bytes]) -> None:
        for each in hashes:
            self.keep(self.edge.append(each))

    def publish(self) -> None:
        self.keep(self.edge.partial_tiles())

    def keep(self, found: list[tiles.Tile]) -> None:
        self.files.update((tile.path, tile.content()) for tile in found)

    def read(self, level: int, index: int, width: int) -> tuple[bytes, ...]:
        return tiles.parse_tile(self.files[tiles.tile_path(level, index, width)])


@pytest.fixture(scope="module")
def large() -> Store:
    store = Store()
    store.append(HASHES)
    store.publish()
    return store


@pytest.mark.parametrize(
    ("index", "width", "path"),
    [
        (0, 256, "tile/0/000"),
        (999, 256, "tile/0/999"),
        (1000, 256, "tile/0/x001/000"),
        (1_234_067, 256, "tile/0/x001/x234/067"),
        (273, 112, "tile/0/273.p/112"),
        (1_234_067, 5, "tile/0/x001/x234/067.p/5"),
    ],
)
def test_paths_are_those_of_the_specification(index: int, width: int, path: str) -> None:
    assert tiles.tile_path(0, index, width) == path
    assert tiles.entries_path(index, width) == path.replace("tile/0", "tile/entries")


@pytest.mark.parametrize(
    ("level", "index", "width"), [(64, 0, 1), (-1, 0, 1), (0, -1, 1), (0, 0, 0)]
)
def test_a_tile_that_cannot_be_has_no_path(level: int, index: int, width: int) -> None:
    with pytest.raises(InvalidInputError):
        tiles.tile_path(level, index, width)


def test_a_tree_of_70000_has_the_tiles_that_the_specification_counts(large: Store) -> None:
    names = sorted(large.files)
    assert len([name for name in names if name.startswith("tile/0/") and ".p" not in name]) == 273
    assert [name for name in names if ".p" in name] == [
        "tile/0/273.p/112",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]
    assert "tile/1/000" in names
    assert tiles.tile_count(70_000) == len(names) == 277


def test_a_tree_of_256_has_a_full_tile_and_one_hash_above() -> None:
    assert tiles.partial_widths(256) == [(1, 0, 1)]


def test_the_root_from_tiles_is_the_root_from_leaves() -> None:
    for size in (*range(1, 20), 255, 256, 257, 511, 512, 700, 1000):
        store = Store()
        store.append(HASHES[:size])
        store.publish()
        expected = merkle.root(HASHES[:size])
        assert store.edge.root() == expected
        assert merkle.tree_root(size, tiles.nodes_from_tiles(size, store.read)) == expected
    assert tiles.Edge().root() == merkle.EMPTY_ROOT


def test_proofs_made_from_tiles_hold(large: Store) -> None:
    size = large.edge.size
    nodes = tiles.nodes_from_tiles(size, large.read)
    root = large.edge.root()
    for index in (0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999):
        path = merkle.prove_inclusion(index, size, nodes)
        merkle.verify_inclusion(index, size, HASHES[index], path, root)
    for old in (1, 256, 65_536, 69_999):
        proof = merkle.prove_consistency(old, size, nodes)
        merkle.verify_consistency(old, size, merkle.root(HASHES[:old]), root, proof)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512, 700, 65_536, 65_537, 69_999])
def test_an_edge_resumes_from_its_tiles_and_goes_on(size: int) -> None:
    store = Store()
    store.append(HASHES[:size])
    store.publish()
    resumed = tiles.Edge.resume(size, store.read)
    assert resumed.size == size
    for each in HASHES[size : size + 300]:
        assert resumed.append(each) == store.edge.append(each)
    assert resumed.root() == store.edge.root()
    assert resumed.partial_tiles() == store.edge.partial_tiles()


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_entries_come_back_from_their_bundle(entries: list[bytes]) -> None:
    assert tiles.unpack_entries(tiles.pack_entries(entries)) == entries


@given(st.binary(max_size=600))
def test_any_bytes_are_a_bundle_or_refused(untrusted: bytes) -> None:
    try:
        entries = tiles.unpack_entries(untrusted)
    except InvalidInputError:
        return
    assert tiles.pack_entries(entries) == untrusted


def test_lengths_are_two_bytes_big_endian() -> None:
    assert tiles.pack_entries([b"abc", b"x" * 256]) == b"\x00\x03abc\x01\x00" + b"x" * 256


def test_an_entry_over_65535_bytes_is_refused() -> None:
    with pytest.raises(TooLargeError):
        tiles.pack_entries([b"x" * 65_536])


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33, b"x" * 32 * 257])
def test_what_is_no_tile_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInputError):
        tiles.parse_tile(content)
