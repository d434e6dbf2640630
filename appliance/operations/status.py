"""What state the box is in; answered sealed and open, before and after set-up."""

import asyncio
import shutil
from datetime import datetime
from typing import Any

from appliance.adapters.machine import resident_bytes
from appliance.adapters.storage_client import StorageState
from appliance.adapters.supervision import ServiceReport, read_supervision
from appliance.core.health import summary
from appliance.errors import ApplianceError
from appliance.operations import backup_status, health
from appliance.operations.box import Box
from appliance.operations.records import (
    DeploymentRecord,
    is_set_up,
    read_deployment,
)
from appliance.operations.signed_files import current_directory
from appliance.operations.training_notes import sign_in_told

ANSWER_WITHIN_S = 2.0
ROOT_DIGITS = 12  # enough to tell two logs apart by eye; the whole of it is in `log head`


async def run(box: Box) -> dict[str, Any]:
    """Return the answer of `GET /status` (docs/interfaces.md §2)."""
    now = box.clock.now()
    storage = await storage_state(box)
    await hear_intake(box)
    supervision = read_supervision(box.folder)
    usage = shutil.disk_usage(box.folder.root)
    found_now = health.findings(box, storage)
    found: dict[str, Any] = {
        "addresses": dict(supervision.addresses),
        "alarms": [each.to_json(box.vitals.since.get(each.key, box.today)) for each in found_now],
        "backup": None,
        "disk": {"encrypted": False, "free_bytes": usage.free, "total_bytes": usage.total},
        "health": summary(found_now),
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


async def storage_state(box: Box) -> StorageState | None:
    """Return what storage says of itself; None where it does not answer, or not soon."""
    try:
        return await asyncio.wait_for(box.storage.state(), ANSWER_WITHIN_S)
    except (ApplianceError, TimeoutError):
        return None


async def hear_intake(box: Box) -> None:
    """Ask how many reports were refused; while intake does not answer, what it said last holds."""
    try:
        state = await asyncio.wait_for(box.intake.state(), ANSWER_WITHIN_S)
    except (ApplianceError, TimeoutError):
        return
    box.vitals.refused_reports = state.refused


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
        "memory_bytes": resident_bytes(report.pid) if report.pid else 0,
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
