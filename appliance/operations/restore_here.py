"""Make this new box the one that a backup was made of, while Safehold runs on it.

What comes back is made beside the data (`operations.restore`) and checked there. Only then, with
every service stopped, it takes its place: `restored/` is the note that this has been decided, and
a start that finds one goes on where the last was cut.
"""

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.embedded_vault import backup_passwords_to_json
from appliance.adapters.files import os_errors_translated, sync_folder
from appliance.adapters.restic import installed
from appliance.core.canonical import canonical
from appliance.core.fields import Fields
from appliance.errors import (
    AlreadySetUpError,
    BackupRunningError,
    IntegrityError,
    LostRecordError,
    ResticMissingError,
    TargetDamagedError,
)
from appliance.operations import backup_credentials as credentials
from appliance.operations import restore
from appliance.operations.backup_credentials import Account
from appliance.operations.backup_key import Held, parse_held
from appliance.operations.backup_records import LONGEST_ADDRESS, Target
from appliance.operations.backup_staging import MANIFEST, Manifest
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration, Phase
from appliance.operations.plans import Plan
from appliance.operations.progress import Progress
from appliance.operations.records import is_record_lost, is_set_up

PHASES = (Phase("restore-state"), Phase("restore-content", 6), Phase("restore-check", 2))
DECLARATION = Declaration("restore_here", phases=PHASES, alone="targets", stoppable=True)
NAME = "restore"
MOVED = ("spool", "vault", "state")
"""What takes its place, the record of the deployment last."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants brought back.

    Args:
        target: where the backup is.
        held: what opens it.
        account: what the target asks for, where no file holds that yet.
    """

    target: Target
    held: Held
    account: Account | None = None


def parse_request(untrusted: object) -> tuple[Wanted, str]:
    """Read a request; return what is wanted, and the plan that was approved where there is one.

    Raises:
        InvalidInputError: a member is missing, unknown or malformed.
    """
    body = Fields(untrusted, "request")
    address, path = body.text("address", LONGEST_ADDRESS), ""
    if "credentials" in body:
        path = body.text("credentials", LONGEST_ADDRESS)
    held = parse_held(canonical(body.read("held", _mapping)))
    account = body.optional("account", Account.parse)
    plan_hash = body.hash("plan") if "plan" in body else ""
    body.close()
    return Wanted(Target(NAME, address, path).check(), held, account), plan_hash


def held_to_json(held: Held) -> dict[str, Any]:
    """Return what opens a target, as a request brings it."""
    return {
        "deployment": held.deployment,
        "passwords": backup_passwords_to_json(held.passwords),
    }


def plan(box: Box, wanted: Wanted) -> Plan:
    """Work out what would be brought back. Blocks.

    Raises:
        AlreadySetUpError: the box is set up: nothing is restored over it.
        LostRecordError: there is a vault of a deployment here whose record is missing.
        ResticMissingError: restic is not installed.
        NotFoundError: there is no backup at the target.
        TargetError: the target does not answer, or does not open.
    """
    refuse_in_use(box.folder)
    if not installed():
        raise ResticMissingError
    with _reached(box, wanted) as target:
        found = restore.plan(box.restic, target, wanted.held)
        manifest = _peek(box, found)
    subject = {
        "blobs": manifest.blobs,
        "deployment": manifest.deployment,
        "log_size": manifest.log_size,
        "made": manifest.made,
        "run": found.run,
    }
    return Plan("restore_here", subject, ({"code": "restored-box"}, {"code": "old-box-ends"}))


async def run(box: Box, wanted: Wanted, approved_plan: str, progress: Progress) -> dict[str, Any]:
    """Bring back exactly what was shown; what follows is a start of everything (`finish`).

    Raises:
        ConflictError: another backup is the newest by now.
        BackupRunningError: a restore is running.
        TargetError: the target does not answer, or does not open.
        TargetDamagedError: the backup is damaged or not complete.
        StorageFullError: there is no room.
    """
    if box.backing_up.locked():
        raise BackupRunningError
    async with box.backing_up:
        return await asyncio.to_thread(_bring_back, box, wanted, approved_plan, progress)


def is_ready(folder: DataFolder) -> bool:
    """Tell whether something was brought back and has to take its place."""
    return _room(folder).is_dir()


def finish(folder: DataFolder) -> None:
    """Put what was brought back in its place; nothing else may run on the data. Blocks.

    Each part is there whole or not at all, and one that is still in `restored/` has not been
    moved: so it may be cut anywhere and begun again.

    Raises:
        StorageFullError, UnavailableError: the disk does not let it.
    """
    room = _room(folder)
    with os_errors_translated():
        shutil.rmtree(restore_room(folder), ignore_errors=True)
        if not room.is_dir():
            return
        _keep_jobs(folder, room)
        for name in MOVED:
            if (room / name).is_dir():
                shutil.rmtree(folder.root / name, ignore_errors=True)
                (room / name).rename(folder.root / name)
                sync_folder(folder.root)
        shutil.rmtree(room)
        sync_folder(folder.root)


def refuse_in_use(folder: DataFolder) -> None:
    """Refuse to restore over a deployment.

    Raises:
        AlreadySetUpError: there is one.
        LostRecordError: there is a vault of one whose record is missing.
    """
    if is_set_up(folder):
        raise AlreadySetUpError
    if is_record_lost(folder):
        raise LostRecordError


def clear(folder: DataFolder) -> None:
    """Remove what a kill has left of a restore, and with what it showed itself. Blocks."""
    shutil.rmtree(restore_room(folder), ignore_errors=True)
    credentials.forget(folder, NAME)


def restore_room(folder: DataFolder) -> Path:
    """Return where a restore works; what a kill leaves there is of no use."""
    room = _room(folder)
    return room.with_name(f".{room.name}.restoring")


def _bring_back(box: Box, wanted: Wanted, approved_plan: str, progress: Progress) -> dict[str, Any]:
    found = plan(box, wanted)
    found.check_approved(approved_plan)
    try:
        with _reached(box, wanted) as target:
            newest = restore.plan(box.restic, target, wanted.held)
            done = restore.run(box.restic, newest, _room(box.folder), box.clock.now(), progress)
    finally:
        shutil.rmtree(restore_room(box.folder), ignore_errors=True)
    return {**found.subject, "leaves": done.leaves, "signed": done.signed}


@contextmanager
def _reached(box: Box, wanted: Wanted) -> Iterator[Target]:
    """Yield the target, with what it asks for in a file for as long as it is needed."""
    target = wanted.target
    if wanted.account is None:
        yield target
        return
    try:
        path = credentials.keep(box.folder, target.name, target.address, wanted.account)
        yield replace(target, credentials=str(path))
    finally:
        credentials.forget(box.folder, target.name)


def _peek(box: Box, found: restore.Found) -> Manifest:
    """Return what a backup says of itself, without bringing it back."""
    try:
        content = box.restic.dump(found.state, found.state_snapshot, f"/{MANIFEST}")
        return Manifest.parse(content)
    except IntegrityError as error:
        raise TargetDamagedError from error


def _keep_jobs(folder: DataFolder, room: Path) -> None:
    """Let the new state know of the restore itself: a backup holds no jobs."""
    jobs = room / "state" / folder.jobs.name
    if (room / "state").is_dir() and folder.jobs.is_dir() and not jobs.exists():
        folder.jobs.rename(jobs)


def _room(folder: DataFolder) -> Path:
    return folder.root / "restored"


def _mapping(untrusted: object) -> Mapping[str, Any]:
    return untrusted if isinstance(untrusted, dict) else {}
