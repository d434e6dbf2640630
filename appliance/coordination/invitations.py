"""Invitations: one link each, used once, known here only by the hash of its secret."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from appliance.adapters import randomness
from appliance.coordination import accounts, duty, people
from appliance.coordination.accounts import Account
from appliance.coordination.bodies import Acceptance, DutyWrap
from appliance.coordination.people import CASE_MANAGER, Person
from appliance.coordination.roster import Roster
from appliance.coordination.tables import invitations
from appliance.coordination.tables import people as people_table
from appliance.core.canonical import b64
from appliance.errors import ConflictError, InvalidInputError, NotFoundError


@dataclass(frozen=True, slots=True)
class Invitation:
    """One live invitation."""

    invitation: str
    person: str


def add(connection: Connection, person: str, secret_hash: str, expires: str) -> None:
    """Make an invitation; any earlier one of the same person is void. Repeating is fine."""
    connection.execute(
        delete(invitations).where(
            invitations.c.person == person, invitations.c.secret_hash != secret_hash
        )
    )
    known = connection.scalar(
        select(invitations.c.invitation).where(invitations.c.secret_hash == secret_hash)
    )
    if known is None:
        ends = datetime.strptime(expires, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
        connection.execute(
            insert(invitations).values(
                invitation=randomness.random_id(),
                person=person,
                secret_hash=secret_hash,
                expires=int(ends.timestamp()),
            )
        )


def is_live(connection: Connection, person: str, secret_hash: str) -> bool:
    """Return whether this invitation of this person is still unused."""
    where = invitations.c.person == person, invitations.c.secret_hash == secret_hash
    return connection.scalar(select(invitations.c.invitation).where(*where)) is not None


def find(connection: Connection, secret: bytes, now: datetime) -> Invitation:
    """Return the invitation that a link names.

    Raises:
        NotFoundError: there is none, or it is used up or too old.
    """
    secret_hash = hashlib.sha256(secret).hexdigest()
    row = connection.execute(
        select(invitations).where(invitations.c.secret_hash == secret_hash)
    ).one_or_none()
    if row is None or row.expires <= now.timestamp():
        raise NotFoundError("This link is used up or too old.", "Ask for a new one.")
    return Invitation(row.invitation, row.person)


def offer(connection: Connection, secret: bytes, roster: Roster, now: datetime) -> dict[str, Any]:
    """Return what the holder of a link is offered."""
    found = find(connection, secret, now)
    person = people.find(connection, found.person)
    answer = {
        "invitation": found.invitation,
        "offer_intake_key": lacks_intake_key(connection, person, roster),
        "organisation": person.organisation,
        "profile": b64(person.profile),
        "role": person.role,
    }
    if roster.staff is not None:
        answer["staff_key"] = roster.staff.staff_recipient
    return answer


def lacks_intake_key(connection: Connection, person: Person, roster: Roster) -> bool:
    """Return whether this person makes the intake key: there is none, or nobody holds it."""
    current = roster.intake_key(person.organisation)
    if person.role != CASE_MANAGER or current in duty.held_intake_keys(connection):
        return False
    table = people_table
    made = connection.scalar(
        select(table.c.person)
        .where(
            table.c.organisation == person.organisation,
            table.c.intake_key.is_not(None),
            table.c.status == people.PENDING,
        )
        .limit(1)
    )
    return made is None


def accept(
    connection: Connection,
    body: Acceptance,
    login_hash: str,
    account: Account,
    roster: Roster,
    now: datetime,
) -> None:
    """Turn an invitation into an account that waits for approval.

    Raises:
        NotFoundError: the link is used up or too old.
        ConflictError: the login is taken, or the key is known already.
        InvalidInputError: an intake key comes with it that nobody asked for.
    """
    found = find(connection, body.secret, now)
    person = people.find(connection, found.person)
    if body.intake is not None and not lacks_intake_key(connection, person, roster):
        raise InvalidInputError("There is an intake key already.")
    if people.by_key(connection, body.key) is not None:
        raise ConflictError
    accounts.add(connection, login_hash, account)
    connection.execute(
        update(people_table)
        .where(people_table.c.person == found.person)
        .values(
            status=people.PENDING,
            key=body.key,
            recipient=body.recipient,
            verify=body.verify,
            intake_key=body.intake.key if body.intake else None,
            intake_recipient=body.intake.recipient if body.intake else None,
            intake_signature=body.intake.signature if body.intake else None,
        )
    )
    if body.intake is not None:
        wrap = DutyWrap(body.key, duty.INTAKE, 1, body.intake.wrap)
        duty.keep(connection, wrap, body.intake.key)
    connection.execute(delete(invitations).where(invitations.c.invitation == found.invitation))
