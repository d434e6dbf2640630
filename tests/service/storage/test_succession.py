"""A restored box: its new log begins where the old one ended, and both can be verified."""

import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from appliance.adapters import log_copy
from appliance.adapters.embedded_vault import PastLog, VaultSecrets, past_logs_to_json
from appliance.core import checkpoint as notes
from appliance.core import custody, merkle, succession
from appliance.core.canonical import canonical, unb64
from appliance.core.derivation import verify_key
from appliance.core.succession import LogName, Succession
from appliance.errors import ApplianceError, IntegrityError, SignatureError
from tests.service.storage.box import DAY, DEPLOYMENT, EPOCHS, LOG_SEED, Box, event, report

DEPLOYMENT_SEED = b"d" * 32
PIN = verify_key(DEPLOYMENT_SEED)


@dataclass
class Heir:
    """What the agent of a restored box opens storage with."""

    keys: VaultSecrets
    begin: dict[str, Any] | None = None

    @property
    def name(self) -> LogName:
        return self.keys.log_name(DEPLOYMENT)

    async def open(self, box: Box, begin: dict[str, Any] | None = None) -> None:
        async with box.client("agent") as agent:
            past = past_logs_to_json(self.keys.past)
            await agent.open(DEPLOYMENT, EPOCHS, self.keys.log_seed, past, begin)


FIRST = Heir(VaultSecrets(DEPLOYMENT_SEED, LOG_SEED, dict(EPOCHS)))


def restored(box: Box, before: Heir, path: Path, seed: bytes) -> tuple[Box, Heir]:
    """Make another box from what a backup takes along, without the tiles of the log."""
    shutil.copytree(
        box.folder.root, path, ignore=shutil.ignore_patterns("log", "run", "*.sock", "past-*")
    )
    other = Box.on(path)
    ended = before.keys.without_log_key(DEPLOYMENT)
    keys = replace(ended, log_seed=seed)
    database = other.folder.vault / "storage.db"
    stated = Succession(
        DEPLOYMENT,
        before.name,
        keys.log_name(DEPLOYMENT),
        log_copy.sign_all(database, before.name, before.keys.log_seed),
        "1" * 32,
        DAY,
        "2026-03-04",
    ).signed(DEPLOYMENT_SEED)
    return other, Heir(keys, event("restored", actor="agent", details={"succession": stated}))


async def problems(box: Box) -> Sequence[Any]:
    return await box.verify()


async def test_a_restored_box_has_a_new_log_whose_first_leaf_quotes_the_old_one(
    tmp_path: Path,
) -> None:
    old = Box.at(tmp_path / "old")
    async with old.running():
        await old.send(report(), report())
        async with old.client("agent") as agent:
            given = await agent.log_proof(1)
            await agent.log_head()
        await old.send(report())  # behind the last checkpoint: the backup covers it
    box, heir = restored(old, FIRST, tmp_path / "new", b"n" * 32)
    async with box.running(opened=False):
        await heir.open(box, heir.begin)
        assert await problems(box) == []
        found = await box.events()
        assert found[-1]["event"] == "restored"
        start = found[-1]["index"]
        stated = succession.open_succession(found[-1]["details"]["succession"], PIN)
        assert stated.old == FIRST.name
        assert stated.old.open(stated.checkpoint).size == start
        assert (stated.made, stated.restored) == (DAY, "2026-03-04")
        assert DAY in stated.lost
        async with box.client("agent") as agent:
            head = await agent.log_head()
            assert heir.name.open(head.checkpoint).size == head.size == 1
            proofs = [await agent.log_proof(index) for index in (1, start)]
        await box.send(report())
        assert await problems(box) == []
    entries = entries_of(box)
    assert proves(given, entries[1], FIRST.name)  # given out before the restore
    assert proves(proofs[0], entries[1], FIRST.name)
    assert proves(proofs[1], entries[start], heir.name)
    assert not proves(proofs[1], entries[start], FIRST.name)


def entries_of(box: Box) -> list[bytes]:
    with sqlite3.connect(box.folder.vault / "storage.db") as connection:
        return [row for (row,) in connection.execute("SELECT entry FROM leaves ORDER BY idx")]


def proves(proof: str, entry: bytes, log: LogName) -> bool:
    key = Ed25519PublicKey.from_public_bytes(unb64(log.key, 32))
    try:
        notes.parse_proof(proof).verify(entry, log.origin, key)
    except ApplianceError:
        return False
    return True


async def test_a_second_restore_and_a_repeated_opening_keep_every_log(tmp_path: Path) -> None:
    old = Box.at(tmp_path / "old")
    async with old.running():
        await old.send(report())
    second, heir = restored(old, FIRST, tmp_path / "second", b"2" * 32)
    async with second.running(opened=False):
        await heir.open(second, heir.begin)
        await second.send(report(), report())
    async with second.running(opened=False):  # killed before it was remembered: once more
        await heir.open(second, heir.begin)
        assert [each["event"] for each in await second.events()].count("restored") == 1
    third, last = restored(second, heir, tmp_path / "third", b"3" * 32)
    async with third.running(opened=False):
        await last.open(third, last.begin)
        assert await problems(third) == []
        async with third.client("agent") as agent:
            published = await agent.json("POST", "/log/publish", {})
            assert published["size"] == 16  # a tree of its own, filled up
        await last.open(third)  # as an operator does whose colleague was first
        await third.lock()
        await last.open(third)
        assert await problems(third) == []
    database = third.folder.vault / "storage.db"
    note = log_copy.sign_all(database, last.name, b"3" * 32)
    assert log_copy.check_log(database, last.name, PIN, note).leaves == len(entries_of(third))
    with pytest.raises(IntegrityError):
        log_copy.check_log(database, last.name, verify_key(b"x" * 32), note)


@pytest.mark.parametrize(
    "how", ["a leaf of the old log", "the note it quotes", "an event of the old log"]
)
async def test_what_is_changed_in_the_old_log_is_named(tmp_path: Path, how: str) -> None:
    old = Box.at(tmp_path / "old")
    async with old.running():
        await old.send(report())
    box, heir = restored(old, FIRST, tmp_path / "new", b"n" * 32)
    async with box.running(opened=False):
        await heir.open(box, heir.begin)
    with sqlite3.connect(box.folder.vault / "storage.db") as connection:
        if how.startswith("a leaf"):
            entry = custody.CASE_PREFIX + bytes(32)
            connection.execute("UPDATE leaves SET entry = ? WHERE idx = 1", (entry,))
        elif how.startswith("the note"):
            size = len(entries_of(box)) - 1
            connection.execute("UPDATE checkpoints SET note = 'x' WHERE size = ?", (size,))
        else:
            connection.execute("DELETE FROM events WHERE idx = 1")
    async with box.running(opened=False):
        await heir.open(box)
        assert await problems(box)


async def test_a_log_that_does_not_continue_the_quoted_one_is_not_begun(tmp_path: Path) -> None:
    old = Box.at(tmp_path / "old")
    async with old.running():
        await old.send(report())
    box, heir = restored(old, FIRST, tmp_path / "new", b"n" * 32)
    with sqlite3.connect(box.folder.vault / "storage.db") as connection:
        connection.execute("DELETE FROM leaves WHERE idx = (SELECT max(idx) FROM leaves)")
    async with box.running(opened=False):
        with pytest.raises(ApplianceError):
            await heir.open(box, heir.begin)
        async with box.client("agent") as agent:
            assert not (await agent.state()).open


async def test_an_old_database_under_the_new_keys_signs_nothing(tmp_path: Path) -> None:
    old = Box.at(tmp_path / "old")
    async with old.running():
        await old.send(report())
    box, heir = restored(old, FIRST, tmp_path / "new", b"n" * 32)
    async with box.running(opened=False):
        await heir.open(box)  # its log was never begun here
        async with box.client("agent") as agent:
            assert (await agent.state()).log_fault
            with pytest.raises(ApplianceError):
                await agent.log_head()


def test_a_succession_is_the_deployment_s_and_states_what_its_days_say() -> None:
    keys = replace(FIRST.keys.without_log_key(DEPLOYMENT), log_seed=b"n" * 32)
    note = notes.sign_checkpoint(
        notes.Checkpoint(FIRST.name.origin, 0, merkle.EMPTY_ROOT),
        Ed25519PrivateKey.from_private_bytes(LOG_SEED),
    )
    stated = Succession(DEPLOYMENT, FIRST.name, keys.log_name(DEPLOYMENT), note, "1" * 32, DAY, DAY)
    signed = stated.signed(DEPLOYMENT_SEED)
    assert succession.open_succession(signed, PIN) == stated
    for changed in (
        {**signed, "lost": "Nothing is missing."},
        {**signed, "to": {**signed["to"], "key": verify_key(b"x" * 32)}},
        {**signed, "checkpoint": note.replace("\n0\n", "\n1\n")},
    ):
        with pytest.raises(ApplianceError):
            succession.open_succession(changed, PIN)
    with pytest.raises(SignatureError):
        succession.open_succession(signed, verify_key(b"x" * 32))
    assert stated.new.origin != stated.old.origin
    assert len(canonical(signed)) < 4096


def test_secrets_for_a_backup_hold_no_seed_of_any_log() -> None:
    taken = FIRST.keys.without_log_key(DEPLOYMENT)
    assert taken.log_seed == b""
    assert taken.past == (PastLog(FIRST.name, custody.filler_key(LOG_SEED)),)
