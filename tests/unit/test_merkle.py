"""RFC 6962 trees, against the published eight-leaf vectors and by exhaustion up to 300 leaves."""

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core import merkle
from appliance.errors import IntegrityError, InvalidInputError

# The test tree of certificate-transparency, used by every implementation of RFC 6962.
LEAVES = [
    bytes.fromhex(each)
    for each in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = 300
HASHES = [merkle.leaf_hash(bytes([number % 256, number // 256])) for number in range(SIZES)]
NODES = functools.cache(merkle.nodes_of(HASHES))
TREE_ROOTS = [merkle.tree_root(size, NODES) for size in range(SIZES + 1)]


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots_come_out(size: int) -> None:
    assert merkle.root([merkle.leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size]


def test_the_published_inclusion_and_consistency_proofs_come_out() -> None:
    nodes = merkle.nodes_of([merkle.leaf_hash(leaf) for leaf in LEAVES])
    assert [step.hex() for step in merkle.prove_inclusion(0, 8, nodes)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [step.hex() for step in merkle.prove_consistency(6, 8, nodes)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_every_leaf_of_every_size_up_to_300_is_proved() -> None:
    for size in range(1, SIZES + 1):
        for index in range(size):
            path = merkle.prove_inclusion(index, size, NODES)
            merkle.verify_inclusion(index, size, HASHES[index], path, TREE_ROOTS[size])


def test_every_two_sizes_up_to_300_are_consistent() -> None:
    for size in range(1, SIZES + 1):
        for old in range(1, size + 1):
            proof = merkle.prove_consistency(old, size, NODES)
            merkle.verify_consistency(old, size, TREE_ROOTS[old], TREE_ROOTS[size], proof)


@given(st.data())
def test_a_tampered_inclusion_proof_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, SIZES))
    index = data.draw(st.integers(0, size - 1))
    path = merkle.prove_inclusion(index, size, NODES)
    broken = data.draw(tampered(path))
    with pytest.raises(IntegrityError):
        merkle.verify_inclusion(index, size, HASHES[index], broken, TREE_ROOTS[size])


@given(st.data())
def test_a_proof_of_another_place_leaf_or_root_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, SIZES))
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-1, SIZES).filter(lambda each: each != index))
    path = merkle.prove_inclusion(index, size, NODES)
    with pytest.raises(IntegrityError):
        merkle.verify_inclusion(other, size, HASHES[index], path, TREE_ROOTS[size])
    with pytest.raises(IntegrityError):
        merkle.verify_inclusion(index, size, HASHES[index - 1], path, TREE_ROOTS[size])
    with pytest.raises(IntegrityError):
        merkle.verify_inclusion(index, size, HASHES[index], path, TREE_ROOTS[size - 1])


@given(st.data())
def test_a_tampered_consistency_proof_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, SIZES))
    old = data.draw(st.integers(1, size - 1))
    proof = merkle.prove_consistency(old, size, NODES)
    broken = data.draw(tampered(proof))
    with pytest.raises(IntegrityError):
        merkle.verify_consistency(old, size, TREE_ROOTS[old], TREE_ROOTS[size], broken)
    with pytest.raises(IntegrityError):
        merkle.verify_consistency(old, size, TREE_ROOTS[old - 1], TREE_ROOTS[size], proof)


def test_a_rewritten_leaf_breaks_consistency() -> None:
    changed = [*HASHES[:5], merkle.leaf_hash(b"other"), *HASHES[6:]]
    nodes = merkle.nodes_of(changed)
    for old, size in ((6, 20), (100, 300), (256, 300)):
        proof = merkle.prove_consistency(old, size, nodes)
        with pytest.raises(IntegrityError):
            merkle.verify_consistency(
                old, size, TREE_ROOTS[old], merkle.tree_root(size, nodes), proof
            )


def test_what_does_not_exist_is_not_proved() -> None:
    for index, size in ((0, 0), (5, 5), (-1, 5)):
        with pytest.raises(InvalidInputError):
            merkle.prove_inclusion(index, size, NODES)
    for old, size in ((0, 5), (6, 5)):
        with pytest.raises(InvalidInputError):
            merkle.prove_consistency(old, size, NODES)


@st.composite
def tampered(draw: st.DrawFn, proof: list[bytes]) -> list[bytes]:
    """One bit changed, one step dropped, or one added."""
    ways = ["flip", "drop", "add"] if proof else ["add"]
    way = draw(st.sampled_from(ways))
    at = draw(st.integers(0, max(0, len(proof) - 1)))
    if way == "add":
        return [*proof[:at], bytes(32), *proof[at:]]
    if way == "drop":
        return [*proof[:at], *proof[at + 1 :]]
    bit = draw(st.integers(0, 255))
    changed = int.from_bytes(proof[at], "big") ^ (1 << bit)
    return [*proof[:at], changed.to_bytes(32, "big"), *proof[at + 1 :]]
