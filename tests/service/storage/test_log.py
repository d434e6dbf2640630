"""Checkpoints, tiles and proofs as storage makes them."""

import contextlib
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.core import checkpoint, merkle, tiles
from appliance.errors import IntegrityError, InvalidInputError, UnavailableError
from tests.service.storage.box import DEPLOYMENT, LOG_SEED, Box, event

ORIGIN = f"safehold/{DEPLOYMENT}"
KEY = Ed25519PrivateKey.from_private_bytes(LOG_SEED).public_key()


async def grow(box: Box, count: int) -> None:
    async with box.client("coordination") as coordination:
        for start in range(0, count, 150):
            size = min(150, count - start)
            await coordination.append_events([event("case_taken") for _ in range(size)])


async def head(box: Box, how: str = "GET", path: str = "/log") -> checkpoint.Checkpoint:
    async with box.client("agent") as agent:
        found = await agent.json(how, path)
    opened = checkpoint.open_checkpoint(found["checkpoint"], ORIGIN, KEY)
    assert (opened.size, opened.root.hex()) == (found["size"], found["root"])
    return opened


async def publish(box: Box) -> checkpoint.Checkpoint:
    return await head(box, "POST", "/log/publish")


def entries(box: Box, size: int) -> list[bytes]:
    """Read every entry from the bundles, as a witness would."""
    found: list[bytes] = []
    for index in range(-(-size // 256)):
        width = min(256, size - index * 256)
        path = box.folder.log / tiles.entries_path(index, width)
        found += tiles.unpack_entries(path.read_bytes())
    return found


async def test_an_empty_log_has_the_root_of_no_leaves(box: Box) -> None:
    assert (await head(box)).root == merkle.EMPTY_ROOT


async def test_tiles_bundles_and_checkpoint_agree(box: Box) -> None:
    await grow(box, 700)
    signed = await head(box)
    found = entries(box, 700)
    assert merkle.root([merkle.leaf_hash(entry) for entry in found]) == signed.root
    file = (box.folder.log / "checkpoint").read_text()
    assert checkpoint.open_checkpoint(file, ORIGIN, KEY) == signed
    names = {str(each.relative_to(box.folder.log)) for each in box.folder.log.rglob("*")}
    assert {"tile/0/000", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2"} <= names


async def test_partial_tiles_go_when_the_tile_is_full(box: Box) -> None:
    await grow(box, 200)
    await head(box)
    assert (box.folder.log / "tile/0/000.p/200").exists()
    await grow(box, 56)
    await head(box)
    assert not (box.folder.log / "tile/0/000.p").exists()
    assert not (box.folder.log / "tile/entries/000.p").exists()
    assert (box.folder.log / "tile/0/000").stat().st_mtime == 0


async def test_an_unchanged_log_keeps_its_checkpoint(box: Box) -> None:
    await grow(box, 3)
    assert await head(box) == await head(box)


async def test_the_state_tells_how_old_the_checkpoint_is_and_makes_none(box: Box) -> None:
    await grow(box, 3)
    async with box.client("agent") as agent:
        assert (await agent.state()).checkpoint_age_s is None
        signed = await head(box)
        await grow(box, 1)
        state = await agent.state()
    assert state.checkpoint_age_s is not None
    assert state.log_root == signed.root.hex()
    assert (state.log_size, signed.size) == (4, 3)


async def test_every_leaf_is_proved_by_a_file(box: Box) -> None:
    await grow(box, 300)
    await head(box)
    found = entries(box, 300)
    async with box.client("agent") as agent:
        for index in (0, 1, 255, 256, 299):
            proof = checkpoint.parse_proof(await agent.log_proof(index))
            proof.verify(found[index], ORIGIN, KEY)
        for wrong in (300, 10**9):
            with pytest.raises(InvalidInputError):
                await agent.log_proof(wrong)


async def test_a_published_size_is_a_multiple_of_the_quota_and_always_grows(box: Box) -> None:
    assert (await publish(box)).size == 16
    assert (await publish(box)).size == 32
    await grow(box, 20)
    assert (await head(box)).size == 52
    assert (await publish(box)).size == 64
    await grow(box, 16)
    assert (await publish(box)).size == 80
    assert len(await box.events()) == 36


async def test_filler_cannot_be_told_from_a_commitment(box: Box) -> None:
    await grow(box, 5)
    await publish(box)
    found = entries(box, 16)
    assert {len(entry) for entry in found} == {54}
    assert {entry[:22] for entry in found} == {b"safehold/leaf/case/v1\n"}
    assert len(set(found)) == 16


async def test_the_log_goes_on_after_a_restart(tmp_path: Path) -> None:
    box = Box.at(tmp_path / "data")
    async with box.running():
        await grow(box, 300)
        before = await publish(box)
    async with box.running():
        await grow(box, 300)
        after = await publish(box)
        leaves = [merkle.leaf_hash(entry) for entry in entries(box, after.size)]
        assert merkle.root(leaves[: before.size]) == before.root
        assert merkle.root(leaves) == after.root


@pytest.mark.parametrize("damage", ["missing", "changed", "checkpoint"])
async def test_tiles_are_made_again_where_they_are_damaged(tmp_path: Path, damage: str) -> None:
    box = Box.at(tmp_path / "data")
    async with box.running():
        await grow(box, 300)
        before = await head(box)
    if damage == "missing":
        shutil.rmtree(box.folder.log / "tile")
    elif damage == "changed":
        (box.folder.log / "tile/0/001.p/44").write_bytes(bytes(32 * 44))
    else:
        (box.folder.log / "checkpoint").unlink()
    async with box.running():
        assert await head(box) == before
        assert await box.verify() == []


async def test_a_disk_that_refuses_for_a_moment_leaves_no_hole(box: Box) -> None:
    await grow(box, 200)
    before = await head(box)
    await grow(box, 400)
    with files_no_larger_than(8000), pytest.raises(UnavailableError):  # a full tile has 8192
        await head(box)
    file = (box.folder.log / "checkpoint").read_text()
    assert checkpoint.open_checkpoint(file, ORIGIN, KEY) == before
    assert (await head(box)).size == 600
    assert await box.verify() == []
    found = entries(box, 600)
    async with box.client("agent") as agent:
        checkpoint.parse_proof(await agent.log_proof(7)).verify(found[7], ORIGIN, KEY)


@pytest.mark.parametrize("path", ["tile/0/000", "tile/entries/001"])
async def test_a_full_tile_that_is_missing_is_made_again(tmp_path: Path, path: str) -> None:
    box = Box.at(tmp_path / "data")
    async with box.running():
        await grow(box, 600)
        before = await head(box)
    content = (box.folder.log / path).read_bytes()
    (box.folder.log / path).unlink()
    async with box.running():
        assert (box.folder.log / path).read_bytes() == content
        assert await head(box) == before
        assert await box.verify() == []


async def test_tiles_that_cannot_be_made_again_yet_are_no_fault_of_the_log(tmp_path: Path) -> None:
    box = Box.at(tmp_path / "data")
    async with box.running():
        await grow(box, 300)
        before = await head(box)
    shutil.rmtree(box.folder.log / "tile")
    (box.folder.log / "tile").write_text("in the way")
    async with box.running():
        with pytest.raises(UnavailableError):
            await head(box)
        (box.folder.log / "tile").unlink()
        assert await head(box) == before
        assert await box.verify() == []


@contextlib.contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_nothing_is_signed_over_a_log_whose_end_was_cut_off(tmp_path: Path) -> None:
    box = Box.at(tmp_path / "data")
    async with box.running():
        await grow(box, 30)
        before = (await head(box)).size
    with sqlite3.connect(box.folder.vault / "storage.db") as connection:
        connection.execute("DELETE FROM events WHERE idx >= 20")
        connection.execute("DELETE FROM leaves WHERE idx >= 20")
    connection.close()
    async with box.running():
        await grow(box, 15)  # what comes in now is still taken in
        with pytest.raises(IntegrityError):
            await head(box)
        async with box.client("agent") as agent:
            assert (await agent.state()).log_fault, "the operator is told by an alarm"
        file = (box.folder.log / "checkpoint").read_text()
        assert checkpoint.open_checkpoint(file, ORIGIN, KEY).size == before
        problems = await box.verify()
        assert {each["kind"] for each in problems} >= {"checkpoint"}


async def test_another_logs_key_signs_nothing_here(tmp_path: Path) -> None:
    box = Box.at(tmp_path / "data")
    async with box.running():
        await grow(box, 3)
        await head(box)
    async with box.running(opened=False), box.client("agent") as agent:
        await agent.open(DEPLOYMENT, [(1, b"e" * 32)], b"m" * 32)
        with pytest.raises(IntegrityError):
            await agent.log_head()


async def test_a_leaf_added_behind_the_last_checkpoint_while_the_box_is_off_is_never_signed(
    tmp_path: Path,
) -> None:
    box = Box.at(tmp_path / "data")
    async with box.running():
        await grow(box, 5)
        before = (await head(box)).size
    with sqlite3.connect(box.folder.vault / "storage.db") as connection:
        connection.execute(
            "INSERT INTO leaves SELECT 5, entry, hash, mac FROM leaves WHERE idx = 4"
        )
        connection.execute(
            "INSERT INTO events SELECT 5, ?, name, case_id, body, salt FROM events WHERE idx = 4",
            ("f" * 32,),
        )
    connection.close()
    async with box.running():
        async with box.client("agent") as agent:
            assert (await agent.state()).log_fault
        with pytest.raises(IntegrityError):
            await head(box)
        file = (box.folder.log / "checkpoint").read_text()
        assert checkpoint.open_checkpoint(file, ORIGIN, KEY).size == before
        problems = await box.verify()
        assert {"leaf"} <= {each["kind"] for each in problems if each.get("index") == 5}
