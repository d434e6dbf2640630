"""Rows of cases, and the lists that people see them in."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from appliance.adapters.database import insert_once
from appliance.coordination import tables
from appliance.core.compartments import SURVIVOR_COMPARTMENTS
from appliance.errors import NotFoundError

NEW, TAKEN = "new", "taken"
DUTY = "duty"
MINE, REFERRED = "mine", "referred"
OF_A_REPORT = SURVIVOR_COMPARTMENTS


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table of cases: only what stands in clear beside a report."""

    case: str
    day: str
    language: str
    form_id: str
    form_version: int
    directory: int
    sealed_by: str
    urgent_care: int | None
    state: str
    assigned: str | None
    arrival: int
    last_index: int
    bytes: int
    unanswered: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the fields that every list shows."""
        names = ("case", "day", "language", "state", "last_index", "bytes")
        found = {name: getattr(self, name) for name in names}
        if self.urgent_care is not None:
            found["urgent_care"] = bool(self.urgent_care)
        if self.assigned is not None:
            found["assigned"] = self.assigned
        return found


def find(connection: Connection, case: str) -> Case:
    """Return one case.

    Raises:
        NotFoundError: there is no such case.
    """
    row = connection.execute(select(tables.cases).where(tables.cases.c.case == case)).one_or_none()
    if row is None:
        raise NotFoundError
    return Case(**row._mapping)  # noqa: SLF001 - public, despite its name


def is_new(connection: Connection, case: str) -> bool:
    """Return whether nobody has taken a case, or it was given back."""
    return find(connection, case).state == NEW


def add(connection: Connection, found: Case) -> None:
    """Note a case that has come in; repeating changes nothing."""
    values = {name: getattr(found, name) for name in Case.__dataclass_fields__}
    if not connection.execute(_ADD, values).rowcount:
        return
    list_for(connection, found, DUTY, NEW)
    rows = [_compartment_row(found.case, each) for each in OF_A_REPORT]
    connection.execute(_ADD_COMPARTMENT, rows)


def add_compartment(connection: Connection, case: str, compartment: str) -> bool:
    """Note a compartment of a case; false where it was there."""
    row = _compartment_row(case, compartment)
    return bool(connection.execute(_ADD_COMPARTMENT, row).rowcount)


def grew(connection: Connection, case: str, index: int, size_bytes: int) -> None:
    """Note that something was stored in a case."""
    connection.execute(_GREW, {"which": case, "at": index, "more": size_bytes})


def heard(connection: Connection, case: str, *, of_her: bool) -> None:
    """Note that she wrote or decided something, or that somebody answered her."""
    connection.execute(_HEARD, {"which": case, "mark": int(of_her)})


def assign(connection: Connection, case: str, key: str) -> None:
    """Give a case to somebody: out of the duty list, into hers."""
    found = find(connection, case)
    connection.execute(
        update(tables.cases).where(tables.cases.c.case == case).values(state=TAKEN, assigned=key)
    )
    _unlist_assigned(connection, case)
    list_for(connection, found, key, MINE)


def give_back(connection: Connection, key: str) -> None:
    """Give every case of somebody back to the duty team and empty her lists."""
    case, listing = tables.cases.c, tables.listings.c
    hers = select(case.case, case.arrival, case.urgent_care).where(case.assigned == key)
    rows = [
        {
            "arrival": row.arrival,
            "case": row.case,
            "urgent": row.urgent_care or 0,
            "view": NEW,
            "viewer": DUTY,
        }
        for row in connection.execute(hers)
    ]
    among_hers = listing.case.in_(select(case.case).where(case.assigned == key))
    assigned = among_hers & listing.view.in_((NEW, MINE))
    connection.execute(delete(tables.listings).where(assigned | (listing.viewer == key)))
    if rows:
        connection.execute(_LIST, rows)
    connection.execute(
        update(tables.cases).where(case.assigned == key).values(state=NEW, assigned=None)
    )


def list_for(connection: Connection, case: Case, viewer: str, view: str) -> None:
    """Show a case in a list; repeating changes nothing."""
    row = {
        "arrival": case.arrival,
        "case": case.case,
        "urgent": case.urgent_care or 0,
        "view": view,
        "viewer": viewer,
    }
    connection.execute(_LIST, row)


def unlist(connection: Connection, case: str, viewer: str, view: str) -> None:
    """Take a case off a list."""
    table = tables.listings
    connection.execute(
        delete(table).where(table.c.case == case, table.c.viewer == viewer, table.c.view == view)
    )


def _unlist_assigned(connection: Connection, case: str) -> None:
    table = tables.listings
    connection.execute(delete(table).where(table.c.case == case, table.c.view.in_((NEW, MINE))))


def _compartment_row(case: str, compartment: str) -> dict[str, Any]:
    return {"case": case, "compartment": compartment, "generation": 1}


# Built once: every report that comes in runs these, and building them costs more than running.
_ADD = insert_once(tables.cases)
_ADD_COMPARTMENT = insert_once(tables.compartments)
_LIST = insert_once(tables.listings)
_HEARD = (
    update(tables.cases)
    .where(tables.cases.c.case == bindparam("which"))
    .values(unanswered=bindparam("mark"))
)
_GREW = (
    update(tables.cases)
    .where(tables.cases.c.case == bindparam("which"))
    .values(last_index=bindparam("at"), bytes=tables.cases.c.bytes + bindparam("more"))
)
