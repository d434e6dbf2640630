"""The restore drill: bring the newest backup back, start it, look at it, and remove it again.

A backup that nobody has restored is a hope. The scratch deployment has ports and sockets of its
own and is given no passphrase: it stays sealed, and no real case is opened.
"""

import asyncio
import shutil
from dataclasses import dataclass, replace

from appliance.adapters import log_copy, scratch_deployment
from appliance.adapters.data_folder import DataFolder
from appliance.errors import (
    ApplianceError,
    BackupRunningError,
    DrillError,
    NotFoundError,
    TargetDamagedError,
)
from appliance.operations import backup_staging as staging
from appliance.operations import events, restore
from appliance.operations.backup_records import (
    INTERRUPTED,
    DrillRecord,
    Target,
    find_target,
    read_records,
    read_targets,
    stamp,
    write_records,
)
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration, Phase
from appliance.operations.progress import Progress
from appliance.operations.records import read_deployment

PHASES = (*restore.PHASES, Phase("drill-start", 2))
DECLARATION = Declaration("backup_drill", phases=PHASES, alone="targets", stoppable=True)
SAMPLE = 200
SCRATCH = "drill"


@dataclass(frozen=True, slots=True)
class _Looked:
    run: str
    made: str
    leaves: int
    blobs: int


def plan(box: Box, name: str = "") -> Target:
    """Return the target of which a drill restores the newest backup.

    Args:
        box: this box.
        name: the target; the one with the newest good backup where empty.

    Raises:
        SealedError: the agent does not hold the vault's secrets.
        NotFoundError: there is no such target, or no backup yet.
    """
    box.held_keys()
    records = read_records(box.folder)
    if name:
        return find_target(box.folder, name)
    good = [each for each in read_targets(box.folder) if records.of(each.name).good]
    if not good:
        raise NotFoundError
    return max(good, key=lambda each: records.of(each.name).good)


async def run(box: Box, name: str, operator: str, progress: Progress) -> DrillRecord:
    """Hold a drill; how it ended is remembered either way.

    Args:
        box: this box.
        name: as for `plan`.
        operator: key id of the operator, or `agent`.
        progress: is told how far it is.

    Raises:
        TargetError: the target does not answer.
        TargetDamagedError: what is there is not a whole backup of this box.
        DrillError: what was restored did not start.
        BackupRunningError: a backup is being made.
    """
    if box.backing_up.locked():
        raise BackupRunningError
    async with box.backing_up:
        target = plan(box, name)
        tried = DrillRecord(tried=stamp(box.clock.now()), target=target.name)
        before = read_records(box.folder).drill
        _remember(box, replace(before, tried=tried.tried, error=INTERRUPTED))
        try:
            looked = await asyncio.to_thread(_hold, box, target, progress)
        except ApplianceError as error:
            _remember(box, replace(before, tried=tried.tried, error=error.code))
            raise
        finally:
            await asyncio.to_thread(clear, box.folder)
        record = replace(
            tried,
            good=tried.tried,
            run=looked.run,
            made=looked.made,
            leaves=looked.leaves,
            blobs=looked.blobs,
        )
        details = {"blobs": looked.blobs, "leaves": looked.leaves, "run": looked.run}
        event = events.governance("backup_drill", box.today, details, operator)
        await box.storage.append_events([event])
        _remember(box, record)
        return record


def _hold(box: Box, target: Target, progress: Progress) -> _Looked:
    deployment = read_deployment(box.folder).id
    kept = box.held_keys().backups.get(target.name, {})
    try:
        found = restore.find(box.restic, target, deployment, kept)
    except NotFoundError as error:
        raise TargetDamagedError from error
    clear(box.folder)
    room = box.folder.backup / SCRATCH
    restored = restore.bring_back(box.restic, found, room, progress)
    if restored.manifest.deployment != deployment:
        raise TargetDamagedError
    blobs = _look_at_blobs(box, progress)
    progress.phase("drill-start")
    with scratch_deployment.started(room / "data") as status:
        _expect_sealed(status, deployment)
    return _Looked(found.run, restored.manifest.made, restored.leaves, blobs)


def _look_at_blobs(box: Box, progress: Progress) -> int:
    data = box.folder.backup / SCRATCH / "data"
    sample = log_copy.sample_blobs(data / staging.DATABASES["storage"], SAMPLE)
    for number, each in enumerate(sample, 1):
        try:
            log_copy.check_blob(data / staging.BLOBS_PATH, each)
        except ApplianceError as error:
            raise TargetDamagedError from error
        progress.step(number, len(sample))
    return len(sample)


def _expect_sealed(status: dict[str, object], deployment: str) -> None:
    found = status.get("deployment")
    ours = isinstance(found, dict) and found.get("id") == deployment
    if status.get("state") != "sealed" or not ours:
        raise DrillError


def clear(folder: DataFolder) -> None:
    """Remove what a drill left; nothing in it has to survive."""
    shutil.rmtree(folder.backup / SCRATCH, ignore_errors=True)


def _remember(box: Box, record: DrillRecord) -> None:
    write_records(box.folder, replace(read_records(box.folder), drill=record))
