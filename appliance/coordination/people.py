"""People of the deployment: role, organisation, public keys, status; names are sealed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from appliance.adapters.database import insert_once
from appliance.coordination import tables
from appliance.core.canonical import b64
from appliance.errors import ConflictError, NotFoundError

INVITED, PENDING, ACTIVE, DISABLED = "invited", "pending", "active", "disabled"
CASE_MANAGER = "case_manager"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was invited; the keys are there once she has accepted."""

    person: str
    role: str
    organisation: str
    status: str
    profile: bytes
    key: str | None = None
    recipient: str | None = None
    verify: str | None = None
    intake_key: str | None = None
    intake_recipient: str | None = None
    intake_signature: str | None = None
    last_seen_week: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what the agent is told."""
        names = ("person", "role", "organisation", "status", "key", "recipient", "verify")
        found = {name: getattr(self, name) for name in (*names, "last_seen_week")}
        result = {name: value for name, value in found.items() if value is not None}
        if self.intake_key:
            result["intake"] = {
                "key": self.intake_key,
                "recipient": self.intake_recipient,
                "signature": self.intake_signature or "",
            }
        return {**result, "profile": b64(self.profile)}


def every(connection: Connection) -> list[Person]:
    """Return everybody, in the order of their ids."""
    rows = connection.execute(select(tables.people).order_by(tables.people.c.person))
    return [Person(**row._mapping) for row in rows]  # noqa: SLF001 - public, despite its name


def find(connection: Connection, person: str) -> Person:
    """Return one person.

    Raises:
        NotFoundError: there is nobody with this id.
    """
    row = connection.execute(
        select(tables.people).where(tables.people.c.person == person)
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return Person(**row._mapping)  # noqa: SLF001 - public, despite its name


def by_key(connection: Connection, key: str) -> Person | None:
    """Return who has this key id."""
    row = connection.execute(select(tables.people).where(tables.people.c.key == key)).one_or_none()
    return Person(**row._mapping) if row else None  # noqa: SLF001 - public, despite its name


def former_keys(connection: Connection) -> dict[str, list[str]]:
    """Return the keys that people had before, the newest first, by person."""
    table = tables.former_keys
    found: dict[str, list[str]] = {}
    for row in connection.execute(select(table).order_by(table.c.position.desc())):
        found.setdefault(row.person, []).append(row.key)
    return found


def keep_former_key(connection: Connection, person: str, key: str) -> None:
    """Note the key that somebody had until now."""
    table = tables.former_keys
    highest = connection.scalar(select(func.max(table.c.position))) or 0
    row = {"key": key, "person": person, "position": highest + 1}
    connection.execute(insert_once(table).values(row))


def add(connection: Connection, person: str, role: str, organisation: str, profile: bytes) -> None:
    """Note somebody who is invited; repeating is fine while she has not accepted."""
    known = connection.execute(
        select(tables.people).where(tables.people.c.person == person)
    ).one_or_none()
    if known is None:
        connection.execute(
            insert(tables.people).values(
                person=person,
                role=role,
                organisation=organisation,
                status=INVITED,
                profile=profile,
            )
        )
    elif (known.role, known.organisation, known.profile) != (role, organisation, profile):
        raise ConflictError


def approve(connection: Connection, person: str, key: str) -> None:
    """Let somebody work whose key the agent has certified.

    Raises:
        ConflictError: her key is another one, or she has not accepted or is disabled.
    """
    found = find(connection, person)
    if found.key != key or found.status not in (PENDING, ACTIVE):
        raise ConflictError
    change(connection, person, status=ACTIVE)


def saw(connection: Connection, person: str, today: date) -> None:
    """Note the week in which somebody was last seen; nothing finer is kept."""
    year, week, _ = today.isocalendar()
    change(connection, person, last_seen_week=f"{year}-W{week:02}")


def change(connection: Connection, person: str, **values: Any) -> None:
    """Change columns of one person."""
    connection.execute(
        update(tables.people).where(tables.people.c.person == person).values(**values)
    )
