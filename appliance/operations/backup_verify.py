"""Read a target back, a part each time, so that all of it is read within the days configured."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

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

DECLARATION = Declaration("backup_verify", phases=(Phase("backup-verify"),))


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
        part = before.part % parts + 1
        _remember(box, name, replace(before, verify_error=INTERRUPTED))
        progress.phase("backup-verify")
        try:
            await asyncio.to_thread(_check, box, target, before, part)
        except ApplianceError as error:
            _remember(box, name, replace(before, verify_error=error.code))
            raise
        now = stamp(box.clock.now())
        _remember(box, name, replace(before, part=part, verified=now, verify_error=""))
        details = {"part": part, "parts": parts}
        event = events.governance("backup_verified", box.today, details, operator)
        await box.storage.append_events([event])
        return details


def _check(box: Box, target: Target, before: TargetRecord, part: int) -> None:
    check_target(box, target)
    kept = box.held_keys().backups[target.name]
    deployment = read_deployment(box.folder).id
    content = passwords.repository(target, deployment, passwords.CONTENT, kept[passwords.CONTENT])
    box.restic.check(content, part, box.settings.backup.verify_days)
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
