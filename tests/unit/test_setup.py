"""Setting up anew: only what a set-up left is swept away, never a vault."""

from pathlib import Path

import pytest

from appliance.adapters.data_folder import DataFolder
from appliance.agent import seat
from appliance.errors import AlreadySetUpError, LostRecordError, UnavailableError
from appliance.operations import setup, unlock
from appliance.operations.records import is_set_up, read_operators
from tests.operator_desk import ANSWERS, PASSPHRASE, QUICK, Desk


def vault_of(folder: DataFolder) -> dict[str, bytes]:
    """Return every file of the vault."""
    files = (each for each in folder.vault.rglob("*") if each.is_file())
    return {str(each): each.read_bytes() for each in files}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data")


async def test_a_vault_that_has_lost_its_record_is_not_set_up_again(desk: Desk) -> None:
    await desk.set_up()
    folder = desk.box.folder
    (folder.blobs / "aa").mkdir()
    (folder.blobs / "aa" / "one").write_bytes(b"sealed")
    before = vault_of(folder)
    folder.deployment_file.unlink()
    desk.restart()
    with pytest.raises(LostRecordError):
        setup.plan(desk.box, ANSWERS)
    with pytest.raises(LostRecordError):
        await desk.set_up()
    assert vault_of(folder) == before


async def test_a_blob_alone_is_a_vault_too(desk: Desk) -> None:
    blob = desk.box.folder.blobs / "one"
    blob.write_bytes(b"sealed")
    with pytest.raises(LostRecordError):
        await desk.set_up()
    assert blob.exists()


async def test_a_set_up_that_was_interrupted_is_made_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut(_events: object) -> list[int]:
        raise UnavailableError

    with monkeypatch.context() as patched:
        patched.setattr(desk.storage, "append_events", cut)
        with pytest.raises(UnavailableError):
            await desk.set_up()
    first = desk.box.folder.vault_file.read_bytes()
    desk.restart()
    await desk.set_up()
    assert is_set_up(desk.box.folder)
    assert desk.box.folder.vault_file.read_bytes() != first
    assert not desk.box.folder.setup_file.exists()


async def test_what_coordination_makes_at_the_start_is_no_vault(desk: Desk) -> None:
    (desk.box.folder.vault / "coordination.db").write_bytes(b"tables")
    await desk.set_up()
    assert is_set_up(desk.box.folder)


async def test_a_note_that_a_crash_left_behind_a_finished_set_up_sweeps_nothing(
    desk: Desk,
) -> None:
    await desk.set_up()
    folder = desk.box.folder
    folder.setup_file.write_bytes(b"{}")
    with pytest.raises(AlreadySetUpError):
        await desk.set_up()
    desk.restart()
    slot = desk.box.vault.slot(read_operators(folder)[0].id)
    secret = seat.open_slot(slot.sealed, seat.passphrase_keys(PASSPHRASE, QUICK))
    await unlock.run(desk.box, unlock.plan(desk.box, secret), "0" * 32)
    assert not folder.setup_file.exists()
