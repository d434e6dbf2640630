"""After trustees were replaced, readers' browsers seal live compartments to the new recovery key.

Only reports whose sender was told of a recovery key are meant: whoever was told that there is none
was promised that nobody else can ever open hers. Whether she left it out stands sealed in her
report, so a browser that finds it there seals to a key that nobody has, and this service cannot
tell the two apart.
"""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, exists, func, not_, or_, select

from appliance.adapters.database import insert_once
from appliance.coordination import cases, duty, tables
from appliance.coordination.duty import Viewer
from appliance.core import statements
from appliance.core.compartments import SURVIVOR_COMPARTMENTS
from appliance.core.derivation import key_id
from appliance.core.directory import Directory
from appliance.errors import InvalidInputError

CONTACT = "contact"
MOST_CASES = 200

DirectoryOf = Callable[[int], Directory | None]


@dataclass(frozen=True, slots=True)
class Versions:
    """Versions of the key directory by what they say of recovery.

    Args:
        key: key id of the recovery recipient in force.
        told: versions that named a recovery recipient.
        fresh: those of them that named the one in force: their reports are sealed to it.
    """

    key: str
    told: frozenset[int]
    fresh: frozenset[int]


def versions(connection: Connection, directory_of: DirectoryOf, recipient: str) -> Versions:
    """Sort the versions that reports were sealed under.

    Args:
        connection: to the database.
        directory_of: gives each version of the key directory, if it is kept.
        recipient: the recovery recipient in force.
    """
    known = connection.scalars(select(tables.cases.c.directory).distinct()).all()
    named = {each: directory_of(each) for each in known}
    recovery = {each: found.recovery for each, found in named.items() if found is not None}
    return Versions(
        key_id(recipient),
        frozenset(each for each, found in recovery.items() if found),
        frozenset(each for each, found in recovery.items() if found == recipient),
    )


def progress(connection: Connection, found: Versions) -> dict[str, Any]:
    """Return how many cases may be recovered, and how many only by trustees of before."""
    case, compartment = tables.cases.c, tables.compartments.c
    counted = select(func.count(func.distinct(case.case))).where(case.directory.in_(found.told))
    behind = (
        counted.join(tables.compartments, compartment.case == case.case)
        .where(_wanted(found))
        .where(compartment.compartment.in_(SURVIVOR_COMPARTMENTS))
    )
    return {"behind": connection.scalar(behind) or 0, "cases": connection.scalar(counted) or 0}


def to_make(
    connection: Connection,
    viewer: Viewer,
    found: Versions,
    today: date,
    sealed_to: Callable[[int], frozenset[str]],
) -> list[dict[str, Any]]:
    """Return what this person's browser should seal anew: compartments by case.

    Only where she reads `contact`: there it says whether the survivor left recovery out.

    Args:
        connection: to the database.
        viewer: who.
        found: versions of the key directory.
        today: this day in UTC.
        sealed_to: gives the intake keys of each version.
    """
    case, compartment = tables.cases.c, tables.compartments.c
    hers = _reads(viewer.key, compartment.compartment, today)
    contact = _reads(viewer.key, CONTACT, today)
    if viewer.on_duty:
        held = duty.intake_keys_by_holder(connection).get(viewer.key, set())
        opened = [each for each in found.told if held & sealed_to(each)]
        on_duty = and_(case.state == cases.NEW, case.directory.in_(opened))
        hers = or_(hers, and_(on_duty, compartment.compartment.in_(SURVIVOR_COMPARTMENTS)))
        contact = or_(contact, on_duty)
    rows = connection.execute(
        select(compartment.case, compartment.compartment)
        .join(tables.cases, case.case == compartment.case)
        .where(_wanted(found), hers, contact)
        .order_by(case.arrival, compartment.compartment)
        .limit(MOST_CASES * 8)
    )
    listed: dict[str, list[str]] = {}
    for row in rows:
        listed.setdefault(row.case, []).append(row.compartment)
    return [{"case": each, "compartments": names} for each, names in listed.items()][:MOST_CASES]


def check(grant: statements.Grant, key: str, readable: Collection[str]) -> None:
    """Check that a reader seals what she reads to the recovery key in force.

    Raises:
        InvalidInputError: she seals something else.
    """
    if grant.basis != {"escrow": key} or grant.recipient != key:
        raise InvalidInputError("The recovery key is another one by now.")
    if grant.compartment not in readable:
        raise InvalidInputError("Nobody can give a key that she does not have.")


def add(connection: Connection, given: statements.Grant) -> None:
    """Note a wrap for the trustees; repeating changes nothing."""
    connection.execute(insert_once(tables.recovery_wraps).values(row_of(given)))


def is_known(connection: Connection, given: statements.Grant) -> bool:
    """Return whether this very statement was taken before."""
    table = tables.recovery_wraps
    found = connection.scalar(select(table.c.statement).where(table.c.grant == given.grant))
    return found is not None and json.loads(found) == given.to_json()


def of_case(connection: Connection, case: str, key: str) -> Iterable[dict[str, Any]]:
    """Return the signed statements of a case's wraps for one recovery key."""
    table = tables.recovery_wraps.c
    query = select(table.statement).where(table.case == case, table.recipient == key)
    return [json.loads(each) for each in connection.scalars(query.order_by(table.grant))]


def row_of(given: statements.Grant) -> dict[str, Any]:
    """Return the columns that follow from a statement."""
    return {
        "grant": given.grant,
        "case": given.case,
        "compartment": given.compartment,
        "recipient": given.recipient,
        "signer": given.signer,
        "statement": json.dumps(given.to_json()),
    }


def _wanted(found: Versions) -> Any:
    """Return the condition that the recovery key in force lacks a compartment."""
    case, compartment, wrap = tables.cases.c, tables.compartments.c, tables.recovery_wraps.c
    came_with_it = and_(
        case.directory.in_(found.fresh), compartment.compartment.in_(SURVIVOR_COMPARTMENTS)
    )
    made = exists().where(
        wrap.case == compartment.case,
        wrap.compartment == compartment.compartment,
        wrap.recipient == found.key,
    )
    return and_(case.directory.in_(found.told), not_(came_with_it), ~made)


def _reads(key: str, compartment: Any, today: date) -> Any:
    grant = tables.grants.alias().c
    return exists().where(
        grant.recipient == key,
        grant.case == tables.cases.c.case,
        grant.compartment == compartment,
        grant.ended.is_(None),
        or_(grant.expires >= today.isoformat(), grant.signer == grant.recipient),
    )
