"""Reports on their way in, and the mailboxes that they open: intake's own database."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from appliance.adapters.database import Database
from appliance.core.tickets import RECEIPT_ACTOR
from appliance.errors import ConflictError, SequenceError
from appliance.intake.tables import mailboxes, spooled, statements

EVENT_OF = {"consent": "consent_given", "withdrawal": "consent_withdrawn"}
MAILBOX_COLUMNS = tuple(column.name for column in mailboxes.columns)
MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Accepted:
    """One report, checked, with what its mailbox needs.

    Args:
        case: its case id.
        name_hash: keyed hash of the mailbox name.
        pin: authenticates the deployment key under her code.
        recipient: her recipient.
        verify: her verify key.
        report_hash: keyed hash of the bytes she sent.
        day: the day it came.
        bundle: what storage will get.
    """

    case: str
    name_hash: str
    pin: str
    recipient: str
    verify: str
    report_hash: str
    day: str
    bundle: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a report: the day it first came, and whether it had come before."""

    day: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox that somebody made.

    Attributes:
        case: her case.
        pin: authenticates the deployment key under her code.
        recipient: her recipient.
        verify: her verify key.
        waiting: whether her report is still in the spool.
        next_seq: the number that none of her clear statements has taken.
        logged: hashes of her clear statements that are in the log, by number.
    """

    case: str
    pin: str
    recipient: str
    verify: str
    waiting: bool
    next_seq: int
    logged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that storage has not confirmed."""

    case: str
    bundle: bytes


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports wait, and how many storage will never take."""

    waiting: int
    refused: int


@dataclass(frozen=True, slots=True)
class NumberedStatement:
    """A statement of hers with its event, the same however often she sends it.

    Attributes:
        case: her case.
        seq: its number among her clear statements.
        statement_hash: SHA-256 of `content`, which recognises it.
        event: id of its event in the log.
        day: the day it first came.
        content: the signed statement as canonical JSON.
    """

    case: str
    seq: int
    statement_hash: str
    event: str
    day: str
    content: str

    def to_event(self) -> dict[str, Any]:
        """Return the event for the log (docs/interfaces.md, the bus)."""
        statement = json.loads(self.content)
        return {
            "actor": RECEIPT_ACTOR,
            "case": self.case,
            "day": self.day,
            "details": {"statement": statement},
            "event": EVENT_OF[statement["type"]],
            "id": self.event,
            "v": 1,
        }


class Spool:
    """Intake's database.

    Args:
        database: open, with intake's tables.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open `spool/intake.db`, creating it if absent.

        Raises:
            ApplianceError: as `Database.open`.
        """
        return cls(Database.open(path, MIGRATIONS))

    def close(self) -> None:
        """Finish what is submitted and close."""
        self._database.close()

    async def accept(self, report: Accepted) -> Receipt:
        """Keep a report; it is on the disk when this returns.

        Raises:
            ConflictError: the case or the mailbox exists with other bytes.
        """
        return await self._database.write(lambda connection: _accept(connection, report))

    async def repeated(self, report: Accepted) -> Receipt | None:
        """Return the answer to a report that has come before, or None.

        Raises:
            ConflictError: the case exists with other bytes.
        """
        return await self._database.read(lambda connection: _repeated(connection, report))

    async def mailbox(self, name_hash: str, decoy_case: str) -> Mailbox | None:
        """Return a mailbox, or None; the same queries run either way.

        Args:
            name_hash: keyed hash of its name.
            decoy_case: a case that nobody has, to look up where there is no mailbox.
        """
        return await self._database.read(
            lambda connection: _mailbox(connection, name_hash, decoy_case)
        )

    async def waiting(self, most: int, most_bytes: int) -> list[Waiting]:
        """Return the oldest waiting reports, at least one if there is any."""
        return await self._database.read(lambda connection: _waiting(connection, most, most_bytes))

    async def settle(self, stored: Iterable[str], refused: Mapping[str, str]) -> None:
        """Drop what storage has confirmed; set aside what it will never take.

        Args:
            stored: cases that are in storage.
            refused: case -> error code.
        """
        cases = list(stored)
        await self._database.write(lambda connection: _settle(connection, cases, refused))

    async def retry_refused(self) -> None:
        """Let what was set aside be tried once more."""
        query = update(spooled).values(refused=None)
        await self._database.write(lambda connection: connection.execute(query).close())

    async def counts(self) -> Counts:
        """Return how many reports wait and how many are set aside."""
        query = select(func.count(), func.count(spooled.c.refused)).select_from(spooled)
        total, refused = await self._database.read(
            lambda connection: connection.execute(query).one()
        )
        return Counts(waiting=total - refused, refused=refused)

    async def number_statement(self, statement: NumberedStatement) -> NumberedStatement:
        """Give a statement its place among hers; one that is sent again gets its first event.

        Raises:
            SequenceError: the number is taken by another one, or leaves a gap.
        """
        return await self._database.write(lambda connection: _number(connection, statement))

    async def unlogged_statements(
        self, numbered: NumberedStatement | None = None
    ) -> list[NumberedStatement]:
        """Return the statements that may not be in the log yet, those of a case by number.

        Args:
            numbered: only those of its case, up to its number.
        """
        query = select(statements).where(statements.c.content.is_not(None))
        if numbered is not None:
            query = query.where(
                statements.c.case == numbered.case, statements.c.seq <= numbered.seq
            )
        query = query.order_by(statements.c.case, statements.c.seq)
        return await self._database.read(
            lambda connection: [
                NumberedStatement(**row._mapping)  # noqa: SLF001 - public, whatever its name says
                for row in connection.execute(query)
            ]
        )

    async def mark_logged(self, statement: NumberedStatement) -> None:
        """Let go of a statement that is in the log; its number and hash stay."""
        row = (statements.c.case == statement.case) & (statements.c.seq == statement.seq)
        query = update(statements).where(row).values(content=None)
        await self._database.write(lambda connection: connection.execute(query).close())


# Built once: this is what every report waits for.
_KNOWN = select(mailboxes.c.report_hash, mailboxes.c.name_hash, mailboxes.c.day).where(
    mailboxes.c.case == bindparam("of")
)
_NEW_MAILBOX = insert(mailboxes)
_NEW_SPOOLED = insert(spooled)


def _repeated(connection: Connection, report: Accepted) -> Receipt | None:
    found = connection.execute(_KNOWN, {"of": report.case}).one_or_none()
    if found is None:
        return None
    if (found.report_hash, found.name_hash) != (report.report_hash, report.name_hash):
        raise ConflictError
    return Receipt(found.day, repeated=True)


def _accept(connection: Connection, report: Accepted) -> Receipt:
    known = _repeated(connection, report)
    if known is not None:
        return known
    mailbox = {column: getattr(report, column) for column in MAILBOX_COLUMNS}
    connection.execute(_NEW_MAILBOX, mailbox)
    waiting = {"case": report.case, "bundle": report.bundle, "size_bytes": len(report.bundle)}
    connection.execute(_NEW_SPOOLED, waiting)
    return Receipt(report.day, repeated=False)


def _mailbox(connection: Connection, name_hash: str, decoy_case: str) -> Mailbox | None:
    query = select(mailboxes).where(mailboxes.c.name_hash == name_hash)
    found = connection.execute(query).one_or_none()
    case = found.case if found else decoy_case
    in_spool = select(spooled.c.position).where(spooled.c.case == case)
    waiting = connection.execute(in_spool).first() is not None
    next_seq = _next_seq(connection, case)
    logged = _logged(connection, case)
    if found is None:
        return None
    return Mailbox(case, found.pin, found.recipient, found.verify, waiting, next_seq, logged)


def _waiting(connection: Connection, most: int, most_bytes: int) -> list[Waiting]:
    sizes = select(spooled.c.position, spooled.c.size_bytes).where(spooled.c.refused.is_(None))
    chosen: list[int] = []
    total = 0
    for position, size_bytes in connection.execute(sizes.order_by(spooled.c.position).limit(most)):
        total += size_bytes
        if chosen and total > most_bytes:
            break
        chosen.append(position)
    rows = select(spooled.c.case, spooled.c.bundle).where(spooled.c.position.in_(chosen))
    found = connection.execute(rows.order_by(spooled.c.position))
    return [Waiting(case, bundle) for case, bundle in found]


def _settle(connection: Connection, stored: list[str], refused: Mapping[str, str]) -> None:
    connection.execute(delete(spooled).where(spooled.c.case.in_(stored)))
    for case, code in refused.items():
        connection.execute(update(spooled).where(spooled.c.case == case).values(refused=code))


def _number(connection: Connection, statement: NumberedStatement) -> NumberedStatement:
    place = (statements.c.case == statement.case) & (statements.c.seq == statement.seq)
    found = connection.execute(select(statements).where(place)).one_or_none()
    if found is not None:
        if found.statement_hash != statement.statement_hash:
            raise SequenceError
        return replace(statement, event=found.event, day=found.day)
    if statement.seq != _next_seq(connection, statement.case):
        raise SequenceError
    connection.execute(insert(statements).values(asdict(statement)))
    return statement


def _next_seq(connection: Connection, case: str) -> int:
    query = select(func.max(statements.c.seq)).where(statements.c.case == case)
    return int(connection.execute(query).scalar_one() or 0) + 1


def _logged(connection: Connection, case: str) -> tuple[str, ...]:
    is_logged = (statements.c.case == case) & statements.c.content.is_(None)
    query = select(statements.c.statement_hash).where(is_logged).order_by(statements.c.seq)
    return tuple(connection.execute(query).scalars())
