"""The Merkle tree of RFC 6962: hashes, proofs and their verification.

Proofs are made from a function that knows the roots of *full* subtrees, so the same code serves a
list in memory and tiles on a disk. Verification follows RFC 9162 §2.1.3.2 and §2.1.4.2.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from appliance.errors import IntegrityError, InvalidInputError

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()

Nodes: TypeAlias = Callable[[int, int], bytes]
"""(height, index) -> root of the full subtree over leaves index·2^height … (index+1)·2^height."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node with two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def subtree_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of neighbouring hashes."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(level[at], level[at + 1]) for at in range(0, len(level), 2)]
    return level[0]


def root(hashes: Sequence[bytes]) -> bytes:
    """Return the root of a whole tree from its leaf hashes."""
    return tree_root(len(hashes), nodes_of(hashes))


def nodes_of(hashes: Sequence[bytes]) -> Nodes:
    """Return the subtree roots of a list of leaf hashes, for small trees."""

    def node(height: int, index: int) -> bytes:
        return subtree_root(hashes[index << height : (index + 1) << height])

    return node


def tree_root(size: int, nodes: Nodes) -> bytes:
    """Return the root of a tree of `size` leaves."""
    return _range_root(0, size, nodes) if size else EMPTY_ROOT


def prove_inclusion(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """Return the path that shows a leaf to be in a tree (RFC 6962 §2.1.1).

    Args:
        index: the leaf, from 0.
        size: leaves in the tree.
        nodes: roots of its full subtrees.

    Raises:
        InvalidInputError: the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise InvalidInputError("The log has no such leaf.")
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_root(middle, end, nodes))
            end = middle
        else:
            path.append(_range_root(start, middle, nodes))
            start = middle
    return path[::-1]


def prove_consistency(old_size: int, size: int, nodes: Nodes) -> list[bytes]:
    """Return the proof that a tree grew from an older one by appending (RFC 6962 §2.1.2).

    Args:
        old_size: leaves in the older tree.
        size: leaves in the newer one.
        nodes: roots of the newer tree's full subtrees.

    Raises:
        InvalidInputError: the older tree is larger, or empty.
    """
    if not 0 < old_size <= size:
        raise InvalidInputError("There is no proof between these two sizes.")
    proof = []
    start, end, whole = 0, size, True
    while old_size < end:
        middle = start + _split(end - start)
        if old_size <= middle:
            proof.append(_range_root(middle, end, nodes))
            end = middle
        else:
            proof.append(_range_root(start, middle, nodes))
            start, whole = middle, False
    if not whole:
        proof.append(_range_root(start, end, nodes))
    return proof[::-1]


def verify_inclusion(
    index: int, size: int, leaf: bytes, path: Sequence[bytes], expected_root: bytes
) -> None:
    """Check that a leaf is in the tree with this root.

    Args:
        index: the leaf's place.
        size: leaves in the tree.
        leaf: the leaf's hash.
        path: the proof.
        expected_root: the tree's root.

    Raises:
        IntegrityError: the proof does not lead from the leaf to the root.
    """
    if not 0 <= index < size:
        raise IntegrityError(what=f"inclusion of leaf {index}")
    at, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise IntegrityError(what=f"inclusion of leaf {index}")
        if at & 1 or at == last:
            found = node_hash(step, found)
            at, last = _climb_while_left(at, last)
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    if last != 0 or found != expected_root:
        raise IntegrityError(what=f"inclusion of leaf {index}")


def verify_consistency(
    old_size: int, size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that a tree is an older one with leaves appended.

    Args:
        old_size: leaves in the older tree, at least 1.
        size: leaves in the newer one.
        old_root: root of the older tree.
        new_root: root of the newer one.
        proof: the proof.

    Raises:
        IntegrityError: the newer tree does not continue the older one.
    """
    what = f"consistency of sizes {old_size} and {size}"
    if not 0 < old_size <= size:
        raise IntegrityError(what=what)
    if old_size == size:
        if proof or old_root != new_root:
            raise IntegrityError(what=what)
        return
    # A full older tree is itself a node of the newer one and starts the proof unsaid.
    steps = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not steps:
        raise IntegrityError(what=what)
    at, last = old_size - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    found_old = found_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise IntegrityError(what=what)
        if at & 1 or at == last:
            found_old, found_new = node_hash(step, found_old), node_hash(step, found_new)
            at, last = _climb_while_left(at, last)
        else:
            found_new = node_hash(found_new, step)
        at, last = at >> 1, last >> 1
    if last != 0 or found_old != old_root or found_new != new_root:
        raise IntegrityError(what=what)


def _climb_while_left(at: int, last: int) -> tuple[int, int]:
    """Pass over the levels on which the right edge has no sibling."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _range_root(start: int, end: int, nodes: Nodes) -> bytes:
    """Return the root over leaves `start` to `end`, aligned as in every RFC 6962 split."""
    count = end - start
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return nodes(height, start >> height)
    middle = start + _split(count)
    return node_hash(_range_root(start, middle, nodes), _range_root(middle, end, nodes))


def _split(count: int) -> int:
    """Return the largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1
