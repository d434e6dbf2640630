"""Somebody leaves: she is cut off at once, and what nobody is left to read is counted."""

from datetime import date

from sqlalchemy import Connection, delete, update

from appliance.coordination import cases, grants, orphans, people, tables
from appliance.coordination.orphans import Loss, SealedTo


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
    before = orphans.find(connection, today, sealed_to)
    people.change(connection, person, status=people.DISABLED)
    for table in (tables.sessions, tables.invitations):
        connection.execute(delete(table).where(table.c.person == person))
    if not found.key:
        return Loss()
    _cut_off(connection, found.key)
    after = orphans.find(connection, today, sealed_to)
    # Her own cases are reports again now: what was an orphan before is compared by its place.
    known = {(each.case, each.compartment) for each in before.orphans}
    lost = (each for each in after.orphans if (each.case, each.compartment) not in known)
    return Loss(frozenset(lost))


def start_again(connection: Connection, person: str, today: date, sealed_to: SealedTo) -> Loss:
    """Let somebody accept a new invitation: what she had before opens nothing any more.

    Returns:
        What nobody is left to read because of it.
    """
    key = people.find(connection, person).key
    loss = disable(connection, person, today, sealed_to)
    if key is not None:
        people.keep_former_key(connection, person, key)
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


def _cut_off(connection: Connection, key: str) -> None:
    connection.execute(delete(tables.duty_wraps).where(tables.duty_wraps.c.recipient == key))
    hers = tables.grants.c.recipient == key, tables.grants.c.ended.is_(None)
    connection.execute(update(tables.grants).where(*hers).values(ended=grants.DISABLED))
    cases.give_back(connection, key)
