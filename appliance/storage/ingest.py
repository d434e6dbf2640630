"""Taking in reports from intake, in batches, each report once (interfaces §2, storage)."""

import asyncio
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from appliance.adapters.randomness import random_id
from appliance.core import bundle as bundles
from appliance.core.bundle import Bundle, Part
from appliance.core.canonical import parse, parse_id
from appliance.core.custody import Event, parse_event_bytes
from appliance.errors import ApplianceError, ConflictError, InvalidInputError
from appliance.storage import blobstore, ledger
from appliance.storage.blobstore import BlobRecord, StoredObject
from appliance.storage.keyring import Wrap
from appliance.storage.registration import discard
from appliance.storage.room import new_keys
from appliance.storage.tables import events
from appliance.storage.vault import Vault

COUNT: Final = struct.Struct(">I")
MOST_REPORTS: Final = 256
ACTOR: Final = "receipt"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch: cases stored, and the code for each case that is refused."""

    stored: list[str]
    refused: list[dict[str, str]]


async def take(vault: Vault, untrusted: bytes) -> Outcome:
    """Store the reports of a batch; each is stored whole or not at all.

    Args:
        vault: the open vault.
        untrusted: 4-byte count, then per report 4-byte length and bundle.

    Returns:
        Which are stored, now or before, and which can never be.

    Raises:
        InvalidInputError: the batch is malformed, or a report in it names no case.
        StorageFullError: there is no room; nothing more is stored.
        SealedError: the vault was closed meanwhile.
    """
    results = await asyncio.to_thread(_parse, untrusted)
    reports = [result for result in results if isinstance(result, Bundle)]
    refused = [result for result in results if not isinstance(result, Bundle)]
    known = await vault.database.read(lambda c: [_is_stored(c, each) for each in reports])
    new = [report for report, is_known in zip(reports, known, strict=True) if not is_known]
    stored = [report.case for report, is_known in zip(reports, known, strict=True) if is_known]
    for report, error in zip(new, await _store(vault, new), strict=True):
        if error is None:
            stored.append(report.case)
        elif isinstance(error, ConflictError | InvalidInputError):
            refused.append({"case": report.case, "error": error.code})
        else:
            raise error  # may pass: intake keeps the batch and sends it again
    return Outcome(stored, refused)


def _parse(untrusted: bytes) -> list[Bundle | dict[str, str]]:
    return [_parse_one(each) for each in split(untrusted)]


def split(untrusted: bytes) -> list[bytes]:
    """Take a batch apart.

    Raises:
        InvalidInputError: a length is wrong, or there are too many reports.
    """
    count = int.from_bytes(untrusted[: COUNT.size], "big")
    if len(untrusted) < COUNT.size or count > MOST_REPORTS:
        raise InvalidInputError("This is not a batch of reports.")
    found = []
    at = COUNT.size
    for _ in range(count):
        start = at + COUNT.size
        at = start + int.from_bytes(untrusted[start - COUNT.size : start], "big")
        if len(untrusted) < max(at, start):
            raise InvalidInputError("This batch of reports is cut short.")
        found.append(untrusted[start:at])
    if at != len(untrusted):
        raise InvalidInputError("This batch of reports has something behind it.")
    return found


def _parse_one(untrusted: bytes) -> Bundle | dict[str, str]:
    try:
        return bundles.parse_forwarded(untrusted)
    except ApplianceError as error:
        return {"case": _case_of(untrusted), "error": error.code}


def _case_of(untrusted: bytes) -> str:
    """Return the case that a refused bundle names, so that intake knows which it was."""
    end = bundles.LENGTH_BYTES + int.from_bytes(untrusted[: bundles.LENGTH_BYTES], "big")
    header = parse(untrusted[bundles.LENGTH_BYTES : end], bundles.HEADER_BYTES)
    report = header.get("report")
    if not isinstance(report, dict):
        raise InvalidInputError("A report in this batch names no case.")
    return parse_id(report.get("case"))


def _is_stored(connection: Connection, report: Bundle) -> bool:
    query = select(events.c.body).where(
        events.c.case_id == report.case, events.c.name == "received"
    )
    body = connection.execute(query).scalar()
    if body is None:
        return False
    wrap = report.parts[0]
    event = parse_event_bytes(bytes(body))
    if (event.item, event.details.get("sha256")) != (wrap.blob, wrap.sha256):
        return False
    return all(_is_known(connection, report, part) for part in report.parts[1:])


def _is_known(connection: Connection, report: Bundle, part: Part) -> bool:
    found = blobstore.find(connection, part.blob)
    return found is not None and found[0].is_same(_record(report, part))


async def _store(vault: Vault, reports: Sequence[Bundle]) -> list[ApplianceError | None]:
    """Write the objects of all reports with few fsyncs, then register each report."""
    contents = [part.sealed for report in reports for part in report.parts[1:]]
    keys = new_keys(len(contents))
    vault.unregistered.update(keys)
    try:
        await vault.blobs.put_many(list(zip(keys, contents, strict=True)))
        left = iter(keys)
        batches = [[next(left) for _ in report.parts[1:]] for report in reports]
        outcomes = await asyncio.gather(
            *(_register(vault, *each) for each in zip(reports, batches, strict=True))
        )
    finally:
        vault.unregistered.difference_update(keys)
    return outcomes


async def _register(vault: Vault, report: Bundle, keys: Sequence[str]) -> ApplianceError | None:
    def work(connection: Connection) -> bool:
        if _is_stored(connection, report):
            return False  # a second batch with this report was quicker
        _refuse_second_report(connection, report)
        index = ledger.append(connection, _received(report))
        wrap = report.parts[0]
        vault.keyring.add(connection, Wrap(wrap.blob, report.case, wrap.sealed), index)
        for part, key in zip(report.parts[1:], keys, strict=True):
            stored = [StoredObject(key, len(part.sealed))]
            if not blobstore.register(connection, _record(report, part), stored).new:
                raise ConflictError("A part of this report is stored already.")
        return True

    try:
        if not await vault.write(work):
            await discard(vault, keys)
    except ApplianceError as error:
        if isinstance(error, ConflictError | InvalidInputError):
            await discard(vault, keys)
        return error
    return None


def _refuse_second_report(connection: Connection, report: Bundle) -> None:
    query = select(events.c.idx).where(events.c.case_id == report.case).limit(1)
    if connection.execute(query).first() is not None:
        raise ConflictError("Another report is stored under this case.")


def _record(report: Bundle, part: Part) -> BlobRecord:
    return BlobRecord(
        blob=part.blob,
        case=report.case,
        compartment=part.compartment or "",
        kind=part.kind,
        size=len(part.sealed),
        sha256=part.sha256,
        day=report.day or "",
        actor=ACTOR,
    )


def _received(report: Bundle) -> Event:
    """Return the event that announces a report on the bus."""
    wrap = report.parts[0]
    details: dict[str, Any] = {
        "bytes": sum(len(part.sealed) for part in report.parts),
        "directory": report.directory,
        "form": {"id": report.form, "version": report.form_version},
        "kind": wrap.kind,
        "language": report.language,
        "sealed_by": report.sealed_by,
        "sha256": wrap.sha256,
        "size": len(wrap.sealed),
    }
    if report.urgent_care is not None:
        details["urgent_care"] = report.urgent_care
    return Event(
        event="received",
        id=random_id(),
        day=report.day or "",
        case=report.case,
        actor=ACTOR,
        item=wrap.blob,
        details=details,
    )
