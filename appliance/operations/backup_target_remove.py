"""Take a target off the list. What lies there stays, and so do its passwords in the vault."""

from dataclasses import replace
from typing import Any

from appliance.errors import BackupRunningError
from appliance.operations import backup_credentials as credentials
from appliance.operations import events
from appliance.operations.backup_escrow import tell_the_wipe
from appliance.operations.backup_records import (
    Target,
    find_target,
    read_records,
    read_targets,
    write_records,
    write_targets,
)
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.plans import Plan

DECLARATION = Declaration("backup_target_remove")


def plan(box: Box, name: str) -> Plan:
    """Work out what removing a target would do.

    Raises:
        NotFoundError: there is none of this name.
    """
    target: Target = find_target(box.folder, name)
    subject: dict[str, Any] = {"address": target.address, "target": target.name}
    return Plan("backup_target_remove", subject, ({"code": "target-left-as-it-is"},))


async def run(box: Box, name: str, approved_plan: str, operator: str) -> None:
    """Remove exactly the target that was shown.

    Raises:
        ConflictError: something has changed since the plan was made.
        BackupRunningError: a backup is being made.
    """
    if box.backing_up.locked():
        raise BackupRunningError
    async with box.backing_up:
        plan(box, name).check_approved(approved_plan)
        rest = [each for each in read_targets(box.folder) if each.name != name]
        write_targets(box.folder, rest)
        credentials.forget(box.folder, name)
        tell_the_wipe(box)
        records = read_records(box.folder)
        kept = {each: found for each, found in records.targets.items() if each != name}
        write_records(box.folder, replace(records, targets=kept))
        details: dict[str, Any] = {"added": False, "targets": len(rest)}
        event = events.governance("backup_target", box.today, details, operator)
        await box.storage.append_events([event])
