"""When a backup is due, what stands in its way, and which alarms are raised."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.agent.backup_jobs import BackupJobs
from appliance.agent.jobs import Jobs
from appliance.config import Backup, Settings
from appliance.errors import (
    BackupRunningError,
    IntegrityError,
    InvalidInputError,
    NotFoundError,
    SealedError,
)
from appliance.operations import backup, backup_status
from appliance.operations.backup_records import (
    DrillRecord,
    Records,
    Target,
    TargetRecord,
    moment,
    read_records,
    read_targets,
    stamp,
    write_records,
    write_targets,
)
from appliance.operations.box import Box
from tests.operator_desk import Desk

USB = Target("usb", "/media/usb")


async def a_box(tmp_path: Path, **settings: int) -> Box:
    """Return a box that is set up and has a target, with these settings of backups."""
    desk = Desk(tmp_path)
    await desk.set_up()
    desk.box.settings = Settings(backup=Backup(**settings))
    write_targets(desk.box.folder, [USB])
    return desk.box


def remember(box: Box, record: TargetRecord, drill: DrillRecord | None = None) -> None:
    write_records(box.folder, Records({"usb": record}, drill or DrillRecord()))


def ago(box: Box, **past: int) -> str:
    return stamp(box.clock.now() - timedelta(**past))


async def test_the_first_backup_is_due_at_once_and_the_next_after_its_hours(tmp_path: Path) -> None:
    box = await a_box(tmp_path, every_hours=24)
    assert backup_status.is_due(box)
    remember(box, TargetRecord(good=ago(box, hours=23), tried=ago(box, hours=23)))
    assert not backup_status.is_due(box)
    remember(box, TargetRecord(good=ago(box, hours=24), tried=ago(box, hours=24)))
    assert backup_status.is_due(box)


async def test_one_that_failed_is_tried_again_after_an_hour(tmp_path: Path) -> None:
    box = await a_box(tmp_path)
    remember(box, TargetRecord(tried=ago(box, minutes=59), error="target"))
    assert not backup_status.is_due(box)
    remember(box, TargetRecord(tried=ago(box, minutes=60), error="target"))
    assert backup_status.is_due(box)


async def test_backups_begin_in_their_hours_only_over_midnight_too(tmp_path: Path) -> None:
    box = await a_box(tmp_path)
    hour = box.clock.now().hour
    for first, end, due in ((hour, hour + 1, True), (hour + 1, hour, False)):
        box.settings = Settings(backup=Backup(from_hour=first % 24, to_hour=end))
        assert backup_status.is_due(box) is due


async def test_without_a_target_nothing_is_due(tmp_path: Path) -> None:
    box = await a_box(tmp_path)
    write_targets(box.folder, [])
    assert not backup_status.is_due(box)


async def test_alarms_tell_old_failed_and_unproven_backups(tmp_path: Path) -> None:
    box = await a_box(tmp_path, old_days=3, drill_days=8)
    assert backup_status.alarms(box) == ["no-backup"]
    good = TargetRecord(good=ago(box, days=1), tried=ago(box, days=1))
    remember(box, good)
    assert backup_status.alarms(box) == ["backup-key-due"]
    remember(box, replace(good, error="target_full"))
    assert "backup-failed" in backup_status.alarms(box)
    remember(box, replace(good, verify_error="target_damaged"))
    assert "backup-failed" in backup_status.alarms(box)
    remember(box, TargetRecord(good=ago(box, days=4)))
    assert "backup-old" in backup_status.alarms(box)
    remember(box, good, DrillRecord(good=ago(box, days=9)))
    assert "drill-old" in backup_status.alarms(box)
    remember(box, good, DrillRecord(good=ago(box, days=1), error="drill"))
    assert "drill-old" in backup_status.alarms(box)
    remember(box, good, DrillRecord(good=ago(box, days=1)))
    assert backup_status.alarms(box) == ["backup-key-due"]


async def test_a_clock_set_back_and_a_shorter_log_stand_in_the_way(tmp_path: Path) -> None:
    box = await a_box(tmp_path)
    remember(box, TargetRecord(good=ago(box, days=-1), log_size=1000))
    found = await backup.examine(box, [USB])
    assert {"clock-back", "log-shorter", "no-storage", "no-uploads"} <= set(found.whole)
    remember(box, TargetRecord(good=ago(box, days=1), log_size=1))
    found = await backup.examine(box, [USB])
    assert not {"clock-back", "log-shorter"} & set(found.whole)


async def test_records_that_are_damaged_raise_an_alarm_and_hide_nothing_else(
    tmp_path: Path,
) -> None:
    box = await a_box(tmp_path)
    box.folder.backups_file.write_text("{")
    assert backup_status.alarms(box) == ["backup-failed"]
    assert backup_status.told(box) == {}


async def test_a_backup_that_is_refused_is_remembered_and_not_tried_each_minute(
    tmp_path: Path,
) -> None:
    box = await a_box(tmp_path)
    jobs = Jobs(box)
    await BackupJobs(box, jobs).make_if_due()
    [job] = jobs.every()
    assert (job["operation"], job["by"], job["about"]) == ("backup", "agent", "usb")
    assert (job["state"], job["error"]) == ("failed", "backup_refused")
    assert "no-storage" in job["result"]["reasons"]
    assert read_records(box.folder).of("usb").error == "backup_refused"
    assert not backup_status.is_due(box)
    assert "backup-failed" in backup_status.alarms(box)


async def test_two_that_need_the_targets_are_not_begun_at_once(tmp_path: Path) -> None:
    box = await a_box(tmp_path)
    begun = BackupJobs(box, Jobs(box))
    begun.backup("0" * 64, "agent")
    with pytest.raises(BackupRunningError):
        begun.verify("usb", "agent")
    with pytest.raises(NotFoundError):
        begun.drill("other", "agent")
    box.keys = None
    with pytest.raises(SealedError):
        begun.backup("0" * 64, "agent")


async def test_a_target_is_read_back_once_a_day_while_its_backups_are_good(tmp_path: Path) -> None:
    box = await a_box(tmp_path)
    assert backup_status.verify_due(box) == []
    remember(box, TargetRecord(good=ago(box, hours=1)))
    assert backup_status.verify_due(box) == ["usb"]
    remember(box, TargetRecord(good=ago(box, hours=1), verified=ago(box, hours=22)))
    assert backup_status.verify_due(box) == []
    remember(box, TargetRecord(good=ago(box, hours=1), error="target"))
    assert backup_status.verify_due(box) == []


async def test_a_sealed_box_has_no_plan(tmp_path: Path) -> None:
    box = await a_box(tmp_path)
    box.keys = None
    with pytest.raises(SealedError):
        await backup.plan(box)


async def test_what_is_remembered_is_read_as_it_was_written(tmp_path: Path) -> None:
    box = await a_box(tmp_path)
    records = Records({"usb": TargetRecord(good="2026-03-02T01:02:03Z", part=3)}, key_covers=("a",))
    write_records(box.folder, records)
    assert read_records(box.folder) == records
    assert stamp(moment("2026-03-02T01:02:03Z")) == "2026-03-02T01:02:03Z"
    box.folder.backups_file.write_text('{"drill":{"who":1}}')
    with pytest.raises(IntegrityError):
        read_records(box.folder)
    box.folder.backup_targets_file.write_text('{"targets":[{"who":1}]}')
    with pytest.raises(IntegrityError):
        read_targets(box.folder)


@pytest.mark.parametrize(
    "target",
    [
        Target("", "/media/usb"),
        Target("USB stick", "/media/usb"),
        Target("usb", "media/usb"),
        Target("usb", "rest:https://box:secret@host/box"),
        Target("usb", "b2:bucket"),
        Target("usb", "/media/\nusb"),
        Target("usb", "sftp:host:/srv", credentials="key"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(target: Target) -> None:
    with pytest.raises(InvalidInputError):
        target.check()
