"""How backups stand: what status shows, which alarms that raises, and whether one is due."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from appliance.adapters.data_folder import DataFolder
from appliance.errors import ApplianceError
from appliance.operations import backup_drill, backup_key, backup_staging, restore_here
from appliance.operations.backup_records import (
    INTERRUPTED,
    Records,
    TargetRecord,
    moment,
    read_records,
    read_targets,
    without_interrupted,
)
from appliance.operations.backup_schedule import Schedule
from appliance.operations.box import Box

RETRY = timedelta(hours=1)
A_DAY = timedelta(hours=23)


def last_good(records: Records) -> str | None:
    """Return when a backup last went well, at any target."""
    return max((each.good for each in records.targets.values()), default="") or None


def told(box: Box) -> dict[str, Any]:
    """Return what status says of backups: `backup`, and `backups` where that can be read."""
    try:
        return {"backup": last_good(read_records(box.folder)), "backups": _told(box)}
    except ApplianceError:  # an alarm says so; the rest of the status must still be told
        return {}


def _told(box: Box) -> dict[str, Any]:
    records = _records(box)
    return {
        "drill": _drill(records),
        "key_due": backup_key.is_due(box),
        "parts": box.settings.backup.verify_days,
        "running": box.backing_up.locked(),
        "targets": [
            {"address": each.address, "name": each.name, **_target(records.of(each.name))}
            for each in read_targets(box.folder)
        ],
        **asdict(Schedule.of(box)),
    }


def _records(box: Box) -> Records:
    records = read_records(box.folder)
    return without_interrupted(records) if box.backing_up.locked() else records


def alarms(box: Box) -> list[str]:
    """Return what an operator should look at."""
    try:
        return _alarms(box)
    except ApplianceError:  # what is remembered of backups is damaged
        return ["backup-failed"]


def _alarms(box: Box) -> list[str]:
    targets, records = read_targets(box.folder), _records(box)
    known = [records.of(each.name) for each in targets]
    found = []
    good = last_good(records)
    if good is None:
        found.append("no-backup")
    elif _is_older(box, good, box.settings.backup.old_days):
        found.append("backup-old")
    if any(each.error or each.verify_error for each in known):
        found.append("backup-failed")
    if good is not None:
        drill = records.drill
        if drill.error or _is_older(box, drill.good or good, box.settings.backup.drill_days):
            found.append("drill-old")
        if backup_key.is_due(box):
            found.append("backup-key-due")
    return found


def clear_leftovers(folder: DataFolder) -> None:
    """Remove what a kill has left of a backup, a drill or a restore. Blocks."""
    backup_staging.clear(folder)
    backup_drill.clear(folder)
    restore_here.clear(folder)


def is_due(box: Box) -> bool:
    """Tell whether a backup should begin now."""
    settings, now = box.settings.backup, box.clock.now()
    targets, records = read_targets(box.folder), read_records(box.folder)
    if not targets or not _is_hour(now.hour, settings.from_hour, settings.to_hour):
        return False
    every = timedelta(hours=settings.every_hours)
    for each in targets:
        record = records.of(each.name)
        waited = not record.good or now - moment(record.good) >= every
        at_once = not record.tried or record.error == INTERRUPTED
        if waited and (at_once or now - moment(record.tried) >= RETRY):
            return True
    return False


def verify_due(box: Box) -> list[str]:
    """Return the targets of which a part should be read back now."""
    records, now = read_records(box.folder), box.clock.now()
    found = []
    for each in read_targets(box.folder):
        record = records.of(each.name)
        lately = record.verified and now - moment(record.verified) < A_DAY
        if record.good and not record.error and not lately:
            found.append(each.name)
    return found


def _is_hour(hour: int, first: int, end: int) -> bool:
    if first < end:
        return first <= hour < end
    return hour >= first or hour < end  # over midnight


def _is_older(box: Box, stamped: str, days: int) -> bool:
    return box.clock.now() - moment(stamped) > timedelta(days=days)


def _target(record: TargetRecord) -> dict[str, Any]:
    names = (
        "good",
        "tried",
        "error",
        "total_bytes",
        "added_bytes",
        "verified",
        "verify_error",
        "part",
        "all_read",
    )
    return {name: getattr(record, name) for name in names}


def _drill(records: Records) -> dict[str, Any]:
    names = ("good", "tried", "error", "target", "made", "leaves", "blobs")
    return {name: getattr(records.drill, name) for name in names}
