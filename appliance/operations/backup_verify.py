"""Read a target back, a part each day, so that all of it is read within the days configured.

Which part a piece of data belongs to follows from its name, so none is passed over in a round.
After days that were missed the parts that were due then are read together.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from appliance.errors import ApplianceError, BackupRunningError, TargetDamagedError
from appliance.operations import backup_passwords as passwords
from appliance.operations import events
from appliance.operations.backup import check_target
from appliance.operations.backup_records import (
    INTERRUPTED,
    Target,
    TargetRecord,
    find_target,
    moment,
    read_records,
    stamp,
    write_records,
)
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration, Phase
from appliance.operations.progress import Progress
from appliance.operations.records import read_deployment

PHASES = (Phase("backup-verify"),)
DECLARATION = Declaration("backup_verify", phases=PHASES, alone="targets", stoppable=True)


def plan(box: Box, name: str) -> Target:
    """Return the target that is read back.

    Raises:
        SealedError: the agent does not hold the vault's secrets.
        NotFoundError: there is none of this name.
    """
    box.held_keys()
    return find_target(box.folder, name)


async def run(box: Box, name: str, operator: str, progress: Progress) -> Mapping[str, int]:
    """Check a target's structure and read the next part of its data.

    Returns:
        Which part was read, of how many.

    Raises:
        TargetError: it does not answer.
        TargetDamagedError: something is missing, or not what was stored.
        BackupRunningError: a backup is being made.
    """
    if box.backing_up.locked():
        raise BackupRunningError
    async with box.backing_up:
        target = plan(box, name)
        parts = box.settings.backup.verify_days
        before = read_records(box.folder).of(name)
        wanted = parts_due(before, parts, box.clock.today())
        _remember(box, name, replace(before, verify_error=INTERRUPTED))
        progress.phase("backup-verify")
        try:
            await asyncio.to_thread(_check, box, target, before, wanted, progress)
        except ApplianceError as error:
            _remember(box, name, replace(before, verify_error=error.code))
            raise
        _remember(box, name, read_back(before, wanted, parts, stamp(box.clock.now())))
        details = {"part": wanted[-1], "parts": parts}
        event = events.governance("backup_verified", box.today, details, operator)
        await box.storage.append_events([event])
        return details


def parts_due(before: TargetRecord, parts: int, today: date) -> list[int]:
    """Return which parts are read today: the one that waits longest, and all that are due.

    Args:
        before: what is remembered of the target.
        parts: how many make up the whole; as many as the days in which all is read.
        today: this day.
    """
    read = _read(before, parts)
    days = [moment(each).date() for each in read if each]
    first = min(days, default=today)
    # One that never was read has its turn on its own day of the first round.
    last = [
        moment(each).date() if each else first - timedelta(days=parts - number)
        for number, each in enumerate(read)
    ]
    oldest = min(range(parts), key=lambda number: last[number])
    return [
        number + 1
        for number in range(parts)
        if number == oldest or (today - last[number]).days >= parts
    ]


def read_back(before: TargetRecord, wanted: Sequence[int], parts: int, now: str) -> TargetRecord:
    """Return the record after these parts were read back and found to be what was stored."""
    read = tuple(
        now if number in wanted else each for number, each in enumerate(_read(before, parts), 1)
    )
    return replace(before, part=wanted[-1], verified=now, verify_error="", parts_read=read)


def _read(before: TargetRecord, parts: int) -> Sequence[str]:
    """Return when each part was read; other days for the whole make other parts."""
    return before.parts_read if len(before.parts_read) == parts else [""] * parts


def _check(
    box: Box, target: Target, before: TargetRecord, wanted: Sequence[int], progress: Progress
) -> None:
    check_target(box, target)
    kept = box.held_keys().backups[target.name]
    deployment = read_deployment(box.folder).id
    content = passwords.repository(target, deployment, passwords.CONTENT, kept[passwords.CONTENT])
    for number, part in enumerate(wanted, 1):
        box.restic.check(content, part, box.settings.backup.verify_days, whole=number == 1)
        progress.step(number, len(wanted))
    if not before.run:
        return
    name = passwords.quarter(moment(before.good).date())
    if name in kept:
        state = passwords.repository(target, deployment, name, kept[name])
        box.restic.check(state)
        for repository in (content, state):
            if not box.restic.snapshots(repository, f"run-{before.run}"):
                raise TargetDamagedError  # it says it has all, and the last backup is gone


def _remember(box: Box, name: str, record: TargetRecord) -> None:
    write_records(box.folder, read_records(box.folder).with_target(name, record))
