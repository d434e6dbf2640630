"""The health of the box: every check, and what it finds now."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta

from appliance.adapters.storage_client import StorageState
from appliance.core.health import Finding, below, days_left, in_order
from appliance.errors import ApplianceError
from appliance.operations import backup_status, escrow_status, lock_order, orphans
from appliance.operations.backup_records import moment, read_records, read_targets
from appliance.operations.box import Box
from appliance.operations.records import (
    ACTIVE,
    is_record_lost,
    is_set_up,
    read_deployment,
    read_operators,
)
from appliance.operations.signed_files import current_directory
from appliance.operations.vitals import SIGN_IN_DAYS, Vitals

DISK_LOW, DISK_WELL = 5, 6  # times the reserve
SOON_DAYS, FAR_DAYS = 14, 21
VERIFY_OLD_DAYS = 8
DIRECTORY_OLD_DAYS = 3
CERTIFICATE_DAYS = 21
SIGN_INS = 10
STORAGE = "storage"


def findings(box: Box, storage: StorageState | None) -> list[Finding]:
    """Return what every check finds, most urgent first.

    Args:
        box: this box.
        storage: its answer just now; None where it gave none.
    """
    if storage is not None:
        box.vitals.log_fault = storage.log_fault if storage.open else box.vitals.log_fault
    found = [*_of_services(box, storage), *_of_disk(box), *_of_machine(box.vitals)]
    found += _of_clock(box.vitals)
    found += _of_tampering(box)
    if is_set_up(box.folder):
        found += _of_deployment(box, storage)
    return in_order([*found, *_of_setting_up(box)])


def _of_services(box: Box, storage: StorageState | None) -> Iterator[Finding]:
    vitals = box.vitals
    gone = {name for name, each in vitals.down.items() if each.on}
    hung = {name for name, each in vitals.hung.items() if each.on}
    if STORAGE in gone | hung or (storage is None and not vitals.looked):
        yield Finding("storage-down")
    for code, names in (("service-down", gone), ("service-hung", hung - gone)):
        yield from (Finding(code, each) for each in sorted(names - {STORAGE}))
    if vitals.refused_reports:
        yield Finding("reports-set-aside", count=vitals.refused_reports)
    yield from (Finding(code) for code in box.wiper_alarms)
    if vitals.onion.on:
        yield Finding("onion-unreachable")
    if vitals.certificate is not None and vitals.certificate < CERTIFICATE_DAYS:
        code = "certificate-expired" if vitals.certificate < 0 else "certificate-expires"
        yield Finding(code, count=max(vitals.certificate, 0))


def _of_disk(box: Box) -> Iterator[Finding]:
    vitals, reserve = box.vitals, box.settings.limits.free_disk_bytes
    free = shutil.disk_usage(box.folder.root).free
    vitals.disk_low = below(free, vitals.disk_low, reserve * DISK_LOW, reserve * DISK_WELL)
    left = days_left(vitals.disk, free - reserve)
    vitals.disk_soon = left is not None and below(left, vitals.disk_soon, SOON_DAYS, FAR_DAYS)
    if vitals.disk_low:
        yield Finding("disk-low")
    elif vitals.disk_soon and left is not None:
        yield Finding("disk-soon", count=left)


def _of_machine(vitals: Vitals) -> Iterator[Finding]:
    if vitals.memory_low.on:
        yield Finding("memory-low")


def _of_clock(vitals: Vitals) -> Iterator[Finding]:
    yield from (Finding(code) for code in vitals.clock_said)
    if vitals.clock_drift:
        yield Finding("clock-drift")
    if not vitals.clock_kept:
        yield Finding("clock-no-source")


def _of_tampering(box: Box) -> Iterator[Finding]:
    if box.vitals.log_fault:
        yield Finding("log-fault")
    if is_record_lost(box.folder):
        yield Finding("record-lost")
    if box.vitals.program_changed:
        yield Finding("program-changed", count=box.vitals.program_changed)


def _of_deployment(box: Box, storage: StorageState | None) -> Iterator[Finding]:
    if storage is not None and storage.open and box.keys is None:
        yield Finding("keys-not-held")
    yield from _of_directory(box)
    yield from (Finding(code) for code in backup_status.alarms(box))
    if _verified_long_ago(box):
        yield Finding("verify-old")
    if _without_code(box):
        yield Finding("no-code")
    yield from (Finding(code) for code in escrow_status.alarms(box))
    yield from orphans.findings(box)
    if box.warned:
        yield Finding("dead-man")
    if asked := lock_order.read_orders(box).by:
        yield Finding("hq-locked", asked)
    week = (box.clock.today() - timedelta(days=SIGN_IN_DAYS - 1)).isoformat()
    failed = box.vitals.failed_since(week)
    if failed >= SIGN_INS:
        yield Finding("sign-ins-failed", count=failed)


def _of_directory(box: Box) -> Iterator[Finding]:
    record = read_deployment(box.folder)
    directory = current_directory(box, record.pin)
    served = dict(directory.intake_keys)
    for each in record.intake_organisations:
        if each not in served:
            yield Finding("organisation-without-intake", record.organisations[each])
    today = box.clock.today()
    if date.fromisoformat(directory.expires) < today:
        yield Finding("directory-expired")
    elif (age := (today - date.fromisoformat(directory.issued)).days) >= DIRECTORY_OLD_DAYS:
        yield Finding("directory-old", count=age)


def _of_setting_up(box: Box) -> Iterator[Finding]:
    """Say what this deployment has not got; it is no fault that anybody could mend today."""
    yield Finding("disk-not-encrypted")
    if is_set_up(box.folder):
        yield Finding("witness-none")
        yield Finding("updates-none")


def _verified_long_ago(box: Box) -> bool:
    """Tell whether a target that has a backup was not read back for long."""
    try:
        records = read_records(box.folder)
        known = [(each, records.of(each.name)) for each in read_targets(box.folder) if each.added]
    except ApplianceError:  # another alarm says so
        return False
    limit = box.clock.now() - timedelta(days=VERIFY_OLD_DAYS)
    return any(
        record.good and moment(record.verified or f"{target.added}T00:00:00Z") < limit
        for target, record in known
    )


def _without_code(box: Box) -> bool:
    """Tell whether a passphrase alone signs somebody in; where people practise that is meant."""
    if read_deployment(box.folder).training:
        return False
    active = [each for each in read_operators(box.folder) if each.status == ACTIVE]
    return any(not each.code for each in active)
