"""Consents of survivors, as the log has them, and the end of what rests on them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update

from appliance.adapters.database import insert_once
from appliance.coordination import access, grants
from appliance.coordination.tables import consents
from appliance.core import statements


@dataclass(frozen=True, slots=True)
class Consent:
    """One row of the table of consents."""

    consent: str
    case: str
    recipient: str
    compartments: frozenset[str]
    expires: str
    hash: str
    statement: dict[str, Any]
    withdrawn: dict[str, Any] | None

    def covers(self, recipient: str, compartments: Iterable[str], day: str) -> bool:
        """Return whether she agrees today that somebody reads these compartments."""
        return (
            self.withdrawn is None
            and self.expires >= day
            and self.recipient == recipient
            and self.compartments.issuperset(compartments)
        )

    def state_on(self, day: str) -> str:
        """Return `live`, `withdrawn` or `expired`."""
        if self.withdrawn is not None:
            return "withdrawn"
        return "live" if self.expires >= day else "expired"

    def to_json(self, day: str) -> dict[str, Any]:
        """Return the signed statements: the consent and, where there is one, its end."""
        found = {
            "consent": self.consent,
            "state": self.state_on(day),
            "statement": self.statement,
        }
        return {**found, "withdrawal": self.withdrawn} if self.withdrawn else found


def of_case(connection: Connection, case: str) -> list[Consent]:
    """Return every consent ever given in a case."""
    rows = connection.execute(
        select(consents).where(consents.c.case == case).order_by(consents.c.consent)
    )
    return [_consent(row) for row in rows]


def find(connection: Connection, case: str, consent: str) -> Consent | None:
    """Return one consent of one case; that of another case is not found."""
    row = connection.execute(
        select(consents).where(consents.c.consent == consent, consents.c.case == case)
    ).one_or_none()
    return _consent(row) if row else None


def add(connection: Connection, given: statements.Consent) -> None:
    """Note a consent that the log has; repeating changes nothing."""
    connection.execute(insert_once(consents).values(row_of(given)))


def row_of(given: statements.Consent) -> dict[str, Any]:
    """Return the columns that follow from a consent."""
    return {
        "consent": given.consent,
        "case": given.case,
        "recipient": given.recipient,
        "compartments": json.dumps(given.compartments),
        "expires": given.expires,
        "hash": statements.hash_of_statement(given),
        "statement": json.dumps(given.to_json()),
    }


def withdraw(connection: Connection, end: statements.Withdrawal, today: date) -> None:
    """Note a withdrawal and refuse from now on what was granted on the consent."""
    this = consents.c.consent == end.consent, consents.c.case == end.case
    connection.execute(
        update(consents).where(*this, consents.c.withdrawn.is_(None)).values(end_of(end))
    )
    recipient = connection.scalar(select(consents.c.recipient).where(*this))
    if recipient is not None:
        grants.end_of_consent(connection, end.case, end.consent, today)
        access.relist(connection, end.case, recipient, today)


def end_of(end: statements.Withdrawal) -> dict[str, Any]:
    """Return the columns that follow from a withdrawal."""
    return {"withdrawn": json.dumps(end.to_json())}


def _consent(row: Any) -> Consent:
    return Consent(
        consent=row.consent,
        case=row.case,
        recipient=row.recipient,
        compartments=frozenset(json.loads(row.compartments)),
        expires=row.expires,
        hash=row.hash,
        statement=json.loads(row.statement),
        withdrawn=json.loads(row.withdrawn) if row.withdrawn else None,
    )
