"""What state the box is in; answered sealed and open, before and after set-up."""

import shutil
from datetime import datetime
from typing import Any

from appliance.adapters.storage_client import StorageState
from appliance.adapters.supervision import ServiceReport, read_supervision
from appliance.errors import ApplianceError
from appliance.operations import backup_status, escrow_status, orphans
from appliance.operations.box import Box
from appliance.operations.records import (
    ACTIVE,
    DeploymentRecord,
    is_record_lost,
    is_set_up,
    read_deployment,
    read_operators,
)
from appliance.operations.signed_files import current_directory
from appliance.operations.training_notes import sign_in_told

ROOT_DIGITS = 12  # enough to tell two logs apart by eye; the whole of it is in `log head`


async def run(box: Box) -> dict[str, Any]:
    """Return the answer of `GET /status` (docs/interfaces.md §2)."""
    now = box.clock.now()
    storage = await _storage_state(box)
    refused = await _refused_reports(box)
    supervision = read_supervision(box.folder)
    usage = shutil.disk_usage(box.folder.root)
    found: dict[str, Any] = {
        "addresses": dict(supervision.addresses),
        "alarms": _alarms(box, storage, refused, now),
        "backup": None,
        "disk": {"encrypted": False, "free_bytes": usage.free, "total_bytes": usage.total},
        "keys_held": box.keys is not None,
        "services": [_service(each, now) for each in supervision.services],
        "state": _state(box, storage),
        "training": False,
    }
    if storage is not None and storage.open:
        found["log"] = _log(storage)
    if is_set_up(box.folder):
        found.update(_of_deployment(box, supervision.addresses.get("intake", "")))
    return found


async def _storage_state(box: Box) -> StorageState | None:
    try:
        return await box.storage.state()
    except ApplianceError:
        return None


async def _refused_reports(box: Box) -> int:
    try:
        return (await box.intake.state()).refused
    except ApplianceError:
        return 0


def _state(box: Box, storage: StorageState | None) -> str:
    if not is_set_up(box.folder):
        return "new"
    return "open" if storage is not None and storage.open else "sealed"


def _log(storage: StorageState) -> dict[str, Any]:
    if storage.checkpoint_age_s is None:
        return {"size": storage.log_size}
    age_s, root = storage.checkpoint_age_s, storage.log_root[:ROOT_DIGITS]
    return {"checkpoint_age_s": age_s, "root": root, "size": storage.log_size}


def _service(report: ServiceReport, now: datetime) -> dict[str, Any]:
    return {
        "name": report.name,
        "restarts": report.restarts,
        "since_s": max(0, int(now.timestamp()) - report.since),
        "state": report.state,
    }


def _of_deployment(box: Box, intake_address: str) -> dict[str, Any]:
    record = read_deployment(box.folder)
    found: dict[str, Any] = {
        "deployment": _deployment(record),
        "link": f"{intake_address}/#k={record.pin}",
        "training": record.training,
    }
    # Not a secret: it opens invented cases only. Of a real deployment there is nothing to tell.
    practice = sign_in_told(box.folder)
    if practice is not None:
        found["practice"] = practice
    found.update(backup_status.told(box))
    directory = current_directory(box, record.pin)
    found["directory"] = {
        "expires": directory.expires,
        "intake_keys": len(directory.intake_keys),
        "version": directory.version,
    }
    return found


def _deployment(record: DeploymentRecord) -> dict[str, Any]:
    return {
        "country": record.country,
        "created": record.created,
        "id": record.id,
        "languages": list(record.languages),
        "name": record.name,
        "organisations": dict(record.organisations),
    }


def _without_code(box: Box) -> bool:
    """Tell whether a passphrase alone signs somebody in; where people practise that is meant."""
    if read_deployment(box.folder).training:
        return False
    active = [each for each in read_operators(box.folder) if each.status == ACTIVE]
    return any(not each.code for each in active)


def _alarms(
    box: Box, storage: StorageState | None, refused: int, now: datetime
) -> list[dict[str, str]]:
    """Return what an operator should look at, most urgent first."""
    since = now.date().isoformat()
    codes = []
    if storage is None:
        codes.append("storage-down")
    elif storage.free_bytes < box.settings.limits.free_disk_bytes * 5:
        codes.append("disk-low")
    if storage is not None and storage.log_fault:
        codes.append("log-fault")
    if refused:
        codes.append("reports-set-aside")
    if is_set_up(box.folder):
        if storage is not None and storage.open and box.keys is None:
            codes.append("keys-not-held")
        codes += backup_status.alarms(box)
        if _without_code(box):
            codes.append("no-code")
        codes.extend(escrow_status.alarms(box))
    codes += ["record-lost"] if is_record_lost(box.folder) else []
    codes += ["dead-man"] if box.warned else []
    codes += [*box.wiper_alarms, "disk-not-encrypted"]
    found = [{"code": code, "since": since} for code in codes]
    return [*_without_intake(box, since), *orphans.alarms(box, since), *found]


def _without_intake(box: Box, since: str) -> list[dict[str, str]]:
    """Return an alarm for each organisation that receives reports but has no key for them."""
    if not is_set_up(box.folder):
        return []
    record = read_deployment(box.folder)
    served = dict(current_directory(box, record.pin).intake_keys)
    return [
        {"about": record.organisations[each], "code": "organisation-without-intake", "since": since}
        for each in record.intake_organisations
        if each not in served
    ]
