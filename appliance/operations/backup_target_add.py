"""Add a target: its passwords, its repositories, its line in the list, in this order."""

import asyncio
from dataclasses import replace
from typing import Any

from appliance.adapters.restic import installed
from appliance.core.fields import Fields, boolean
from appliance.errors import BackupRunningError, ConflictError, ResticMissingError
from appliance.operations import backup_credentials as credentials
from appliance.operations import backup_passwords as passwords
from appliance.operations import events
from appliance.operations.backup import refuse_folder
from appliance.operations.backup_credentials import Account
from appliance.operations.backup_escrow import tell_the_wipe
from appliance.operations.backup_records import (
    LONGEST_ADDRESS,
    Target,
    read_targets,
    write_targets,
)
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.records import read_deployment

DECLARATION = Declaration("backup_target_add")


def parse(untrusted: object) -> tuple[Target, Account | None]:
    """Read a request for a target, and what it asks for where that comes along.

    Raises:
        InvalidInputError: a member is missing, unknown or malformed.
    """
    body = Fields(untrusted, "request")
    found = Target(
        name=body.text("name"),
        address=body.text("address", LONGEST_ADDRESS),
        credentials=body.optional("credentials", _path) or "",
        same_disk=body.read("same_disk", boolean),
    )
    account = body.optional("account", Account.parse)
    body.close()
    return found.check(), account


def plan(box: Box, target: Target) -> Target:
    """Return the target as it would be added.

    Raises:
        SealedError: the agent does not hold the vault's secrets.
        ConflictError: there is one of this name.
        ResticMissingError: restic is not installed.
        TargetError: the folder is not there.
        BackupRefusedError: it is no place for a backup.
    """
    box.held_keys()
    if not installed():
        raise ResticMissingError
    if any(each.name == target.name for each in read_targets(box.folder)):
        raise ConflictError
    refuse_folder(box, target)
    return replace(target, added=box.today)


async def run(box: Box, target: Target, operator: str, account: Account | None = None) -> None:
    """Add a target. What a crash left half done is taken up by adding it again.

    Args:
        box: this box.
        target: as `plan` returned it.
        operator: key id of the operator.
        account: what it asks for, where no file holds that yet.

    Raises:
        TargetError: it does not answer, or another password holds its repositories.
        BackupRunningError: a backup is being made.
    """
    if box.backing_up.locked():
        raise BackupRunningError
    async with box.backing_up:
        if account is not None:
            path = credentials.keep(box.folder, target.name, target.address, account)
            target = replace(target, credentials=str(path))
        kept = passwords.keep_wanted(box, target.name)
        await asyncio.to_thread(_make, box, target, kept)
        write_targets(box.folder, [*read_targets(box.folder), target])
        tell_the_wipe(box)
        details: dict[str, Any] = {"added": True, "targets": len(read_targets(box.folder))}
        event = events.governance("backup_target", box.today, details, operator)
        await box.storage.append_events([event])


def _make(box: Box, target: Target, kept: passwords.Passwords) -> None:
    deployment = read_deployment(box.folder).id
    for name in (passwords.CONTENT, passwords.quarter(box.clock.today())):
        found = passwords.repository(target, deployment, name, kept[name])
        if not box.restic.exists(found):
            box.restic.make(found)


def _path(untrusted: object) -> str:
    return untrusted if isinstance(untrusted, str) else ""
