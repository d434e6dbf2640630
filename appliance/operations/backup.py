"""Make a backup: one consistent picture of the box, to every target that can take it.

What would make it empty or wrong is found before; one target that fails keeps none of the others.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from appliance.adapters import log_copy
from appliance.adapters.files import free_bytes
from appliance.adapters.randomness import random_id
from appliance.adapters.restic import Repository, Snapshot, installed
from appliance.errors import (
    ApplianceError,
    BackupRefusedError,
    BackupRunningError,
    SealedError,
    TargetError,
    TargetFullError,
)
from appliance.logs import get_logger
from appliance.operations import backup_passwords as passwords
from appliance.operations import backup_staging as staging
from appliance.operations import events
from appliance.operations.backup_escrow import tell_the_wipe
from appliance.operations.backup_others import (
    OLD_BOX,
    RUN,
    log_tag,
    old_box_since,
    refuse_foreign,
)
from appliance.operations.backup_records import (
    Target,
    TargetRecord,
    begin_backup,
    find_target,
    moment,
    read_records,
    read_targets,
    stamp,
    write_records,
)
from appliance.operations.backup_staging import Manifest
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration, Phase
from appliance.operations.plans import Plan
from appliance.operations.progress import Progress
from appliance.operations.records import read_deployment

PHASES = (Phase("backup-stage"), Phase("backup-content", 8), Phase("backup-state", 2))
DECLARATION = Declaration("backup", phases=PHASES, alone="targets", stoppable=True)
TARGET_ROOM_BYTES = 64 * 1024 * 1024
CLOCK_SLACK = timedelta(minutes=5)
NOT_OURS = "*#*"

log = get_logger()


@dataclass(frozen=True, slots=True)
class Refusals:
    """What stands in the way of a backup.

    Args:
        whole: of any backup.
        targets: of one to a target, by its name.
    """

    whole: tuple[str, ...]
    targets: dict[str, str]


async def plan(box: Box) -> Plan:
    """Work out which targets a backup goes to, and what stands in its way.

    Raises:
        SealedError: the box is sealed.
        IntegrityError: no set-up has finished here.
    """
    box.held_keys()
    targets = read_targets(box.folder)
    refused = await examine(box, targets)
    steps: list[dict[str, Any]] = [{"code": f"refused-{each}"} for each in refused.whole]
    for each in targets:
        why = refused.targets.get(each.name)
        found = {"code": "backup-to", "target": each.name}
        steps.append({**found, "code": "backup-not-to", "why": why} if why else found)
    subject = {
        "refused": list(refused.whole),
        "targets": [each.name for each in targets if each.name not in refused.targets],
    }
    return Plan("backup", subject, tuple(steps))


async def run(box: Box, approved_plan: str, operator: str, progress: Progress) -> dict[str, Any]:
    """Back up to every target that was shown.

    Args:
        box: this box.
        approved_plan: hash of the plan that was shown.
        operator: key id of the operator, or `agent`.
        progress: is told how far it is.

    Returns:
        The run and how it ended for each target.

    Raises:
        ConflictError: something has changed since the plan was made.
        BackupRunningError: one is being made.
        BackupRefusedError: it would be empty or wrong, or there is no target to take it.
        TargetError: no target took it.
    """
    if box.backing_up.locked():
        raise BackupRunningError
    async with box.backing_up:
        found = await plan(box)
        found.check_approved(approved_plan)
        _remember_refused(box, found)
        if found.subject["refused"] or not found.subject["targets"]:
            raise BackupRefusedError(reasons=_reasons(found))
        return await _make(box, found.subject["targets"], operator, progress)


async def examine(box: Box, targets: Sequence[Target]) -> Refusals:
    """Return everything that stands in the way of a backup now."""
    state = await box.storage.state()
    if not state.open:
        raise SealedError
    records = read_records(box.folder)
    known = [records.of(each.name) for each in targets]
    whole = []
    if not installed():
        whole.append("restic-missing")
    if not targets:
        whole.append("no-target")
    if state.log_fault:
        whole.append("log-fault")
    if state.log_size < max((each.log_size for each in known), default=0):
        whole.append("log-shorter")
    if any(_is_ahead(box, each.good) for each in known):
        whole.append("clock-back")
    whole += _missing(box, state.log_size)
    if whole:
        return Refusals(tuple(whole), {})
    return Refusals((), await asyncio.to_thread(_refused_targets, box, targets))


def _missing(box: Box, log_size: int) -> list[str]:
    found = [
        f"no-{name}"
        for name, path in staging.DATABASES.items()
        if not (box.folder.root / path).is_file()
    ]
    if not log_size:
        found.append("nothing-there")
    copies = sum(
        (box.folder.root / path).stat().st_size
        for path in staging.DATABASES.values()
        if (box.folder.root / path).is_file()
    )
    if free_bytes(box.folder.root) < copies + box.settings.limits.free_disk_bytes:
        found.append("disk-full")
    return found


def _is_ahead(box: Box, stamped: str) -> bool:
    return bool(stamped) and moment(stamped) > box.clock.now() + CLOCK_SLACK


def _refused_targets(box: Box, targets: Sequence[Target]) -> dict[str, str]:
    found = {}
    for each in targets:
        try:
            check_target(box, each)
        except BackupRefusedError as error:
            found[each.name] = error.reasons[0] if error.reasons else error.code
        except ApplianceError as error:
            found[each.name] = error.code
    return found


def check_target(box: Box, target: Target) -> None:
    """Check that a target can take a backup now. Blocks.

    Raises:
        TargetError: it does not answer, is full, or does not open.
        TargetRolledBackError: the last backup is no longer there.
        BackupRefusedError: it is on the disk of the data and that was not allowed, or another box
            made from our backups works with it.
    """
    refuse_folder(box, target)
    folder = target.folder
    if folder is not None and free_bytes(folder) < TARGET_ROOM_BYTES:
        raise TargetFullError
    kept = box.held_keys().backups.get(target.name, {})
    if passwords.CONTENT not in kept:
        raise TargetError("There is no password for this target.")
    content = _repository(box, target, passwords.CONTENT, kept)
    refuse_foreign(box, read_records(box.folder).of(target.name), _listed(box, target, content))


def _listed(box: Box, target: Target, content: Repository) -> list[Snapshot]:
    folder = target.folder
    if folder is not None and not (Path(content.address) / "config").exists():
        raise TargetError("The repository is not there; is the disk plugged in?")
    return box.restic.snapshots(content)


def backups_at(box: Box, target: Target) -> list[dict[str, str]]:
    """Return the backups at a target, oldest first. Blocks.

    Raises:
        SealedError: the agent does not hold the vault's secrets.
        TargetError: it does not answer.
    """
    kept = box.held_keys().backups.get(target.name, {})
    found = []
    for name in sorted(each for each in kept if each.startswith(passwords.STATE)):
        repository = _repository(box, target, name, kept)
        if box.restic.exists(repository):
            found += [
                {"run": tag.removeprefix(RUN), "time": each.time}
                for each in box.restic.snapshots(repository)
                for tag in each.tags
                if tag.startswith(RUN)
            ]
    return found


def refuse_folder(box: Box, target: Target) -> None:
    """Refuse a folder that is missing, inside the data, or unasked on the same disk.

    Raises:
        TargetError: the folder is not there.
        BackupRefusedError: it is no place for a backup.
    """
    folder = target.folder
    if folder is None:
        return
    if not folder.is_dir():
        raise TargetError
    resolved, data = folder.resolve(), box.folder.root.resolve()
    if resolved == data or data in resolved.parents:
        raise BackupRefusedError(reasons=("target-in-data",))
    if folder.stat().st_dev == data.stat().st_dev and not target.same_disk:
        raise BackupRefusedError(reasons=("target-same-disk",))


# --- the backup itself


async def _make(
    box: Box, names: Sequence[str], operator: str, progress: Progress
) -> dict[str, Any]:
    begin_backup(box.folder, names, stamp(box.clock.now()))
    progress.phase("backup-stage")
    try:
        manifest = await _picture(box, names)
        outcome = {}
        for name in names:
            outcome[name] = await _to_target(box, name, manifest, progress)
    finally:
        await asyncio.to_thread(staging.clear, box.folder)
    good = [name for name, error in outcome.items() if error is None]
    await _note(box, manifest, len(good), len(outcome) - len(good), operator)
    failed = [error for error in outcome.values() if error is not None]
    if not good:
        raise failed[0]
    return {
        "log_size": manifest.log_size,
        "made": manifest.made,
        "run": manifest.run,
        "targets": {name: error.code if error else "" for name, error in outcome.items()},
    }


async def _picture(box: Box, names: Sequence[str]) -> Manifest:
    """Take the picture; where that fails no target has a backup, and each says why."""
    try:
        async with box.changing:
            return await asyncio.to_thread(_stage, box)
    except ApplianceError as error:
        records = read_records(box.folder)
        for name in names:
            records = records.with_target(name, replace(records.of(name), error=error.code))
        write_records(box.folder, records)
        raise


def _stage(box: Box) -> Manifest:
    deployment, keys = read_deployment(box.folder), box.held_keys()
    made, run_id = stamp(box.clock.now()), random_id()

    def describe(storage: Path) -> Manifest:
        name = keys.log_name(deployment.id)
        return Manifest(
            run=run_id,
            deployment=deployment.id,
            made=made,
            checkpoint=log_copy.sign_all(storage, name, keys.log_seed),
            log_size=log_copy.count_leaves(storage),
            blobs=log_copy.count_blobs(storage),
            log_key=keys.log_key,
        )

    vault = box.vault.for_backup(keys, deployment.id)
    return staging.stage(box.folder, vault, describe)


async def _to_target(
    box: Box, name: str, manifest: Manifest, progress: Progress
) -> ApplianceError | None:
    """Back up to one target, and remember how it went."""
    tried = stamp(box.clock.now())
    try:
        target = find_target(box.folder, name)
        kept = passwords.keep_wanted(box, name)
        tell_the_wipe(box)
        summary = await asyncio.to_thread(_send, box, target, kept, manifest, progress)
        after = replace(summary, tried=tried)
        error: ApplianceError | None = None
    except ApplianceError as failure:
        log.exception("backup.target_failed", exc_info=failure)
        before = read_records(box.folder).of(name)
        after, error = replace(before, tried=tried, error=failure.code), failure
    write_records(box.folder, read_records(box.folder).with_target(name, after))
    return error


def _send(
    box: Box, target: Target, kept: passwords.Passwords, manifest: Manifest, progress: Progress
) -> TargetRecord:
    """Send content, then state: a state that is there has all of its content there."""
    content = _repository(box, target, passwords.CONTENT, kept)
    state_name = passwords.quarter(box.clock.today())
    state = _repository(box, target, state_name, kept)
    tags = [f"{RUN}{manifest.run}", log_tag(box.held_keys().log_key)]
    old_box = old_box_since(box, _listed(box, target, content))
    progress.phase("backup-content")
    paths = [staging.BLOBS_PATH, f"backup/{staging.PARTS_PATH}"]
    sent = box.restic.backup(content, box.folder.root, paths, tags, progress.step, NOT_OURS)
    box.held_keys()  # locked meanwhile: nothing more leaves the box
    progress.phase("backup-state")
    if not box.restic.exists(state):  # the content opened, so this is a new quarter
        box.restic.make(state)
    folder = box.folder.backup / staging.STATE_PATH
    rest = box.restic.backup(state, folder, ["."], tags, progress.step)
    before = read_records(box.folder).of(target.name)
    return replace(
        before,
        good=manifest.made,
        error=OLD_BOX if old_box else "",
        run=manifest.run,
        log_size=manifest.log_size,
        total_bytes=sent.total_bytes + rest.total_bytes,
        added_bytes=sent.added_bytes + rest.added_bytes,
    )


def _repository(box: Box, target: Target, name: str, kept: passwords.Passwords) -> Repository:
    return passwords.repository(target, read_deployment(box.folder).id, name, kept[name])


async def _note(box: Box, manifest: Manifest, good: int, failed: int, operator: str) -> None:
    details = {"failed": failed, "good": good, "log_size": manifest.log_size, "run": manifest.run}
    event = events.governance("backup", box.today, details, operator)
    await box.storage.append_events([event])


def _remember_refused(box: Box, found: Plan) -> None:
    """Remember the try at each target that is not backed up to, so that it is seen."""
    tried, records = stamp(box.clock.now()), read_records(box.folder)
    why = {str(step["target"]): str(step["why"]) for step in found.steps if "why" in step}
    if found.subject["refused"]:
        why = {each.name: BackupRefusedError.code for each in read_targets(box.folder)}
    for name, code in why.items():
        record = replace(records.of(name), tried=tried, error=code)
        records = records.with_target(name, record)
    if why:
        write_records(box.folder, records)


def _reasons(found: Plan) -> tuple[str, ...]:
    refused = tuple(str(each) for each in found.subject["refused"])
    return refused or tuple(str(step["why"]) for step in found.steps if "why" in step)
