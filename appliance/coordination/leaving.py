"""Somebody leaves: she is cut off at once, and what nobody is left to read is counted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, func, select

from appliance.coordination import cases, duty, grants, people, tables

SealedTo = Callable[[int], frozenset[str]]
"""Gives the intake keys that reports under one version of the key directory are sealed to."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What nobody is left to read.

    Args:
        compartments: compartments without a reader.
        reports: reports among them that nobody has taken, or that came back to the duty team.
    """

    compartments: int = 0
    reports: int = 0

    def __add__(self, other: "Loss") -> "Loss":
        return Loss(self.compartments + other.compartments, self.reports + other.reports)

    def to_json(self) -> dict[str, int]:
        """Return what the agent is told."""
        return {
            "compartments_without_reader": self.compartments,
            "reports_without_reader": self.reports,
        }


def disable(connection: Connection, person: str, today: date, sealed_to: SealedTo) -> Loss:
    """Cut somebody off at once: sessions, grants, duty; her cases go back to the duty team.

    Args:
        connection: to the database.
        person: who.
        today: this day in UTC.
        sealed_to: knows the intake keys of each version of the key directory.

    Returns:
        What nobody is left to read because of it.
    """
    found = people.find(connection, person)
    people.change(connection, person, status=people.DISABLED)
    for table in (tables.sessions, tables.invitations):
        connection.execute(delete(table).where(table.c.person == person))
    return _cut_off(connection, found.key, today, sealed_to) if found.key else Loss()


def start_again(connection: Connection, person: str, today: date, sealed_to: SealedTo) -> Loss:
    """Let somebody accept a new invitation: what she had before opens nothing any more.

    Returns:
        What nobody is left to read because of it.
    """
    loss = disable(connection, person, today, sealed_to)
    for table in (tables.accounts, tables.second_factors):
        connection.execute(delete(table).where(table.c.person == person))
    people.change(
        connection,
        person,
        status=people.INVITED,
        key=None,
        recipient=None,
        verify=None,
        intake_key=None,
        intake_recipient=None,
        intake_signature=None,
    )
    return loss


def foreseen(connection: Connection, person: str, today: date, sealed_to: SealedTo) -> Loss:
    """Return what nobody would be left to read; nothing is changed."""
    with connection.begin_nested() as trial:
        loss = disable(connection, person, today, sealed_to)
        trial.rollback()
    return loss


def _cut_off(connection: Connection, key: str, today: date, sealed_to: SealedTo) -> Loss:
    # Before the status changed she was among the readers, so she is counted as one here.
    before = duty.held_intake_keys(connection) | duty.intake_keys_of(connection, key)
    connection.execute(delete(tables.duty_wraps).where(tables.duty_wraps.c.recipient == key))
    after = duty.held_intake_keys(connection)
    readable = tables.grants.c.recipient == key, tables.grants.c.ended.is_(None)
    rows = connection.execute(select(tables.grants.c.grant, tables.grants.c.case).where(*readable))
    granted = [(row.grant, row.case) for row in rows]
    grants.end(connection, [grant for grant, _ in granted], grants.DISABLED)
    cases.give_back(connection, key)
    hers = {case for _, case in granted}
    loss = _loss_of_untaken(connection, before, after, hers, sealed_to)
    for case in hers:
        loss += _loss_of(connection, case, today, after, sealed_to)
    return loss


def _loss_of(
    connection: Connection, case: str, today: date, held: frozenset[str], sealed_to: SealedTo
) -> Loss:
    """Count the compartments of a case that neither a grant nor the duty team opens."""
    found = cases.find(connection, case)
    read = {each.compartment for each in grants.live(grants.of_case(connection, case), today)}
    new = found.state == cases.NEW
    if new and held & sealed_to(found.directory):
        read |= set(cases.OF_A_REPORT)
    table = tables.compartments
    known = connection.scalars(select(table.c.compartment).where(table.c.case == case))
    unread = set(known) - read
    return Loss(len(unread), int(new and not unread.isdisjoint(cases.OF_A_REPORT)))


def _loss_of_untaken(
    connection: Connection,
    before: frozenset[str],
    after: frozenset[str],
    hers: Iterable[str],
    sealed_to: SealedTo,
) -> Loss:
    """Count what the duty team could open before, and nobody can now."""
    case, compartment, grant = tables.cases.c, tables.compartments.c, tables.grants.c
    versions = connection.scalars(
        select(case.directory).where(case.state == cases.NEW).distinct()
    ).all()
    lost = [each for each in versions if sealed_to(each) & before and not sealed_to(each) & after]
    if not lost:
        return Loss()
    read = select(grant.grant).where(
        grant.case == compartment.case,
        grant.compartment == compartment.compartment,
        grant.ended.is_(None),
    )
    rows = connection.execute(
        select(compartment.case, func.count().label("unread"))
        .join(tables.cases, case.case == compartment.case)
        .where(case.state == cases.NEW, case.directory.in_(lost), ~read.exists())
        .group_by(compartment.case)
    )
    seen = frozenset(hers)
    unread = [row.unread for row in rows if row.case not in seen]
    return Loss(sum(unread), len(unread))
