"""Grants: which are live, and the end of those that are not.

A compartment never loses its last reader by the passing of time or by a withdrawal: the last
grant that somebody made to herself, on taking the case or opening the compartment, outlives its
day. Only disabling the person ends it, and then the case goes back to the duty team.

That a day has passed is judged at each reading and never written down: a box whose clock ran
ahead and was set right again has taken nothing from anybody.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update

from appliance.adapters.database import insert_once
from appliance.coordination import tables
from appliance.core import statements

DISABLED = "disabled"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Grant:
    """One row of the table of grants."""

    grant: str
    compartment: str
    generation: int
    recipient: str
    signer: str
    consent: str | None
    duty: str | None
    expires: str
    statement: dict[str, Any]
    ended: str | None
    renews: str | None = None

    @property
    def own(self) -> bool:
        """Whether the signer made it to herself."""
        return self.signer == self.recipient


def live(grants: Iterable[Grant], today: date) -> list[Grant]:
    """Return the grants that let somebody read today.

    Args:
        grants: all grants of one case.
        today: this day in UTC.
    """
    open_grants = [each for each in grants if each.ended is None]
    lasting = [each for each in open_grants if each.expires >= today.isoformat()]
    served = {each.compartment for each in lasting}
    return lasting + keepers(each for each in open_grants if each.compartment not in served)


def keepers(grants: Iterable[Grant]) -> list[Grant]:
    """Return, of each compartment, the own grant that would be kept as its last."""
    kept: dict[str, Grant] = {}
    for each in grants:
        best = kept.get(each.compartment)
        if each.own and (best is None or best.expires < each.expires):
            kept[each.compartment] = each
    return list(kept.values())


def of_case(connection: Connection, case: str) -> list[Grant]:
    """Return every grant ever made in a case."""
    rows = connection.execute(
        select(*COLUMNS).where(tables.grants.c.case == case).order_by(tables.grants.c.grant)
    )
    return [of_row(row) for row in rows]


def end_of_consent(connection: Connection, case: str, consent: str, today: date) -> None:
    """End what was granted on a consent that she has withdrawn."""
    everything = of_case(connection, case)
    based = [
        each for each in everything if each.consent == consent and each.ended in (None, DISABLED)
    ]
    others = {each.compartment for each in live(everything, today) if each not in based}
    open_ones = [each for each in based if each.ended is None]
    kept = {each.grant for each in keepers(open_ones) if each.compartment not in others}
    end(connection, [each.grant for each in based if each.grant not in kept], WITHDRAWN)


def end(connection: Connection, ids: Sequence[str], why: str) -> None:
    """End grants, and what renews them, for good.

    Those that have ended keep their first reason; only that somebody was disabled is no last word,
    since her grants may be renewed.
    """
    table = tables.grants
    going = table.c.ended.is_(None) | (table.c.ended == DISABLED)
    while ids:
        connection.execute(update(table).where(table.c.grant.in_(ids), going).values(ended=why))
        ids = connection.scalars(select(table.c.grant).where(table.c.renews.in_(ids), going)).all()


def add(connection: Connection, given: statements.Grant) -> None:
    """Note a grant; repeating changes nothing."""
    connection.execute(insert_once(tables.grants).values(row_of(given)))


def row_of(given: statements.Grant) -> dict[str, Any]:
    """Return the columns that follow from a grant."""
    return {
        "grant": given.grant,
        "case": given.case,
        "compartment": given.compartment,
        "generation": given.generation,
        "recipient": given.recipient,
        "signer": given.signer,
        "consent": given.basis.get("consent"),
        "duty": given.basis.get("duty"),
        "expires": given.expires,
        "renews": given.basis.get("renews"),
        "wrap_hash": given.wrap,
        "statement": json.dumps(given.to_json()),
    }


def is_known(connection: Connection, given: statements.Grant) -> bool:
    """Return whether this very grant was taken before."""
    return bool(_statement(connection, given.grant) == given.to_json())


def is_taken(connection: Connection, grant: str) -> bool:
    """Return whether a grant id is in use."""
    return _statement(connection, grant) is not None


def _statement(connection: Connection, grant: str) -> Any:
    table = tables.grants
    found = connection.scalar(select(table.c.statement).where(table.c.grant == grant))
    return json.loads(found) if found else None


COLUMNS = (
    tables.grants.c.grant,
    tables.grants.c.compartment,
    tables.grants.c.generation,
    tables.grants.c.recipient,
    tables.grants.c.signer,
    tables.grants.c.consent,
    tables.grants.c.duty,
    tables.grants.c.expires,
    tables.grants.c.statement,
    tables.grants.c.ended,
    tables.grants.c.renews,
)


def of_row(row: Any) -> Grant:
    """Return a grant from a row that has `COLUMNS`."""
    values = {each.name: row._mapping[each] for each in COLUMNS}  # noqa: SLF001 - public, despite its name
    return Grant(**{**values, "statement": json.loads(values["statement"])})
