"""Make a data folder again from a target and what opens it.

Nothing stands under the wanted name before everything is there and checked. What was backed up
is a moment of the past: a restored box begins a new log with which one, and with the day of its
restore, so that what may be missing in between is stated and not hidden (decision 0013).
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from appliance.adapters import log_copy
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.database_copy import check_database
from appliance.adapters.files import (
    FOLDER_MODE,
    os_errors_translated,
    sync_folder,
    write_durably,
)
from appliance.adapters.randomness import random_id
from appliance.adapters.restic import Repository, Restic
from appliance.core.directory import open_directory
from appliance.core.succession import LogName
from appliance.errors import (
    ApplianceError,
    ConflictError,
    IntegrityError,
    NotFoundError,
    TargetDamagedError,
    TargetPasswordError,
)
from appliance.operations import backup_passwords as passwords
from appliance.operations import backup_staging as staging
from appliance.operations.backup_key import Held
from appliance.operations.backup_records import (
    Target,
    moment,
    read_records,
    without_interrupted,
    write_records,
)
from appliance.operations.backup_staging import Manifest
from appliance.operations.declaration import Phase
from appliance.operations.new_log import Marker
from appliance.operations.progress import Progress
from appliance.operations.records import read_deployment

PHASES = (Phase("restore-state"), Phase("restore-content", 6), Phase("restore-check", 2))
RUN = "run-"


@dataclass(frozen=True, slots=True)
class Found:
    """A backup that can be brought back.

    Args:
        run: its id.
        made: when the state of it was sent.
        content: where its content is.
        content_snapshot: the snapshot there.
        state: where its databases are.
        state_snapshot: the snapshot there.
    """

    run: str
    made: str
    content: Repository
    content_snapshot: str
    state: Repository
    state_snapshot: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back."""

    manifest: Manifest
    leaves: int
    signed: int


def find(restic: Restic, target: Target, deployment: str, kept: Mapping[str, bytes]) -> Found:
    """Return the newest whole backup of a deployment at a target. Blocks.

    Args:
        restic: runs the program.
        target: the target.
        deployment: the deployment's id.
        kept: passwords by repository.

    Raises:
        NotFoundError: there is none.
        TargetError: the target does not answer.
    """

    def named(name: str) -> Repository:
        return passwords.repository(target, deployment, name, kept[name])

    if passwords.CONTENT not in kept or not restic.exists(named(passwords.CONTENT)):
        raise NotFoundError
    contents = {_run(each.tags): each.id for each in restic.snapshots(named(passwords.CONTENT))}
    for name in sorted((each for each in kept if each.startswith(passwords.STATE)), reverse=True):
        if not restic.exists(named(name)):
            continue
        for each in reversed(restic.snapshots(named(name))):
            run = _run(each.tags)
            if run and run in contents:
                content = named(passwords.CONTENT)
                return Found(run, each.time, content, contents[run], named(name), each.id)
    raise NotFoundError


def plan(restic: Restic, target: Target, held: Held) -> Found:
    """Return the newest whole backup that what is held opens at a target. Blocks.

    Raises:
        NotFoundError: there is none.
        TargetPasswordError: there is one, and nothing held opens it.
        TargetError: the target does not answer.
    """
    refused: ApplianceError = NotFoundError()
    for kept in held.passwords.values():  # a disk may have another name or place by now
        try:
            return find(restic, target, held.deployment, kept)
        except (NotFoundError, TargetPasswordError) as error:
            if not isinstance(refused, TargetPasswordError):
                refused = error
    raise refused


def run(restic: Restic, found: Found, into: Path, now: datetime, progress: Progress) -> Restored:
    """Bring a backup back into a new data folder, for a box that goes on from there. Blocks.

    Args:
        restic: runs the program.
        found: as `plan` returned it.
        into: the data folder; nothing, or an empty folder, may be there.
        now: this moment.
        progress: is told how far it is.

    Raises:
        ConflictError: something is there already.
        TargetError: the target does not answer.
        TargetDamagedError: the backup is damaged or not complete.
        StorageFullError: there is no room.
    """
    unfinished = unfinished_beside(into)
    refuse_existing(into)
    shutil.rmtree(unfinished / "data", ignore_errors=True)
    shutil.rmtree(unfinished / "content", ignore_errors=True)
    restored = bring_back(restic, found, unfinished, progress)
    data = _data(unfinished)
    write_records(data, without_interrupted(read_records(data)))  # that was of this backup itself
    write_durably(data.restored_file, _marker(restored.manifest, now).to_bytes())
    with os_errors_translated():
        os.sync()
        if into.exists():
            into.rmdir()
        (unfinished / "data").rename(into)
        shutil.rmtree(unfinished)
        sync_folder(into.parent)
    return restored


def unfinished_beside(into: Path) -> Path:
    """Return where a restore works before everything is there; a kill leaves it."""
    return into.with_name(f".{into.name}.restoring")


def refuse_existing(into: Path) -> None:
    """Refuse to restore over anything.

    Raises:
        ConflictError: something is there; where a restore was killed at its very end, its result.
    """
    if unfinished_beside(into).is_dir() and DataFolder.at(into).restored_file.exists():
        shutil.rmtree(unfinished_beside(into), ignore_errors=True)
        raise ConflictError("backup-into-finished")
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise ConflictError("backup-into-existing")


def bring_back(restic: Restic, found: Found, room: Path, progress: Progress) -> Restored:
    """Bring a backup back into `room/data` and check it. Blocks.

    Raises:
        TargetError: the target does not answer.
        TargetDamagedError: the backup is damaged or not complete.
        StorageFullError: there is no room.
    """
    with os_errors_translated():
        room.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    progress.phase("restore-state")
    restic.restore(found.state, found.state_snapshot, room / "data")
    progress.phase("restore-content")
    restic.restore(found.content, found.content_snapshot, room / "content")
    progress.phase("restore-check")
    folder = _data(room)
    try:
        _arrange(room / "content", folder)
        return check(folder)
    except (IntegrityError, NotFoundError) as error:
        raise TargetDamagedError from error


def check(folder: DataFolder) -> Restored:
    """Check what was brought back: databases, log, and that no content is missing.

    Raises:
        IntegrityError: something is not what was backed up.
    """
    for path in staging.DATABASES.values():
        if not (folder.root / path).is_file():
            raise IntegrityError(what=path)
        check_database(folder.root / path)
    manifest = Manifest.read(folder.root / staging.MANIFEST)
    record = read_deployment(folder)
    directory = open_directory(folder.directory_file.read_bytes(), record.pin)
    if not manifest.deployment == record.id == directory.deployment:
        raise IntegrityError(what="deployment")
    storage = folder.root / staging.DATABASES["storage"]
    name = LogName(directory.log_origin, directory.log_key)
    head = log_copy.check_log(storage, name, record.pin, manifest.checkpoint)
    if head.leaves != manifest.log_size:
        raise IntegrityError(what="log")
    if log_copy.missing_objects(storage, folder.blobs):
        raise IntegrityError(what="blobs")
    return Restored(manifest, head.leaves, head.signed)


def _arrange(content: Path, folder: DataFolder) -> None:
    """Put content to the databases that name it, as a data folder has it."""
    with os_errors_translated():
        for source, target in (
            (content / staging.BLOBS_PATH, folder.blobs),
            (content / "backup" / staging.PARTS_PATH, folder.spool / "parts"),
        ):
            if source.is_dir():
                source.rename(target)
            else:
                target.mkdir(mode=FOLDER_MODE)
        shutil.rmtree(content)


def _marker(manifest: Manifest, now: datetime) -> Marker:
    return Marker(
        event=random_id(),
        run=manifest.run,
        made=moment(manifest.made).date().isoformat(),
        restored=now.date().isoformat(),
        checkpoint=manifest.checkpoint,
    )


def _data(room: Path) -> DataFolder:
    return DataFolder.at(room / "data")


def _run(tags: tuple[str, ...]) -> str:
    found = [each.removeprefix(RUN) for each in tags if each.startswith(RUN)]
    return found[0] if found else ""
