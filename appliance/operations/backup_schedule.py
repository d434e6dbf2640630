"""When backups are made, in which hours and how fast: as an operator wants it on this box."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.files import write_durably
from appliance.core.canonical import canonical, parse
from appliance.core.fields import Fields
from appliance.errors import ApplianceError, InvalidInputError
from appliance.logs import get_logger
from appliance.operations import events
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration

DECLARATION = Declaration("backup_schedule")
A_MONTH_H = 24 * 31
HOURS = 24
FASTEST_KIB_S = 10_000_000

log = get_logger()


@dataclass(frozen=True, slots=True)
class Schedule:
    """When backups are made, and how fast.

    Args:
        every_hours: hours between them.
        from_hour: first hour of the day (UTC) in which one may begin.
        to_hour: the hour before which; 22 and 6 mean the night.
        upload_kib_s: most KiB sent a second; 0 for no limit.
    """

    every_hours: int
    from_hour: int
    to_hour: int
    upload_kib_s: int

    @classmethod
    def of(cls, box: Box) -> "Schedule":
        """Return the one that a box keeps to."""
        found = box.settings.backup
        return cls(found.every_hours, found.from_hour, found.to_hour, found.upload_kib_s)

    @classmethod
    def read(cls, untrusted: object) -> "Schedule":
        """Read a schedule.

        Raises:
            InvalidInputError: a member is missing, unknown or out of its range.
        """
        body = Fields(untrusted, "schedule")
        found = cls(
            body.read("every_hours", _number(1, A_MONTH_H)),
            body.read("from_hour", _number(0, HOURS - 1)),
            body.read("to_hour", _number(1, HOURS)),
            body.read("upload_kib_s", _number(0, FASTEST_KIB_S)),
        )
        body.close()
        return found


def plan(box: Box, untrusted: object) -> Schedule:
    """Return the schedule that a request asks for.

    Raises:
        InvalidInputError: it is not valid.
        SealedError: the agent does not hold the vault's secrets.
    """
    box.held_keys()
    return Schedule.read(untrusted)


async def run(box: Box, schedule: Schedule, operator: str) -> None:
    """Keep to a schedule from now on; a backup that runs goes on as it began.

    Args:
        box: this box.
        schedule: as `plan` returned it.
        operator: key id of the operator.
    """
    event = events.governance("backup_schedule", box.today, asdict(schedule), operator)
    await box.storage.append_events([event])
    write_durably(_file(box.folder), canonical({**asdict(schedule), "v": 1}))
    _apply(box, schedule)


def keep(box: Box) -> None:
    """Keep to what was set earlier; a damaged file leaves what is configured."""
    try:
        found: dict[str, Any] = dict(parse(_file(box.folder).read_bytes()))
        found.pop("v", None)
        _apply(box, Schedule.read(found))
    except FileNotFoundError:
        return
    except (OSError, ApplianceError) as error:
        log.exception("backup.schedule_unreadable", exc_info=error)


def _apply(box: Box, schedule: Schedule) -> None:
    backup = replace(box.settings.backup, **asdict(schedule))
    box.settings = replace(box.settings, backup=backup)
    box.restic.upload_kib_s = schedule.upload_kib_s


def _file(folder: DataFolder) -> Path:
    return folder.state / "backup-schedule.json"


def _number(least: int, most: int) -> Any:
    def read(untrusted: object) -> int:
        if type(untrusted) is not int or not least <= untrusted <= most:
            raise InvalidInputError
        return untrusted

    return read
