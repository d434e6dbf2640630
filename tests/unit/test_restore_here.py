"""A new box becomes the one that was backed up: refusals, and a swap that may be cut anywhere."""

import shutil
from pathlib import Path

import pytest

from appliance.adapters.data_folder import DataFolder
from appliance.core.canonical import canonical
from appliance.errors import (
    AlreadySetUpError,
    BackupRunningError,
    InvalidInputError,
    LostRecordError,
)
from appliance.operations import restore_here, setup
from appliance.operations.backup_key import Held
from appliance.operations.restore_here import Wanted
from tests.operator_desk import ANSWERS, Desk, PowerCutError

HELD = Held("ab" * 16, {"usb": {"content": bytes(32)}})
REQUEST = {"address": "/media/usb", "held": restore_here.held_to_json(HELD)}
PARTS = ("spool", "state", "vault")


def a_new_box(tmp_path: Path) -> DataFolder:
    """Return a box that nobody has set up, with something brought back beside its data."""
    folder = DataFolder.at(tmp_path / "data")
    folder.prepare()
    (folder.jobs / "the-restore.json").write_text("{}")
    for name in PARTS:
        (folder.root / "restored" / name).mkdir(parents=True)
        (folder.root / "restored" / name / "kept").write_text(name)
        (folder.root / name / "of-the-new-box").write_text("")
    (folder.root / ".restored.restoring" / "data").mkdir(parents=True)
    return folder


def assert_in_place(folder: DataFolder) -> None:
    for name in PARTS:
        assert (folder.root / name / "kept").read_text() == name
        assert not (folder.root / name / "of-the-new-box").exists()
    assert (folder.jobs / "the-restore.json").exists()
    assert not restore_here.is_ready(folder)
    assert not (folder.root / ".restored.restoring").exists()


def test_what_was_brought_back_takes_its_place_with_the_jobs_of_this_box(tmp_path: Path) -> None:
    folder = a_new_box(tmp_path)
    assert restore_here.is_ready(folder)
    restore_here.finish(folder)
    assert_in_place(folder)
    restore_here.finish(folder)  # nothing is left to do
    assert_in_place(folder)


@pytest.mark.kill
def test_a_power_cut_at_any_step_is_gone_on_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, rmtree, cut_at = Path.rename, shutil.rmtree, 0

    def count() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise PowerCutError

    def cut_rename(self: Path, target: Path) -> Path:
        count()
        return rename(self, target)

    def cut_rmtree(path: Path, *, ignore_errors: bool = False) -> None:
        count()
        rmtree(path, ignore_errors=ignore_errors)

    monkeypatch.setattr(Path, "rename", cut_rename)
    monkeypatch.setattr(shutil, "rmtree", cut_rmtree)
    while True:
        cut_at += 1
        left = [cut_at]
        folder = a_new_box(tmp_path / str(cut_at))
        try:
            restore_here.finish(folder)
        except PowerCutError:
            folder.prepare()  # as the next start does
            restore_here.finish(folder)
            assert_in_place(folder)
        else:
            assert_in_place(folder)
            break
    assert cut_at > 8


def test_a_request_is_read_as_the_client_writes_it() -> None:
    wanted, plan = restore_here.parse_request({**REQUEST, "plan": "0" * 64})
    assert (wanted.target.address, wanted.held, plan) == ("/media/usb", HELD, "0" * 64)


@pytest.mark.parametrize(
    "change",
    [
        {"address": "b2:bucket"},
        {"address": "rest:https://box:secret@host/"},
        {"credentials": "key"},
        {"held": {}},
        {"held": []},
        {"held": {"deployment": "x", "passwords": {}}},
        {"plan": "x"},
        {"more": 1},
    ],
)
def test_a_malformed_request_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        restore_here.parse_request({**REQUEST, **change})


async def test_nothing_is_restored_over_a_deployment(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data")
    wanted: Wanted = restore_here.parse_request(REQUEST)[0]
    await desk.set_up()
    with pytest.raises(AlreadySetUpError):
        restore_here.plan(desk.box, wanted)
    desk.box.folder.deployment_file.unlink()
    desk.box.folder.setup_file.unlink(missing_ok=True)
    with pytest.raises(LostRecordError):
        restore_here.plan(desk.box, wanted)


async def test_no_set_up_begins_while_a_backup_is_brought_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data")
    async with desk.box.backing_up:
        with pytest.raises(BackupRunningError):
            setup.plan(desk.box, ANSWERS)
    assert setup.plan(desk.box, ANSWERS).operation == "setup"


def test_what_opens_a_backup_is_not_shown_where_a_request_is(tmp_path: Path) -> None:
    wanted, _ = restore_here.parse_request(REQUEST)
    assert canonical(REQUEST)
    assert repr(bytes(32)) not in repr(wanted)
