"""Targets that fill, go back in time, are tampered with, or that another box works with."""

import asyncio
import itertools
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.adapters.restic import Repository, Restic
from appliance.core.derivation import verify_key
from appliance.core.succession import key_digits
from appliance.errors import (
    ApplianceError,
    BackupRefusedError,
    TargetDamagedError,
    TargetError,
    TargetFullError,
    TargetRolledBackError,
)
from appliance.operations import backup, backup_target_add
from appliance.operations import backup_passwords as passwords
from appliance.operations.backup_others import old_box_since
from appliance.operations.backup_records import (
    Target,
    TargetRecord,
    read_records,
    stamp,
    write_records,
)
from appliance.operations.backup_verify import parts_due, read_back
from appliance.operations.box import Box
from appliance.operations.records import read_deployment
from appliance.secret import Secret
from tests.operator_desk import Desk

PARTS = 30
BEGAN = datetime(2026, 3, 2, 3, tzinfo=UTC)
SMALL = 12 * 1024 * 1024


# --- all of it is read in time


@pytest.mark.parametrize("seed", range(20))
def test_everything_is_read_back_within_the_days_but_for_those_that_are_missed(seed: int) -> None:
    chance = random.Random(seed)
    record, read, now = TargetRecord(), dict.fromkeys(range(1, PARTS + 1), BEGAN), BEGAN
    for _ in range(300):
        missed = chance.choice([0, 0, 0, 0, 1, 3, 40]) if seed else 0
        due = parts_due(record, PARTS, now.date())
        assert len(due) == 1 or seed, "on a box that is always on, one part a day"
        read |= dict.fromkeys(due, now)
        record = read_back(record, due, PARTS, stamp(now))
        # Whatever was missed before: after today's turn nothing is older than the days configured.
        assert (now.date() - min(read.values()).date()).days < PARTS
        if record.all_read:
            assert record.all_read == stamp(min(read.values()))
        now += timedelta(days=1 + missed)
    assert record.all_read


def test_a_clock_that_was_set_back_reads_the_next_part_and_no_more() -> None:
    record = read_back(TargetRecord(), [1], PARTS, stamp(BEGAN))
    assert parts_due(record, PARTS, BEGAN.date() - timedelta(days=400)) == [2]


@pytest.mark.needs("restic")
def test_one_changed_byte_is_found_by_exactly_the_part_that_it_is_in(tmp_path: Path) -> None:
    restic = Restic(tmp_path / "cache")
    found = Repository(str(tmp_path / "target"), Secret("made up"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "blob").write_bytes(os.urandom(SMALL))
    restic.make(found)
    restic.backup(found, tmp_path, ["data"], ["run-1"])
    packs = [each for each in (tmp_path / "target" / "data").rglob("*") if each.is_file()]
    pack = max(packs, key=lambda each: each.stat().st_size)
    content = bytearray(pack.read_bytes())
    content[1000] ^= 1
    pack.chmod(0o600)
    pack.write_bytes(content)
    wrong = []
    for part in range(1, 4):
        try:
            restic.check(found, part, 3, whole=False)
        except TargetDamagedError:
            wrong.append(part)
    assert len(wrong) == 1


# --- what a target does to us


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path / "box")
    await found.set_up()
    return found


async def add(box: Box, place: Path, name: str = "usb") -> Target:
    await asyncio.to_thread(place.mkdir, exist_ok=True)
    target = Target(name, str(place), same_disk=True)
    await backup_target_add.run(box, target, "agent")
    return target


def content_at(box: Box, target: Target) -> Repository:
    kept = passwords.keep_wanted(box, target.name)
    deployment = read_deployment(box.folder).id
    return passwords.repository(target, deployment, passwords.CONTENT, kept[passwords.CONTENT])


async def sent(box: Box, target: Target, run: str, log: str) -> None:
    """Make a backup at a target, as a box with this log key makes it."""
    place = box.folder.blobs
    place.mkdir(parents=True, exist_ok=True)
    (place / run).write_bytes(os.urandom(1000))
    tags = [f"run-{run}", f"log-{key_digits(log)}"]
    await asyncio.to_thread(
        box.restic.backup, content_at(box, target), box.folder.root, ["vault/blobs"], tags
    )


@pytest.mark.needs("restic")
async def test_an_older_state_of_a_target_that_was_put_back_is_found_before_the_backup(
    desk: Desk, tmp_path: Path
) -> None:
    target = await add(desk.box, tmp_path / "usb")
    log = desk.box.held_keys().log_key
    await sent(desk.box, target, "1", log)
    shutil.copytree(tmp_path / "usb", tmp_path / "older")
    await sent(desk.box, target, "2", log)
    records = read_records(desk.box.folder).with_target("usb", TargetRecord(run="2", good="x"))
    write_records(desk.box.folder, records)
    await asyncio.to_thread(backup.check_target, desk.box, target)
    shutil.rmtree(tmp_path / "usb")
    (tmp_path / "older").rename(tmp_path / "usb")
    with pytest.raises(TargetRolledBackError):
        await asyncio.to_thread(backup.check_target, desk.box, target)


@pytest.mark.needs("restic")
async def test_the_old_box_stops_once_its_successor_has_made_a_backup(
    desk: Desk, tmp_path: Path
) -> None:
    target = await add(desk.box, tmp_path / "usb")
    await sent(desk.box, target, "1", desk.box.held_keys().log_key)
    await asyncio.to_thread(backup.check_target, desk.box, target)
    await sent(desk.box, target, "2", verify_key(b"a successor's log key, 32 bytes!"))
    with pytest.raises(BackupRefusedError) as refused:
        await asyncio.to_thread(backup.check_target, desk.box, target)
    assert refused.value.reasons == ("target-succeeded",)


@pytest.mark.needs("restic")
async def test_a_restored_box_sees_that_the_old_one_runs_again(desk: Desk, tmp_path: Path) -> None:
    target = await add(desk.box, tmp_path / "usb")
    old = desk.box.held_keys()
    await sent(desk.box, target, "1", old.log_key)
    deployment = read_deployment(desk.box.folder).id
    desk.box.keys = replace(old.without_log_key(deployment), log_seed=b"n" * 32)
    content = content_at(desk.box, target)
    listed = await asyncio.to_thread(desk.box.restic.snapshots, content)
    assert not old_box_since(desk.box, listed)
    await asyncio.to_thread(backup.check_target, desk.box, target)
    await sent(desk.box, target, "2", desk.box.held_keys().log_key)
    await sent(desk.box, target, "3", old.log_key)
    listed = await asyncio.to_thread(desk.box.restic.snapshots, content)
    assert old_box_since(desk.box, listed)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system with very little room."""
    place = tmp_path / "small"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(place)],
        check=False,
        capture_output=True,
    )
    if done.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def give_room(place: Path) -> None:
    subprocess.run(["mount", "-o", f"remount,size={8 * SMALL}", str(place)], check=True)


@pytest.mark.needs("restic", "mount")
async def test_a_target_that_fills_in_mid_backup_says_so_and_takes_the_next_once_there_is_room(
    desk: Desk, small_disk: Path
) -> None:
    target = await add(desk.box, small_disk)
    blobs = desk.box.folder.blobs
    blobs.mkdir(parents=True, exist_ok=True)
    (blobs / "large").write_bytes(os.urandom(2 * SMALL))
    content, root = content_at(desk.box, target), desk.box.folder.root

    def send() -> None:
        desk.box.restic.backup(content, root, ["vault/blobs"], ["run-1"])

    with pytest.raises(TargetFullError):
        await asyncio.to_thread(send)
    await asyncio.to_thread(give_room, small_disk)
    assert await asyncio.to_thread(desk.box.restic.snapshots, content) == []
    await asyncio.to_thread(send)
    assert len(await asyncio.to_thread(desk.box.restic.snapshots, content)) == 1
    await asyncio.to_thread(desk.box.restic.check, content)


@pytest.mark.needs("restic", "mount")
async def test_a_target_with_no_room_is_left_out_before_anything_is_sent(
    desk: Desk, small_disk: Path
) -> None:
    target = await add(desk.box, small_disk)
    with pytest.raises(TargetFullError):
        await asyncio.to_thread(backup.check_target, desk.box, target)


@pytest.mark.needs("restic")
@pytest.mark.parametrize("how", ["truncated", "swapped", "index gone"])
async def test_a_target_that_lies_is_found_by_reading_it_back(
    desk: Desk, tmp_path: Path, how: str
) -> None:
    target = await add(desk.box, tmp_path / "usb")
    blobs = desk.box.folder.blobs
    blobs.mkdir(parents=True, exist_ok=True)
    content = content_at(desk.box, target)
    for number in range(2):
        (blobs / str(number)).write_bytes(os.urandom(SMALL))
        run = [f"run-{number}"]
        await asyncio.to_thread(
            desk.box.restic.backup, content, desk.box.folder.root, ["vault/blobs"], run
        )
    place = Path(content.address)
    files = sorted(each for each in (place / "data").rglob("*") if each.is_file())
    first, second = itertools.islice(
        sorted(files, key=lambda each: each.stat().st_size, reverse=True), 2
    )
    for each in (first, second):
        each.chmod(0o600)
    if how == "truncated":
        os.truncate(first, first.stat().st_size // 2)
    elif how == "swapped":
        one, other = first.read_bytes(), second.read_bytes()
        first.write_bytes(other)
        second.write_bytes(one)
    else:
        for each in (place / "index").iterdir():
            each.unlink()
    with pytest.raises(TargetDamagedError):
        await asyncio.to_thread(desk.box.restic.check, content)


@pytest.mark.needs("restic")
@pytest.mark.parametrize("left", ["keys", "nothing"])
def test_a_repository_whose_making_was_killed_is_made_again(tmp_path: Path, left: str) -> None:
    restic, place = Restic(tmp_path / "cache"), tmp_path / "target"
    found = Repository(str(place), Secret("made up"))
    restic.make(found)
    (place / "config").unlink()
    if left == "nothing":
        shutil.rmtree(place / "keys")
    restic.make(found)
    assert restic.exists(found)
    assert len(list((place / "keys").iterdir())) == 1
    with pytest.raises(TargetError):
        restic.make(found)


@pytest.mark.needs("restic")
def test_a_lock_whose_program_was_killed_stops_nothing(tmp_path: Path) -> None:
    restic, place = Restic(tmp_path / "cache"), tmp_path / "target"
    found = Repository(str(place), Secret("made up"))
    restic.make(found)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "blob").write_bytes(os.urandom(SMALL))
    restic.backup(found, tmp_path, ["data"], [])
    environment = {**os.environ, "RESTIC_PASSWORD": "made up"}
    command = ["restic", "-r", str(place), "check", "--read-data", "--no-cache"]
    held = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while not list((place / "locks").iterdir()):
        assert held.poll() is None
    held.kill()  # not waited for yet: to the kernel, and to the program, its process is still there
    try:
        assert list((place / "locks").iterdir())
        restic.backup(found, tmp_path, ["data"], [])
        restic.check(found)
    finally:
        held.wait()


def test_every_word_that_a_target_can_be_refused_with_is_in_both_languages() -> None:
    root = Path(__file__).resolve().parent.parent.parent / "config" / "locales"
    for language in ("en", "fr"):
        words = "".join(each.read_text() for each in (root / language).glob("*.ftl"))
        for code in ("target-succeeded", "target-old-box", "target-same-disk", "target-in-data"):
            assert f"refused-{code} =" in words
        for code in ("target_busy", "target_rolled_back", "backup_interrupted"):
            assert f"error-{code} =" in words
    assert issubclass(TargetRolledBackError, ApplianceError)
