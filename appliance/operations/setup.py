"""Set up a deployment: its keys, its vault, version 1 of both directories, its first leaf.

Until `deployment.json` exists nothing has been acknowledged to anybody, so an interrupted set-up
is swept away and made again from the start. Writing that file is the last step. Only what lies
under the note that a set-up has begun is swept: a vault that has merely lost its record stays.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.adapters.embedded_vault import VaultSecrets, seal_slot
from appliance.adapters.files import sync_folder
from appliance.adapters.randomness import random_bytes, random_id
from appliance.core.canonical import parse_id
from appliance.core.certificates import Certificate
from appliance.core.derivation import key_id
from appliance.core.directory import Directory, Help, Organisation
from appliance.core.staff import Staff, sign_staff
from appliance.errors import AlreadySetUpError, BackupRunningError, LostRecordError
from appliance.operations import duress, events, signed_files
from appliance.operations.answers import Answers
from appliance.operations.box import Box, open_storage
from appliance.operations.declaration import Declaration, Phase
from appliance.operations.plans import Plan
from appliance.operations.progress import SILENT, Progress
from appliance.operations.publication import Publication, discard_journal, publish
from appliance.operations.records import (
    COORDINATION,
    DeploymentRecord,
    OperatorRecord,
    auth_hash,
    begin_setup,
    end_setup,
    is_record_lost,
    is_set_up,
    name_hash,
    write_deployment,
    write_operators,
)
from appliance.operations.unlock import settle

DECLARATION = Declaration(
    "setup", phases=(Phase("setup-vault", 2), Phase("setup-public", 2), Phase("setup-record"))
)
FORM = ("intake", 1)
FIRST_EPOCH = 1


@dataclass(frozen=True, slots=True)
class FirstOperator:
    """The public halves and sealed objects that the operator's client made."""

    kdf: Mapping[str, Any]
    auth: bytes
    recipient: str
    verify: str
    sealed_identity: str
    slot_recipient: str
    profile: str
    staff_key: str
    staff_recipient: str
    staff_wrap: str


@dataclass(frozen=True, slots=True)
class Request:
    """A whole set-up.

    Args:
        answers: what was answered, checked.
        organisation_ids: an id for each organisation, in the order of the answers.
        operator: the first operator.
        plan: hash of the plan that was shown.
    """

    answers: Answers
    organisation_ids: tuple[str, ...]
    operator: FirstOperator
    plan: str


def plan(box: Box, answers: Answers) -> Plan:
    """Work out what a set-up with these answers does.

    Raises:
        AlreadySetUpError: the box is set up already.
        LostRecordError: there is a vault of a deployment here whose record is missing.
        BackupRunningError: a backup is being brought back here.
    """
    if box.backing_up.locked():
        raise BackupRunningError
    if is_set_up(box.folder):
        raise AlreadySetUpError
    if is_record_lost(box.folder):
        raise LostRecordError
    steps: tuple[dict[str, Any], ...] = (
        {"code": "keys"},
        {"code": "vault"},
        {"code": "directory-version", "version": 1},
        {"code": "staff-version"},
        {"code": "log-opened"},
    )
    return Plan("setup", answers.to_json(), steps)


async def run(box: Box, request: Request, progress: Progress = SILENT) -> DeploymentRecord:
    """Set the deployment up; it is open afterwards.

    Args:
        box: this box.
        request: what was answered, and the first operator's public halves.
        progress: is told of each phase.

    Raises:
        AlreadySetUpError: the box is set up already.
        LostRecordError: there is a vault of a deployment here whose record is missing.
        ConflictError: the plan was another.
    """
    async with box.changing:
        plan(box, request.answers).check_approved(request.plan)
        begin_setup(box.folder)
        await _sweep_unfinished(box)
        progress.phase("setup-vault")
        keys = VaultSecrets(random_bytes(), random_bytes(), {FIRST_EPOCH: random_bytes()})
        record = _deployment(box, request, keys)
        operator = _operator(box, request, random_id())
        keys = _create_vault(box, request, keys, operator.id)
        write_operators(box.folder, [operator])
        duress.keep(box.folder)
        box.keys = keys
        try:
            progress.phase("setup-public")
            await open_storage(box, record.id, keys)
            await publish(box, _publication(box, request, record, operator))
            progress.phase("setup-record")
            write_deployment(box.folder, record)
            end_setup(box.folder)
            await settle(box)
        except BaseException:
            box.keys = None
            raise
        return record


async def _sweep_unfinished(box: Box) -> None:
    """Remove what a set-up left that did not finish: no one has relied on it."""
    await box.storage.lock()
    discard_journal(box)
    for leftover in box.folder.vault.iterdir():
        if leftover.name.startswith(COORDINATION):
            continue  # coordination owns it; it holds no one yet
        if leftover.is_dir():
            shutil.rmtree(leftover)
            leftover.mkdir(mode=0o700)
        else:
            leftover.unlink()
    sync_folder(box.folder.vault)


def _create_vault(box: Box, request: Request, keys: VaultSecrets, operator: str) -> VaultSecrets:
    secret = random_bytes()
    slot = seal_slot(secret, operator, request.operator.kdf, request.operator.slot_recipient)
    return box.vault.create(keys, secret, [slot])


def _deployment(box: Box, request: Request, keys: VaultSecrets) -> DeploymentRecord:
    answers = request.answers
    named = list(zip(request.organisation_ids, answers.organisations, strict=True))
    return DeploymentRecord(
        id=random_id(),
        country=answers.country,
        name=answers.name,
        languages=list(answers.languages),
        organisations={parse_id(found): each.name for found, each in named},
        intake_organisations=[found for found, each in named if each.intake],
        pin=keys.pin,
        created=box.today,
        training=answers.training,
        hq=answers.hq,
    )


def _operator(box: Box, request: Request, operator: str) -> OperatorRecord:
    first = request.operator
    return OperatorRecord(
        id=operator,
        name=name_hash(request.answers.operator, box.pepper),
        kdf=first.kdf,
        auth=auth_hash(first.auth),
        key=key_id(first.recipient, first.verify),
        recipient=first.recipient,
        verify=first.verify,
        sealed_identity=first.sealed_identity,
        staff_wrap=first.staff_wrap,
        profile=first.profile,
        organisation=request.organisation_ids[0],
    )


def _publication(
    box: Box, request: Request, record: DeploymentRecord, operator: OperatorRecord
) -> Publication:
    keys = box.held_keys()
    draft = _directory(request, record, keys.log_key)
    directory = signed_files.first_directory(box, draft, keys.deployment_seed)
    certificate = _certificate(box, request, record, operator)
    staff = sign_staff(
        Staff(
            certificates=(certificate,),
            deployment=record.id,
            issued=box.today,
            staff_key=request.operator.staff_key,
            staff_recipient=request.operator.staff_recipient,
            version=1,
        ),
        keys.deployment_seed,
    )
    details = {"deployment": record.id, "pin": record.pin, "training": record.training}
    approved = {"key": operator.key, "staff": events.staff_details(staff)}
    written = [
        events.governance("setup", box.today, details),
        events.directory_event(directory, box.today),
        events.governance("person_approved", box.today, approved),
    ]
    return Publication(written, directory, staff)


def _directory(request: Request, record: DeploymentRecord, log_key: str) -> Directory:
    answers = request.answers
    return Directory(
        country=record.country,
        deployment=record.id,
        expires=record.created,
        form=FORM,
        help=tuple(Help(each.label, each.value) for each in answers.help),
        issued=record.created,
        languages=tuple(answers.languages),
        log_key=log_key,
        log_origin=f"safehold/{record.id}",
        name=record.name,
        organisations=tuple(
            Organisation(found, each.name, tuple(each.services))
            for found, each in zip(request.organisation_ids, answers.organisations, strict=True)
        ),
        version=1,
        training=record.training,
    )


def _certificate(
    box: Box, request: Request, record: DeploymentRecord, operator: OperatorRecord
) -> Certificate:
    draft = Certificate(
        deployment=record.id,
        expires=record.created,
        issued=record.created,
        key=operator.key,
        organisation=request.organisation_ids[0],
        recipient=operator.recipient,
        role="operator",
        status="active",
        verify=operator.verify,
    )
    return signed_files.certificate(draft, box.clock.today(), box.held_keys().deployment_seed)
