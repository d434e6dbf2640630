"""Vectors of the log: events, leaves, roots, proofs, a checkpoint (record-format §13)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.core import merkle
from appliance.core.canonical import b64
from appliance.core.checkpoint import Checkpoint, Proof, sign_checkpoint, verifier_key
from appliance.core.custody import Event, filler_leaf, leaf_entry, leaf_mac
from appliance.core.derivation import derive, verify_key
from tests.vectors.signed import statements
from tests.vectors.world import CASE, DEPLOYMENT, MANAGER, PIN, Json, an_id, octets

LOG_SEED: Final = octets("log key")
ORIGIN: Final = f"safehold/{DEPLOYMENT}"
DAY: Final = "2026-11-24"
FILLERS: Final = 7
SIZES: Final = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12)
GROWN: Final = ((1, 12), (2, 9), (4, 8), (5, 12), (6, 7), (8, 12), (12, 12))


def log() -> Json:
    """Build a log of five events and seven fillers, and all that is proved about it."""
    leaves = _leaves()
    hashes = [bytes.fromhex(leaf["hash"]) for leaf in leaves]
    return {
        "checkpoint": _checkpoint(hashes),
        "consistency": [_consistency(hashes, old, new) for old, new in GROWN],
        "filler_key": b64(_filler_key()),
        "inclusion": [_inclusion(hashes, at, len(hashes)) for at in range(len(hashes))],
        "key": verify_key(LOG_SEED),
        "leaves": leaves,
        "mac_key": b64(_mac_key()),
        "origin": ORIGIN,
        "proofs": [{"index": at, "text": _proof(hashes, at).text()} for at in (0, 2, 11)],
        "refused": _refused(hashes),
        "roots": [{"root": merkle.root(hashes[:size]).hex(), "size": size} for size in SIZES],
        "seed": b64(LOG_SEED),
        "verifier_key": verifier_key(ORIGIN, _key(LOG_SEED).public_key()),
    }


def _events() -> list[tuple[str, Event]]:
    grant = next(s for s in map(_statement, statements()["signed"]) if s["type"] == "grant")
    setup = {"deployment": DEPLOYMENT, "pin": PIN, "training": True}
    stored = {"kind": "report", "sha256": octets("ciphertext").hex(), "size": 1352}
    return [
        ("governance, readable", Event("setup", an_id("event 0"), DAY, details=setup)),
        ("governance, nothing but its day", Event("opened", an_id("event 1"), DAY)),
        (
            "case, a blob",
            Event(
                "stored",
                an_id("event 2"),
                DAY,
                CASE,
                "account",
                "receipt",
                an_id("blob report account"),
                stored,
            ),
        ),
        (
            "case, a statement",
            Event(
                "key_granted",
                an_id("event 3"),
                DAY,
                CASE,
                grant["compartment"],
                MANAGER.key,
                details={"statement": grant},
            ),
        ),
        (
            "case, an access",
            Event("accessed", an_id("event 4"), DAY, CASE, "account", MANAGER.key, an_id("blob")),
        ),
    ]


def _statement(signed: Json) -> Json:
    statement: Json = signed["statement"]
    return statement


def _leaves() -> list[Json]:
    committed = [_leaf_of(at, what, event) for at, (what, event) in enumerate(_events())]
    start = len(committed)
    return committed + [_filler(at) for at in range(start, start + FILLERS)]


def _leaf_of(at: int, what: str, event: Event) -> Json:
    salt = octets(f"salt {at}")
    clear: dict[str, Any] = {"canonical": event.canonical().decode(), "event": event.to_json()}
    if not event.is_governance:
        clear["salt"] = b64(salt)
    return {**_leaf(at, what, leaf_entry(event, salt)), **clear}


def _filler(at: int) -> Json:
    return _leaf(at, "filler", filler_leaf(_filler_key(), at))


def _leaf(at: int, what: str, entry: bytes) -> Json:
    hashed = merkle.leaf_hash(entry)
    return {
        "entry": b64(entry),
        "hash": hashed.hex(),
        "index": at,
        "mac": b64(leaf_mac(_mac_key(), at, hashed)),
        "what": what,
    }


def _filler_key() -> bytes:
    return derive(LOG_SEED, "filler", 32)


def _mac_key() -> bytes:
    return derive(LOG_SEED, "leaf", 32)


def _key(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def _checkpoint(hashes: Sequence[bytes], seed: bytes = LOG_SEED, origin: str = ORIGIN) -> str:
    head = Checkpoint(origin, len(hashes), merkle.root(hashes))
    return sign_checkpoint(head, _key(seed))


def _proof(hashes: Sequence[bytes], at: int) -> Proof:
    path = merkle.prove_inclusion(at, len(hashes), merkle.nodes_of(hashes))
    return Proof(at, tuple(path), _checkpoint(hashes))


def _inclusion(hashes: Sequence[bytes], at: int, size: int) -> Json:
    path = merkle.prove_inclusion(at, size, merkle.nodes_of(hashes))
    return {"index": at, "path": [step.hex() for step in path], "size": size}


def _consistency(hashes: Sequence[bytes], old: int, new: int) -> Json:
    proof = merkle.prove_consistency(old, new, merkle.nodes_of(hashes[:new]))
    return {"old_size": old, "proof": [step.hex() for step in proof], "size": new}


def _refused(hashes: list[bytes]) -> list[Json]:
    good = _proof(hashes, 2)
    rewritten = [*hashes[:2], merkle.leaf_hash(b"another leaf"), *hashes[3:]]
    wrong = {
        "another leaf": replace(good, index=3),
        "a step too few": replace(good, path=good.path[:-1]),
        "two steps swapped": replace(good, path=(good.path[1], good.path[0], *good.path[2:])),
        "a tree in which the leaf was rewritten": _proof(rewritten, 2),
        "a checkpoint of another key": replace(
            good, checkpoint=_checkpoint(hashes, octets("another log key"))
        ),
        "a checkpoint of another log": replace(
            good, checkpoint=_checkpoint(hashes, origin="safehold/elsewhere")
        ),
        "a checkpoint changed after signing": replace(
            good, checkpoint=good.checkpoint.replace("\n12\n", "\n13\n", 1)
        ),
    }
    return [{"index": 2, "text": proof.text(), "what": what} for what, proof in wrong.items()]
