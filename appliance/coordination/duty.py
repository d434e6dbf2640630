"""Who holds the intake and the staff key: their wraps."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from appliance.adapters.database import insert_once
from appliance.coordination import people
from appliance.coordination.bodies import DutyWrap
from appliance.coordination.people import Person
from appliance.coordination.roster import Roster
from appliance.coordination.tables import duty_wraps
from appliance.coordination.tables import people as people_table
from appliance.core.certificates import Certificate

INTAKE, STAFF = "intake", "staff"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who works with cases: active and certified.

    Args:
        key: her key id.
        role: her role.
        organisation: her organisation.
        certificate: what the deployment says of her keys.
        intake_key: the current one of her organisation, if she holds it.
        former: keys of hers that this one succeeds, by the signed certificates.
    """

    key: str
    role: str
    organisation: str
    certificate: Certificate
    intake_key: str | None
    former: tuple[str, ...] = ()

    @property
    def on_duty(self) -> bool:
        """Whether she holds her organisation's current intake key."""
        return self.intake_key is not None


def viewer(connection: Connection, person: Person, roster: Roster, day: str) -> Viewer | None:
    """Return somebody as she may work today, or None where she may not work yet."""
    certificate = roster.usable(person.key, day) if person.key else None
    if person.status != people.ACTIVE or certificate is None:
        return None
    key = certificate.key
    intake_key = duty_key(connection, person, roster)
    former = roster.former(key)
    return Viewer(key, person.role, person.organisation, certificate, intake_key, former)


def duty_key(connection: Connection, person: Person, roster: Roster) -> str | None:
    """Return the intake key that a case manager holds, if it is the current one."""
    current = roster.intake_key(person.organisation)
    if person.role != people.CASE_MANAGER or current is None or person.key is None:
        return None
    return current if holds(connection, person.key, INTAKE, current) else None


def holds(connection: Connection, key: str, compartment: str, of: str) -> bool:
    """Return whether somebody has a wrap of a duty key."""
    where = (
        duty_wraps.c.recipient == key,
        duty_wraps.c.compartment == compartment,
        duty_wraps.c.of == of,
    )
    return connection.scalar(select(duty_wraps.c.generation).where(*where)) is not None


def held_intake_keys(connection: Connection) -> frozenset[str]:
    """Return the intake keys, old ones too, that somebody who works here can use."""
    return _intake_keys(connection, people_table.c.status == people.ACTIVE)


def intake_keys_by_holder(connection: Connection) -> dict[str, set[str]]:
    """Return the intake keys, old ones too, of which each holder has a wrap."""
    found: dict[str, set[str]] = {}
    query = select(duty_wraps.c.recipient, duty_wraps.c.of)
    for row in connection.execute(query.where(duty_wraps.c.compartment == INTAKE)):
        found.setdefault(row.recipient, set()).add(row.of)
    return found


def keep(connection: Connection, wrap: DutyWrap, of: str) -> None:
    """Keep the wrap of a duty key; one that is there stays."""
    connection.execute(
        insert_once(duty_wraps).values(
            recipient=wrap.recipient,
            compartment=wrap.compartment,
            of=of,
            generation=wrap.generation,
            wrap=wrap.wrap,
        )
    )


def wraps_of(connection: Connection, key: str) -> list[bytes]:
    """Return every duty wrap of somebody."""
    query = select(duty_wraps.c.wrap).where(duty_wraps.c.recipient == key)
    return list(connection.scalars(query.order_by(duty_wraps.c.compartment, duty_wraps.c.of)))


def without_intake_key(connection: Connection, mine: Viewer, roster: Roster) -> list[Certificate]:
    """Return the colleagues with whom the intake key should be shared."""
    if mine.intake_key is None:
        return []
    colleagues = [
        each
        for each in roster.certificates.values()
        if each.role == people.CASE_MANAGER and each.organisation == mine.organisation
    ]
    return [
        each
        for each in colleagues
        if may_have_intake_key(connection, each, mine)
        and not holds(connection, each.key, INTAKE, mine.intake_key)
    ]


def may_have_intake_key(connection: Connection, colleague: Certificate, mine: Viewer) -> bool:
    """Return whether a colleague is an active case manager of the same organisation."""
    person = people.by_key(connection, colleague.key)
    return (
        person is not None
        and person.status == people.ACTIVE
        and colleague.status == "active"
        and colleague.role == people.CASE_MANAGER
        and colleague.organisation == mine.organisation
    )


def _intake_keys(connection: Connection, *where: ColumnElement[bool]) -> frozenset[str]:
    query = (
        select(duty_wraps.c.of)
        .join(people_table, people_table.c.key == duty_wraps.c.recipient)
        .where(duty_wraps.c.compartment == INTAKE, *where)
    )
    return frozenset(connection.scalars(query))
