"""Taking in reports from intake, in batches, each report once (interfaces §2, storage)."""

import asyncio
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeAlias

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
from appliance.storage.tables import blobs, events, wraps
from appliance.storage.vault import Vault

COUNT: Final = struct.Struct(">I")
MOST_REPORTS: Final = 256
ACTOR: Final = "receipt"


Place: TypeAlias = tuple[str, str, str, str]
"""Case, kind, compartment and hash of a stored blob."""


class Verdict(Enum):
    """What can become of a report."""

    NEW = "new"
    STORED = "stored"
    REFUSED = "refused"


NEW, STORED, REFUSED = Verdict.NEW, Verdict.STORED, Verdict.REFUSED


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
    verdicts = await vault.database.read(lambda c: judge(c, reports))
    new = [report for report, verdict in zip(reports, verdicts, strict=True) if verdict is NEW]
    outcomes = await _store(vault, new)
    lost = {report.case for report, each in zip(new, outcomes, strict=True) if each is REFUSED}
    stored = []
    for report, verdict in zip(reports, verdicts, strict=True):
        if verdict is REFUSED or report.case in lost:
            refused.append({"case": report.case, "error": ConflictError.code})
        else:
            stored.append(report.case)
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


def judge(connection: Connection, reports: Sequence[Bundle]) -> list[Verdict]:
    """Say of each report whether it is new, stored already, or can never be stored."""
    received = _received_wraps(connection, [report.case for report in reports])
    taken = _taken(connection, [part.blob for report in reports for part in report.parts])
    verdicts = []
    for report in reports:
        verdict = _verdict(report, received, taken)
        if verdict is NEW:  # a second one in the same batch is judged by the first
            received[report.case] = _wrap_of(report)
            taken.update((part.blob, _place(report, part)) for part in report.parts)
        verdicts.append(verdict)
    return verdicts


def _verdict(
    report: Bundle, received: dict[str, tuple[str, str]], taken: dict[str, Place | None]
) -> Verdict:
    if report.case in received:
        same = received[report.case] == _wrap_of(report) and all(
            taken.get(part.blob) == _place(report, part) for part in report.parts[1:]
        )
        return STORED if same else REFUSED
    return REFUSED if any(part.blob in taken for part in report.parts) else NEW


def _received_wraps(connection: Connection, cases: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return id and hash of the report wrap of every case that has one.

    Only `received` counts: an upload may be registered before the report it belongs to.
    """
    query = select(events.c.body).where(
        events.c.name == "received", events.c.case_id.in_(set(cases))
    )
    found = [parse_event_bytes(bytes(body)) for body in connection.execute(query).scalars()]
    return {str(event.case): (str(event.item), str(event.details.get("sha256"))) for event in found}


def _taken(connection: Connection, ids: Sequence[str]) -> dict[str, Place | None]:
    """Return which of these ids are in use: by which blob, or None for a wrap."""
    taken: dict[str, Place | None] = dict.fromkeys(
        connection.execute(select(wraps.c.id).where(wraps.c.id.in_(ids))).scalars()
    )
    query = select(blobs.c.blob, blobs.c.case_id, blobs.c.kind, blobs.c.compartment, blobs.c.sha256)
    for row in connection.execute(query.where(blobs.c.blob.in_(ids))):
        taken[row.blob] = (row.case_id, row.kind, row.compartment, row.sha256)
    return taken


def _wrap_of(report: Bundle) -> tuple[str, str]:
    return report.parts[0].blob, report.parts[0].sha256


def _place(report: Bundle, part: Part) -> Place:
    return report.case, part.kind, part.compartment or "", part.sha256


async def _store(vault: Vault, reports: Sequence[Bundle]) -> list[Verdict]:
    """Write the objects of all reports with few fsyncs, then register all in one transaction."""
    if not reports:
        return []
    contents = [part.sealed for report in reports for part in report.parts[1:]]
    keys = new_keys(len(contents))
    vault.unregistered.update(keys)
    left = iter(keys)
    keyed = [(report, [next(left) for _ in report.parts[1:]]) for report in reports]
    try:
        await vault.blobs.put_many(list(zip(keys, contents, strict=True)))
        verdicts: list[Verdict] = await vault.write(lambda c: _register(c, vault, keyed))
        for (_, unused), verdict in zip(keyed, verdicts, strict=True):
            if verdict is not NEW:  # another batch was quicker
                await discard(vault, unused)
    finally:
        vault.unregistered.difference_update(keys)
    return verdicts


def _register(
    connection: Connection, vault: Vault, keyed: Sequence[tuple[Bundle, list[str]]]
) -> list[Verdict]:
    verdicts = judge(connection, [report for report, _ in keyed])
    index = ledger.size(connection)
    announced: list[Event] = []
    new_wraps: list[tuple[Wrap, int]] = []
    new_blobs: list[tuple[BlobRecord, int, list[StoredObject]]] = []
    for (report, keys), verdict in zip(keyed, verdicts, strict=True):
        if verdict is not NEW:
            continue
        wrap = Wrap(report.parts[0].blob, report.case, report.parts[0].sealed)
        new_wraps.append((wrap, index + len(announced)))
        announced.append(_received(report))
        for part, key in zip(report.parts[1:], keys, strict=True):
            record = _record(report, part)
            stored = [StoredObject(key, record.size)]
            new_blobs.append((record, index + len(announced), stored))
            announced.append(record.stored())
    ledger.append_new(connection, announced, vault.key.mac)
    vault.keyring.add_new(connection, new_wraps)
    blobstore.add_rows(connection, new_blobs)
    return verdicts


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
