"""`GET /mailbox`: what waits for whoever has the code.

A mailbox that nobody made answers like an empty one: the same work behind, the same members but
the three that only a case has, and the same number of bytes on the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from appliance.adapters.storage_client import BlobEntry
from appliance.core.canonical import b64, canonical
from appliance.core.compartments import SURVIVOR_COMPARTMENTS
from appliance.errors import NotFoundError, UnavailableError
from appliance.intake.desk import Desk, desk_of, mailbox_name
from appliance.intake.spool import Mailbox

STEP_BYTES = 16 * 1024
# A stanza, the rest of a report wrap, one entry, the hash of a statement, and as many of both as
# most mailboxes have: with these the smallest answer is as long as that of an ordinary mailbox.
STANZA_BYTES = 1560
WRAP_REST_BYTES = 3250
ENTRY_BYTES = 190
ORDINARY_ENTRIES = 24
HASH_BYTES = 67
ORDINARY_STATEMENTS = 8
REPORT_WRAP = "report"


@dataclass(frozen=True, slots=True)
class Content:
    """What storage holds for a case; nothing of it while sealed."""

    vault: str
    entries: Sequence[BlobEntry] = ()
    wrap: bytes | None = None
    recovered: Sequence[dict[str, Any]] = ()


async def show(request: Request) -> Response:
    """List a mailbox."""
    desk = desk_of(request)
    mailbox, case = await desk.find(mailbox_name(request))
    content = await _content(desk, case)
    body = padded(_members(mailbox, content), _smallest_bytes(desk))
    # Compression would show how much of the answer is padding.
    headers = {"Cache-Control": "no-store, no-transform"}
    return Response(body, media_type="application/json", headers=headers)


async def survivor_blobs(desk: Desk, case: str) -> list[BlobEntry]:
    """Return the blobs of a case that its survivor may read.

    Raises:
        UnavailableError: storage is sealed or does not answer.
    """
    try:
        found = await desk.storage.blobs(case)
    except NotFoundError:
        return []
    return [entry for entry in found if entry.compartment in SURVIVOR_COMPARTMENTS]


def padded(members: dict[str, Any], smallest_bytes: int) -> bytes:
    """Write an answer as JSON, filled up to a multiple of 16 KiB.

    Args:
        members: the answer.
        smallest_bytes: what the shortest answer is filled up to.
    """
    size = len(canonical({**members, "padding": ""}))
    target = max(_rounded_up(size), smallest_bytes)
    return canonical({**members, "padding": "." * (target - size)})


async def _content(desk: Desk, case: str) -> Content:
    if not await desk.vault.is_open():
        return Content("sealed")
    try:
        entries = await survivor_blobs(desk, case)
        wraps = await desk.storage.wraps(case, REPORT_WRAP)
        recovered = await desk.storage.recoveries(case)
    except UnavailableError:
        return Content("sealed")
    return Content("open", entries, wraps[0].wrap if wraps else None, recovered)


def _members(mailbox: Mailbox | None, content: Content) -> dict[str, Any]:
    members: dict[str, Any] = {
        "entries": [_entry(each) for each in content.entries],
        "logged": list(mailbox.logged) if mailbox else [],
        "next_seq": mailbox.next_seq if mailbox else 1,
        "recovered": [*content.recovered] if mailbox else [],
        "vault": content.vault,
        "waiting": mailbox.waiting if mailbox else False,
    }
    if mailbox:
        members |= {"case": mailbox.case, "pin": mailbox.pin}
    if mailbox and content.wrap is not None:
        members["wrap"] = b64(content.wrap)
    return members


def _entry(entry: BlobEntry) -> dict[str, Any]:
    return {
        "blob": entry.blob,
        "compartment": entry.compartment,
        "day": entry.day,
        "index": entry.index,
        "kind": entry.kind,
        "size": entry.size,
    }


def _smallest_bytes(desk: Desk) -> int:
    """Return the size of an ordinary mailbox's answer; it grows with the number of intake keys."""
    current = desk.directory.current()
    keys = len(current.directory.intake_keys) if current else 1
    wrap = (keys + 2) * STANZA_BYTES + WRAP_REST_BYTES
    listed = ORDINARY_ENTRIES * ENTRY_BYTES + ORDINARY_STATEMENTS * HASH_BYTES
    return _rounded_up(wrap * 4 // 3 + listed)


def _rounded_up(size: int) -> int:
    return -(-size // STEP_BYTES) * STEP_BYTES
