"""The picture that a backup takes of a box that goes on working."""

import asyncio
import hashlib
from pathlib import Path

import httpx
import pytest

from appliance.adapters import log_copy
from appliance.adapters.database_copy import copy_database, reading_database
from appliance.core.derivation import verify_key
from appliance.core.succession import LogName
from appliance.errors import BackupRefusedError
from appliance.operations import backup_staging as staging
from appliance.operations.backup_staging import Manifest
from tests.service.intake_at_work import IntakeAtWork
from tests.service.storage.box import DEPLOYMENT, LOG_SEED, Box, random_age_file
from tests.service.test_intake_and_storage import both
from tests.survivor import Survivor

PICTURES = 6
VAULT = b"{}"


def describe(storage: Path) -> Manifest:
    leaves, blobs = log_copy.count_leaves(storage), log_copy.count_blobs(storage)
    return Manifest("1" * 32, "d" * 32, "", "", leaves, blobs, "")


def cases_in(folder: Path) -> set[str]:
    """Return the cases of a picture: in storage, or waiting in intake's spool."""
    found: set[str] = set()
    with reading_database(folder / "vault" / "storage.db") as connection:
        found |= {case for (case,) in connection.execute("SELECT DISTINCT case_id FROM blobs")}
    with reading_database(folder / "spool" / "intake.db") as connection:
        found |= {case for (case,) in connection.execute('SELECT "case" FROM spooled')}
    return found


async def test_every_report_acknowledged_before_the_picture_is_in_it_with_its_content(
    intake: IntakeAtWork,
) -> None:
    first = intake.survivor()
    acknowledged: set[str] = set()
    stop, grown = asyncio.Event(), asyncio.Condition()

    async def send(client: httpx.AsyncClient) -> None:
        while not stop.is_set():
            survivor: Survivor = first.another()
            answer = await client.post("/reports", content=survivor.body)
            assert answer.status_code == 201
            acknowledged.add(survivor.case)
            async with grown:
                grown.notify_all()

    async with both(intake) as running:
        await running.open_vault()
        for name in ("coordination.db", "vault.json"):
            (intake.folder.vault / name).touch()
        senders = [asyncio.create_task(send(running.intake)) for _ in range(3)]
        try:
            for _ in range(PICTURES):
                wanted = len(acknowledged) + 5
                async with grown:
                    while len(acknowledged) < wanted:
                        await grown.wait()
                before = set(acknowledged)
                await asyncio.to_thread(staging.stage, intake.folder, VAULT, describe)
                picture = intake.folder.backup / staging.STATE_PATH
                assert before <= cases_in(picture)
                storage = picture / "vault" / "storage.db"
                assert log_copy.missing_objects(storage, intake.folder.blobs) == 0
        finally:
            stop.set()
            await asyncio.gather(*senders)
    assert len(acknowledged) > PICTURES * 5


async def test_an_upload_that_finishes_meanwhile_is_whole_on_one_side(tmp_path: Path) -> None:
    box = Box.at(tmp_path)
    (box.folder.spool / "intake.db").touch()
    (box.folder.vault / "coordination.db").touch()
    content = random_age_file(40_000)
    for name in ("vault.json",):
        (box.folder.vault / name).write_text("{}")
    async with box.running():
        for _ in range(PICTURES):
            ticket = box.ticket("upload")
            await box.begin(ticket, len(content))
            await box.patch(ticket, 0, content[:20_000])
            finishing = asyncio.create_task(box.patch(ticket, 20_000, content[20_000:]))
            await asyncio.to_thread(staging.stage, box.folder, VAULT, describe)
            assert (await finishing).status == 204
            assert held(box, ticket.blob) in (content[:20_000], content)


def held(box: Box, blob: str) -> bytes:
    """Return what a picture holds of an upload, in the spool or in the vault."""
    picture = box.folder.backup / staging.STATE_PATH
    with reading_database(picture / "spool" / "uploads.db") as connection:
        query = "SELECT key FROM parts WHERE blob = ? ORDER BY position"
        keys = [key for (key,) in connection.execute(query, (blob,))]
    if keys:
        parts = box.folder.backup / staging.PARTS_PATH
        return b"".join((parts / key).read_bytes() for key in keys)
    with reading_database(picture / "vault" / "storage.db") as connection:
        query = "SELECT key FROM objects WHERE blob = ? ORDER BY position"
        keys = [key for (key,) in connection.execute(query, (blob,))]
    return b"".join((box.folder.blobs / key).read_bytes() for key in keys)


async def test_a_box_whose_content_is_missing_is_not_backed_up(tmp_path: Path) -> None:
    box = Box.at(tmp_path)
    async with box.running():
        ticket = box.ticket("put", kind="message", compartment="thread")
        assert (await box.put(ticket, random_age_file(3000))).status == 201
        for name in ("spool/intake.db", "vault/coordination.db", "vault/vault.json"):
            (box.folder.root / name).touch()
        staging.stage(box.folder, VAULT, describe)
        [blob] = [path for path in box.folder.blobs.rglob("*") if path.is_file()]
        blob.unlink()
        with pytest.raises(BackupRefusedError) as refused:
            staging.stage(box.folder, VAULT, describe)
    assert refused.value.reasons == ("content-missing",)


@pytest.mark.parametrize("how", ["missing", "damaged"])
async def test_a_missing_or_damaged_database_is_named(tmp_path: Path, how: str) -> None:
    box = Box.at(tmp_path)
    (box.folder.spool / "intake.db").touch()
    path = box.folder.spool / "uploads.db"
    path.unlink(missing_ok=True)
    if how == "damaged":
        path.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40)
    with pytest.raises(BackupRefusedError) as refused:
        staging.stage(box.folder, VAULT, describe)
    [reason] = refused.value.reasons
    assert reason in ("no-uploads", "damaged-uploads")


async def test_the_copy_of_a_log_is_checked_leaf_by_leaf(tmp_path: Path) -> None:
    box = Box.at(tmp_path)
    async with box.running():
        ticket = box.ticket("put", kind="message", compartment="thread")
        await box.put(ticket, random_age_file(3000))
        async with box.client("agent") as agent:
            signed = await agent.log_head()
        copy = tmp_path / "copy.db"
        copy_database(box.folder.vault / "storage.db", copy)
    [blob] = log_copy.sample_blobs(copy, 5)
    assert log_copy.check_blob(box.folder.blobs, blob) == 3000
    digest = hashlib.sha256((box.folder.blobs / blob.keys[0]).read_bytes()).hexdigest()
    assert blob.sha256 == digest
    name = LogName(f"safehold/{DEPLOYMENT}", verify_key(LOG_SEED))
    note = log_copy.sign_all(copy, name, LOG_SEED)
    assert name.open(note).size == log_copy.count_leaves(copy) == signed.size
    assert log_copy.check_log(copy, name, "", note).signed == signed.size
    assert log_copy.check_log(copy, name, "", signed.checkpoint).leaves == signed.size
