"""The key directory and the staff directory: the next version of each, made from the last.

Versions count from 1 without gaps, and each names the hash of the one before. Nothing here
writes: `publication` does, in an order that a crash cannot break. What is read from STATE is
believed only under the deployment pin.
"""

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from appliance.core.certificates import Certificate
from appliance.core.directory import (
    Directory,
    IntakeKey,
    hash_of_directory,
    open_directory,
    sign_directory,
)
from appliance.core.staff import RecoveryKey, Staff, open_staff, sign_staff
from appliance.errors import ApplianceError, IntegrityError
from appliance.operations.box import Box

CERTIFICATE_DAYS = 365
RENEW_CERTIFICATE_DAYS = 90


def current_directory(box: Box, pin: str) -> Directory:
    """Return the key directory in force.

    Raises:
        IntegrityError: it is missing, damaged or not signed by this deployment.
    """
    try:
        return open_directory(_read(box.folder.directory_file), pin)
    except ApplianceError as error:
        raise IntegrityError(what="directory") from error


def current_staff(box: Box, pin: str) -> Staff:
    """Return the staff directory in force.

    Raises:
        IntegrityError: it is missing, damaged or not signed by this deployment.
    """
    try:
        return _opened_staff(_read(box.folder.staff_file), pin)
    except ApplianceError as error:
        raise IntegrityError(what="staff directory") from error


@lru_cache(maxsize=2)
def _opened_staff(file: bytes, pin: str) -> Staff:
    # One change reads the same file several times, and with it everybody's certificate.
    return open_staff(file, pin)


def first_directory(box: Box, draft: Directory, seed: bytes) -> bytes:
    """Return version 1, signed; the draft's days are set here."""
    return sign_directory(_dated(box, replace(draft, version=1, previous=None)), seed)


def next_directory(
    box: Box,
    seed: bytes,
    intake: tuple[str, IntakeKey | None] | None = None,
    recovery: str | None = None,
) -> bytes:
    """Return the version after the one in force, signed.

    Args:
        box: this box.
        seed: seed of the deployment key.
        intake: an organisation's id and its intake key from now on, None for none, where that
            changes; unchanged content otherwise.
        recovery: the new recovery recipient, where it changes.
    """
    file = _read(box.folder.directory_file)
    current = current_directory(box, box.held_keys().pin)
    organisations = current.organisations
    if intake is not None:
        organisations = tuple(
            replace(each, intake=intake[1]) if each.id == intake[0] else each
            for each in organisations
        )
    log = box.held_keys().log_name(current.deployment)  # another one after a restore
    following = replace(
        current,
        log_key=log.key,
        log_origin=log.origin,
        organisations=organisations,
        previous=hash_of_directory(file),
        recovery=recovery or current.recovery,
        version=current.version + 1,
    )
    return sign_directory(_dated(box, following), seed)


def next_staff(
    box: Box,
    seed: bytes,
    certificates: tuple[Certificate, ...] | None = None,
    recovery: RecoveryKey | None = None,
) -> bytes:
    """Return the version after the one in force, signed.

    Args:
        box: this box.
        seed: seed of the deployment key.
        certificates: those from now on, where they change.
        recovery: a recovery key that is in force and may not be listed yet.
    """
    current = current_staff(box, box.held_keys().pin)
    listed = current.recovery
    if recovery is not None and recovery not in listed:
        listed = (*listed, recovery)
    following = replace(
        current,
        certificates=current.certificates if certificates is None else certificates,
        issued=box.today,
        recovery=listed,
        version=current.version + 1,
    )
    return sign_staff(following, seed)


def certificate(draft: Certificate, today: date, seed: bytes) -> Certificate:
    """Return a certificate signed today; the draft's days are set here."""
    expires = today + timedelta(days=CERTIFICATE_DAYS)
    return replace(draft, issued=today.isoformat(), expires=expires.isoformat()).signed(seed)


def renewed(found: Certificate, today: date, seed: bytes) -> Certificate:
    """Return a certificate with a later end, where it is active and its end is near."""
    left = date.fromisoformat(found.expires) - today
    if found.status != "active" or left.days > RENEW_CERTIFICATE_DAYS:
        return found
    return certificate(found, today, seed)


def _dated(box: Box, directory: Directory) -> Directory:
    expires = box.clock.today() + timedelta(days=box.settings.directory.expire_days)
    return replace(directory, issued=box.today, expires=expires.isoformat())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise IntegrityError(what=path.stem) from error
