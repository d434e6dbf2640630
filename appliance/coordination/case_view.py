"""What one person is shown of a case: only of the compartments that she may read."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection

from appliance.adapters.storage_client import BlobEntry, WrapEntry
from appliance.coordination import access, consents, grants, numbers, parcel, referrals
from appliance.coordination.access import Access
from appliance.coordination.cases import REFERRED, Case
from appliance.coordination.duty import Viewer
from appliance.coordination.listing import Entry
from appliance.core.canonical import b64

REPORT_WRAP = "report"


def line(connection: Connection, entry: Entry, viewer: Viewer) -> dict[str, Any]:
    """Return one line of a list."""
    shown = _row(entry.case, viewer)
    if entry.view != REFERRED:
        return shown
    to_her = [
        {"referral": each.referral, "status": each.status}
        for each in referrals.of_case(connection, entry.case.case)
        if each.recipient == viewer.key
    ]
    return {**shown, "referral": to_her[-1]} if to_her else shown


def _row(case: Case, viewer: Viewer) -> dict[str, Any]:
    """Return the fields of a row; that she has not been answered matters to who leads the case."""
    shown = case.to_json()
    if case.unanswered and case.assigned == viewer.key:
        shown["unanswered"] = True
    return shown


def detail(
    connection: Connection, case: str, viewer: Viewer, today: date
) -> tuple[dict[str, Any], Access]:
    """Return what coordination itself knows of a case, and her access to it.

    Raises:
        NotFoundError: she may read nothing of it, or it is not there.
    """
    found = access.to_case(connection, case, viewer, today)
    row = found.case
    shown = {
        **_row(row, viewer),
        "compartments": sorted(found.compartments),
        "consents": _consents(connection, found, viewer, today.isoformat()),
        "directory": row.directory,
        "form": {"id": row.form_id, "version": row.form_version},
        "grants": _grants(connection, found, viewer),
        "next_seq": numbers.expected(connection, case, viewer.key),
        "referrals": _referrals(connection, found, viewer),
        "sealed_by": row.sealed_by,
    }
    return shown, found


def stored(found: Access, blobs: Iterable[BlobEntry], wraps: Iterable[WrapEntry]) -> dict[str, Any]:
    """Return what storage has for her: blobs of her compartments, wraps of her live grants."""
    mine = {each.grant for each in found.mine}
    answer: dict[str, Any] = {
        "blobs": [_blob(each) for each in blobs if each.compartment in found.compartments],
        "wraps": [],
    }
    for wrap in wraps:
        if wrap.grant in mine:
            answer["wraps"].append(parcel.text_of(wrap))
        elif wrap.recipient == REPORT_WRAP and found.by_duty:
            answer["report_wrap"] = b64(wrap.wrap)
    return answer


def _consents(
    connection: Connection, found: Access, viewer: Viewer, day: str
) -> list[dict[str, Any]]:
    every = consents.of_case(connection, found.case.case)
    keys = (viewer.key, *viewer.former)
    return [each.to_json(day) for each in every if found.holds_case or each.recipient in keys]


def _grants(connection: Connection, found: Access, viewer: Viewer) -> list[dict[str, Any]]:
    """Return signed grants, the ended ones with the reason: a reader judges old entries by them."""
    shown = []
    for each in grants.of_case(connection, found.case.case):
        hers = viewer.key in (each.recipient, each.signer) or each.recipient in viewer.former
        if hers or (found.holds_case and each.compartment in found.compartments):
            ended = {"ended": each.ended} if each.ended else {}
            shown.append({"statement": each.statement, **ended})
    return shown


def _referrals(connection: Connection, found: Access, viewer: Viewer) -> list[dict[str, Any]]:
    return [
        {
            "referral": each.referral,
            "statement": each.statement,
            "status": each.status,
            "statuses": referrals.statuses(connection, each.referral),
        }
        for each in referrals.of_case(connection, found.case.case)
        if found.holds_case or viewer.key in (each.recipient, each.signer)
    ]


def _blob(entry: BlobEntry) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "blob": entry.blob,
        "compartment": entry.compartment,
        "day": entry.day,
        "index": entry.index,
        "kind": entry.kind,
        "size": entry.size,
    }
    return {**shown, "actor": entry.actor} if entry.actor else shown
