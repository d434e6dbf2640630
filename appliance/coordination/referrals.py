"""Referrals and what becomes of them."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, exists, select, update

from appliance.adapters.database import insert_once
from appliance.coordination import access, cases, grants, tables
from appliance.coordination.tables import referral_statuses, referrals
from appliance.core import statements
from appliance.errors import ConflictError

SENT = "in_progress"
# What each state may become, and who says so.
BY_RECIPIENT = {SENT: ("accepted", "rejected"), "accepted": ("done", "rejected")}
BY_REFERRER = {SENT: ("revoked",), "accepted": ("revoked",)}
ENDING = ("rejected", "revoked")


@dataclass(frozen=True, slots=True)
class Referral:
    """One row of the table of referrals."""

    referral: str
    case: str
    recipient: str
    signer: str
    status: str
    statement: dict[str, Any]


def of_case(connection: Connection, case: str) -> list[Referral]:
    """Return every referral of a case."""
    query = select(referrals).where(referrals.c.case == case).order_by(referrals.c.referral)
    return [_referral(row) for row in connection.execute(query)]


def find(connection: Connection, case: str, referral: str) -> Referral | None:
    """Return one referral of one case; that of another case is not found."""
    row = connection.execute(
        select(referrals).where(referrals.c.referral == referral, referrals.c.case == case)
    ).one_or_none()
    return _referral(row) if row else None


def add(connection: Connection, made: statements.Referral) -> None:
    """Note a referral and show the case to its recipient; repeating changes nothing."""
    inserted = connection.execute(insert_once(referrals).values(status=SENT, **row_of(made)))
    if inserted.rowcount:
        case = cases.find(connection, made.case)
        cases.list_for(connection, case, made.recipient, cases.REFERRED)


def listed_and_over(connection: Connection, today: date) -> list[tuple[str, str]]:
    """Return case and recipient where a listed case has a grant whose day has passed."""
    listed, grant = tables.listings, tables.grants
    query = (
        select(grant.c.case, grant.c.recipient)
        .join(listed, (listed.c.case == grant.c.case) & (listed.c.viewer == grant.c.recipient))
        .where(listed.c.view == cases.REFERRED)
        .where(grant.c.ended.is_(None), grant.c.expires < today.isoformat())
        .distinct()
    )
    return [(row.case, row.recipient) for row in connection.execute(query)]


def live_and_unlisted(connection: Connection, today: date) -> list[tuple[str, str]]:
    """Return case and recipient where a referred case is missing though its grant is live."""
    listed, grant = tables.listings, tables.grants
    is_listed = exists().where(
        listed.c.case == referrals.c.case,
        listed.c.viewer == referrals.c.recipient,
        listed.c.view == cases.REFERRED,
    )
    query = (
        select(referrals.c.case, referrals.c.recipient)
        .join(
            grant,
            (grant.c.case == referrals.c.case) & (grant.c.recipient == referrals.c.recipient),
        )
        .where(grant.c.ended.is_(None), grant.c.expires >= today.isoformat(), ~is_listed)
        .distinct()
    )
    return [(row.case, row.recipient) for row in connection.execute(query)]


def statuses(connection: Connection, referral: str) -> list[dict[str, Any]]:
    """Return the signed statements about a referral."""
    table = referral_statuses
    query = select(table.c.statement).where(table.c.referral == referral)
    return [json.loads(each) for each in connection.scalars(query.order_by(table.c.signer))]


def check_change(found: Referral, change: statements.ReferralStatus, *, leads: bool) -> None:
    """Check that somebody may say this of a referral now.

    Args:
        found: the referral.
        change: what she says.
        leads: whether she leads the case.

    Raises:
        ConflictError: not she, or not any more.
    """
    allowed: tuple[str, ...] = ()
    if change.signer == found.recipient:
        allowed += BY_RECIPIENT.get(found.status, ())
    if change.signer == found.signer or leads:
        allowed += BY_REFERRER.get(found.status, ())
    if change.status not in allowed:
        raise ConflictError


def change(connection: Connection, said: statements.ReferralStatus, today: date) -> None:
    """Note what became of a referral; a rejection or revocation ends its grants."""
    inserted = connection.execute(insert_once(referral_statuses).values(status_row_of(said)))
    found = find(connection, said.case, said.referral)
    if not inserted.rowcount or found is None:
        return
    connection.execute(
        update(referrals).where(referrals.c.referral == said.referral).values(status=said.status)
    )
    if said.status in ENDING:
        grants.end(connection, found.statement["grants"], said.status)
        access.relist(connection, said.case, found.recipient, today)


def is_known(connection: Connection, said: statements.ReferralStatus) -> bool:
    """Return whether this very statement was taken before."""
    return said.to_json() in statuses(connection, said.referral)


def row_of(made: statements.Referral) -> dict[str, Any]:
    """Return the columns that follow from a referral."""
    return {
        "referral": made.referral,
        "case": made.case,
        "recipient": made.recipient,
        "signer": made.signer,
        "statement": json.dumps(made.to_json()),
    }


def status_row_of(said: statements.ReferralStatus) -> dict[str, Any]:
    """Return the columns that follow from what somebody says of a referral."""
    return {
        "referral": said.referral,
        "signer": said.signer,
        "seq": said.seq,
        "statement": json.dumps(said.to_json()),
    }


def _referral(row: Any) -> Referral:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public accessor, despite its name
    return Referral(**{**values, "statement": json.loads(values["statement"])})
