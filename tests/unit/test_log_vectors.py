"""The worked log comes out of a SHA-256 and the text of record-format §13, and of our code."""

import hashlib
import hmac
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from appliance.core import checkpoint, custody, merkle
from appliance.core.canonical import b64, canonical, unb64
from appliance.core.derivation import derive
from appliance.errors import ApplianceError, IntegrityError
from tests.vectors import generate

Json = dict[str, Any]
LOG = generate.stored("log")
LEAVES = LOG["leaves"]
HASHES = [bytes.fromhex(leaf["hash"]) for leaf in LEAVES]
KEY = Ed25519PublicKey.from_public_bytes(unb64(LOG["key"]))


def each(name: str, label: str = "what") -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", LOG[name], ids=[str(case[label]) for case in LOG[name]])


def root_of(hashes: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word for word."""
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    half = 1 << (len(hashes) - 1).bit_length() - 1
    left, right = root_of(hashes[:half]), root_of(hashes[half:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@each("leaves", "index")
def test_a_leaf_follows_from_its_event(case: Json) -> None:
    prefix, _, rest = unb64(case["entry"]).partition(b"/v1\n")
    if "salt" in case:
        committed = hashlib.sha256(unb64(case["salt"]) + case["canonical"].encode()).digest()
        assert (prefix, rest) == (b"safehold/leaf/case", committed)
    elif "event" in case:
        assert (prefix, rest) == (b"safehold/leaf/governance", case["canonical"].encode())
    else:
        key = derive(unb64(LOG["seed"]), "filler", 32)
        filler = hmac.digest(key, case["index"].to_bytes(8, "big"), "sha256")
        assert (prefix, rest) == (b"safehold/leaf/case", filler)
    assert hashlib.sha256(b"\x00" + unb64(case["entry"])).hexdigest() == case["hash"]


@each("leaves", "index")
def test_the_mac_of_a_leaf_binds_its_hash_to_its_place(case: Json) -> None:
    key = derive(unb64(LOG["seed"]), "leaf", 32)
    place = case["index"].to_bytes(8, "big")
    mac = hmac.digest(key, place + bytes.fromhex(case["hash"]), "sha256")
    assert (b64(key), b64(mac)) == (LOG["mac_key"], case["mac"])


@pytest.mark.parametrize("case", [leaf for leaf in LEAVES if "event" in leaf])
def test_an_event_is_read_and_makes_the_same_leaf(case: Json) -> None:
    assert canonical(case["event"]).decode() == case["canonical"]
    event = custody.parse_event_bytes(case["canonical"].encode())
    salt = unb64(case["salt"]) if "salt" in case else b""
    assert custody.leaf_entry(event, salt) == unb64(case["entry"])


@each("roots", "size")
def test_a_root_follows_from_the_leaves(case: Json) -> None:
    known = HASHES[: case["size"]]
    assert root_of(known).hex() == merkle.root(known).hex() == case["root"]


@each("inclusion", "index")
def test_an_inclusion_proof_leads_from_the_leaf_to_the_root(case: Json) -> None:
    path = [bytes.fromhex(step) for step in case["path"]]
    index, size = case["index"], case["size"]
    root = root_of(HASHES[:size])
    merkle.verify_inclusion(index, size, HASHES[index], path, root)
    with pytest.raises(IntegrityError):
        merkle.verify_inclusion(index, size, HASHES[index - 1], path, root)


@each("consistency", "size")
def test_a_consistency_proof_leads_from_the_older_root_to_the_newer(case: Json) -> None:
    proof = [bytes.fromhex(step) for step in case["proof"]]
    old, size = case["old_size"], case["size"]
    roots = root_of(HASHES[:old]), root_of(HASHES[:size])
    merkle.verify_consistency(old, size, *roots, proof)
    with pytest.raises(IntegrityError):
        merkle.verify_consistency(old, size, roots[0], bytes(32), proof)


def test_the_checkpoint_is_signed_by_the_log_over_its_newest_root() -> None:
    head = checkpoint.open_checkpoint(LOG["checkpoint"], LOG["origin"], KEY)
    assert (head.origin, head.size, head.root) == (LOG["origin"], len(HASHES), root_of(HASHES))
    assert checkpoint.verifier_key(LOG["origin"], KEY) == LOG["verifier_key"]


@each("proofs", "index")
def test_a_proof_file_shows_its_leaf_to_be_under_the_checkpoint(case: Json) -> None:
    proof = checkpoint.parse_proof(case["text"])
    assert (proof.index, proof.text()) == (case["index"], case["text"])
    head = proof.verify(unb64(LEAVES[case["index"]]["entry"]), LOG["origin"], KEY)
    assert head.size == len(HASHES)


@each("refused")
def test_a_proof_file_that_proves_something_else_is_refused(case: Json) -> None:
    with pytest.raises(ApplianceError):
        checkpoint.parse_proof(case["text"]).verify(
            unb64(LEAVES[case["index"]]["entry"]), LOG["origin"], KEY
        )
