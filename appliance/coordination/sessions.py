"""Sessions of signed-in professionals; only a hash of each token is stored."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from appliance.config import Sessions as Limits
from appliance.coordination import people
from appliance.coordination.people import Person
from appliance.coordination.tables import sessions
from appliance.core.canonical import b64, unb64
from appliance.errors import ApplianceError, UnauthenticatedError

HEADER = "Safehold-Session"
TOKEN_BYTES = 32
# A session's end is moved at most once a minute, so that reading is not writing.
GRAIN_S = 60


@dataclass(frozen=True, slots=True)
class Session:
    """A live session and whose it is."""

    token_hash: str
    person: Person
    idle_at: int
    ends_at: int


def start(connection: Connection, person: str, now: datetime, limits: Limits) -> str:
    """Start a session and return its token; sessions that have run out are forgotten."""
    now_s = int(now.timestamp())
    connection.execute(delete(sessions).where(sessions.c.idle_at <= now_s))
    token = secrets.token_bytes(TOKEN_BYTES)
    ends_at = now_s + int(timedelta(hours=limits.max_hours).total_seconds())
    connection.execute(
        insert(sessions).values(
            token_hash=hashlib.sha256(token).hexdigest(),
            person=person,
            idle_at=min(ends_at, now_s + limits.idle_minutes * 60),
            ends_at=ends_at,
        )
    )
    people.saw(connection, person, now.date())
    return b64(token)


def find(connection: Connection, untrusted_token: str, now: datetime) -> Session:
    """Return the session that a token names.

    Raises:
        UnauthenticatedError: there is none, it has run out, or the person is disabled.
    """
    token_hash = hash_of(untrusted_token)
    row = connection.execute(
        select(sessions).where(sessions.c.token_hash == token_hash)
    ).one_or_none()
    if row is None or min(row.idle_at, row.ends_at) <= now.timestamp():
        raise UnauthenticatedError
    return Session(token_hash, entitled(connection, row.person), row.idle_at, row.ends_at)


def entitled(connection: Connection, person: str) -> Person:
    """Return somebody who may be signed in.

    Raises:
        UnauthenticatedError: she is disabled or has to accept again.
    """
    found = people.find(connection, person)
    if found.status not in (people.PENDING, people.ACTIVE):
        raise UnauthenticatedError
    return found


def is_stale(session: Session, now: datetime, limits: Limits) -> bool:
    """Return whether the idle end of a session should be moved."""
    return _idle_at(session, now, limits) - session.idle_at >= GRAIN_S


def touch(connection: Connection, session: Session, now: datetime, limits: Limits) -> None:
    """Move the idle end of a session, and note the week."""
    connection.execute(
        update(sessions)
        .where(sessions.c.token_hash == session.token_hash)
        .values(idle_at=_idle_at(session, now, limits))
    )
    people.saw(connection, session.person.person, now.date())


def stop(connection: Connection, untrusted_token: str) -> None:
    """End a session; one that is not there is ended already."""
    connection.execute(delete(sessions).where(sessions.c.token_hash == hash_of(untrusted_token)))


def hash_of(untrusted_token: str) -> str:
    """Return the hash under which a token is stored.

    Raises:
        UnauthenticatedError: no token ever looked like this.
    """
    try:
        return hashlib.sha256(unb64(untrusted_token, TOKEN_BYTES)).hexdigest()
    except ApplianceError as error:
        raise UnauthenticatedError from error


def _idle_at(session: Session, now: datetime, limits: Limits) -> int:
    return min(session.ends_at, int(now.timestamp()) + limits.idle_minutes * 60)
