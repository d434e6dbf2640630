"""Checks of statements on arrival: the same that a browser makes before it shows them.

Nothing is believed because of who sent it: signer, case, number, compartments, consent, recipient
and wrap must all agree with what was certified and logged before.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import Connection, select

from appliance.coordination import consents, people
from appliance.coordination.access import Access
from appliance.coordination.bodies import Given
from appliance.coordination.duty import Viewer
from appliance.coordination.roster import Roster
from appliance.coordination.tables import compartments
from appliance.core import statements
from appliance.core.certificates import Certificate
from appliance.errors import ConflictError, InvalidInputError, SignatureError

S = TypeVar("S", bound=statements.Statement)

LONGEST_GRANT_DAYS = 400


@dataclass(frozen=True)
class Desk:
    """Where a statement is checked: who brings it, on which day, against which directories."""

    connection: Connection
    viewer: Viewer
    roster: Roster
    today: date

    @property
    def day(self) -> str:
        """This day."""
        return self.today.isoformat()


@dataclass(frozen=True, slots=True)
class Signed:
    """A grant whose signature and wrap have been checked."""

    grant: statements.Grant
    wrap: bytes


def signed(untrusted: object, kind: type[S], case: str, viewer: Viewer) -> S:
    """Check that a statement is of one kind, of this case, and signed by who brings it.

    Raises:
        SignatureError: signed by another key, or changed since.
        InvalidInputError: malformed, of another kind or of another case.
    """
    statement = statements.verify(untrusted, viewer.certificate.verify)
    if statement.signer != viewer.key:
        raise SignatureError
    if not isinstance(statement, kind) or statement.case != case:
        raise InvalidInputError("This statement belongs elsewhere.")
    return statement


def signed_grants(given: Sequence[Given], case: str, viewer: Viewer) -> list[Signed]:
    """Check signature, case and wrap of grants, and put them in the order of their numbers.

    Raises:
        SignatureError: as for `signed`.
        InvalidInputError: a wrap is another one, or two grants give the same thing twice.
    """
    found = []
    for each in given:
        grant = signed(each.untrusted_statement, statements.Grant, case, viewer)
        if hashlib.sha256(each.wrap).hexdigest() != grant.wrap:
            raise InvalidInputError("This wrap is not the one that was signed.")
        found.append(Signed(grant, each.wrap))
    _refuse_twice([each.grant.grant for each in found])
    _refuse_twice([(each.grant.compartment, each.grant.recipient) for each in found])
    if not found:
        raise InvalidInputError("At least one grant is needed.")
    return sorted(found, key=lambda each: each.grant.seq)


def on_duty(desk: Desk, access: Access, grant: statements.Grant) -> None:
    """Check a grant that rests on duty: her own team's intake key, to her team alone.

    Raises:
        InvalidInputError: it rests on something else.
    """
    if grant.basis.get("duty") != desk.viewer.intake_key or not access.holds_case:
        raise InvalidInputError("This grant rests on no duty of yours.")
    recipient = certified(desk, grant.recipient)
    if (recipient.organisation, recipient.role) != (desk.viewer.organisation, people.CASE_MANAGER):
        raise InvalidInputError("On duty a key goes to the duty team alone.")
    _in_time(desk, grant, desk.today + timedelta(days=LONGEST_GRANT_DAYS))


def consented(desk: Desk, grant: statements.Grant) -> None:
    """Check a grant that rests on a consent: live, hers to whom it says, wide enough.

    Raises:
        ConflictError: the consent is over or withdrawn.
        InvalidInputError: it does not cover this grant.
    """
    found = consents.find(desk.connection, grant.case, grant.basis.get("consent", ""))
    if found is None or found.hash != grant.basis.get("hash"):
        raise InvalidInputError("There is no such consent in this case.")
    if found.withdrawn is not None or found.expires < desk.day:
        raise ConflictError("This consent is over.", "Ask for a new one.")
    if not found.covers(grant.recipient, [grant.compartment], desk.day):
        raise InvalidInputError("The consent does not cover this.")
    certified(desk, grant.recipient)
    _in_time(desk, grant, date.fromisoformat(found.expires))


def certified(desk: Desk, key: str) -> Certificate:
    """Return the certificate of somebody to whom keys may be given today.

    Raises:
        ConflictError: she is not certified, or disabled.
    """
    certificate = desk.roster.usable(key, desk.day)
    person = people.by_key(desk.connection, key)
    if certificate is None or person is None or person.status != people.ACTIVE:
        raise ConflictError("This colleague cannot receive keys at the moment.")
    return certificate


def generations(desk: Desk, case: str, grants: Iterable[statements.Grant]) -> None:
    """Check that each grant gives the current key of a compartment that is there.

    Raises:
        ConflictError: the compartment has another key by now, or is not there.
    """
    query = select(compartments.c.compartment, compartments.c.generation)
    rows = desk.connection.execute(query.where(compartments.c.case == case))
    current = {row.compartment: row.generation for row in rows}
    if any(current.get(each.compartment) != each.generation for each in grants):
        raise ConflictError


def _in_time(desk: Desk, grant: statements.Grant, latest: date) -> None:
    if not desk.day <= grant.expires <= latest.isoformat():
        raise InvalidInputError("The last day of this grant is not possible.")


def _refuse_twice(names: Sequence[object]) -> None:
    if len(set(names)) != len(names):
        raise InvalidInputError("The same grant is given twice.")
