"""Holding coordination's rows against the events that the log has; nothing is repaired.

What a row says beyond its event (who a case is assigned to, whether a grant has ended, lists,
numbers) follows from events and is not compared.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Table, select

from appliance.adapters.database import database_errors_translated
from appliance.adapters.storage_client import StorageClient
from appliance.coordination import bus, consents, grants, referrals, rewraps, tables
from appliance.coordination.register import Register
from appliance.core import statements
from appliance.core.custody import Event, parse_event
from appliance.errors import ApplianceError

PAGE: Final = 500
CHANGING: Final = frozenset({"state", "assigned", "last_index", "bytes", "unanswered"})
"""Columns of a case that go on changing after its report came in."""

Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """A row as an event says it must be.

    Args:
        kind: `case`, `statement` or `person`.
        table: where it is.
        by: the column or columns it is found by.
        values: columns that the event commits to.
        index: the event's leaf.
    """

    kind: str
    table: Table
    by: tuple[str, ...]
    values: Mapping[str, Any]
    index: int

    @property
    def key(self) -> Key:
        """What no two rows have in common; a withdrawal is no row of its own, but counts as one."""
        part = "withdrawn" if "withdrawn" in self.values else ""
        return (self.table.name, part, *(str(self.values[each]) for each in self.by))

    def problem(self, what: str) -> dict[str, Any]:
        """Return the problem of this row as interfaces.md writes it."""
        item = str(self.values[self.by[0]])
        return {"problem": {"index": self.index, "item": item, "kind": self.kind, "what": what}}


@dataclass(slots=True)
class Audit:
    """One run over the database as it stands.

    Args:
        register: coordination's database.
        storage: where the events are.
        deployment: whose bus it is.
    """

    register: Register
    storage: StorageClient
    deployment: str
    seen: set[Key] = field(default_factory=set)
    people: dict[Key, Expected] = field(default_factory=dict)

    async def lines(self) -> AsyncIterator[dict[str, Any]]:
        """Yield `{"progress": …}` and `{"problem": …}` lines."""
        # The rows first: whatever is in them by now is in the log or in the outbox.
        followed, present, waiting = await self.register.read(self._stand)
        after, last = bus.START - 1, bus.START
        while after != last:
            after = last
            page = await self.storage.events(after, PAGE)
            rows = list(self._of_page(page.events))
            for problem in await self.register.read(lambda each, r=rows: _judge(each, r, followed)):  # type: ignore[misc]
                yield problem
            last = page.next
            yield {"progress": {"done": last}}
        people = list(self.people.values())
        for problem in await self.register.read(lambda each: _judge(each, people, last)):
            yield problem
        for key in sorted(present - self.seen - waiting):
            yield _unstated(key)

    def _stand(self, connection: Connection) -> tuple[int, set[Key], set[Key]]:
        """Return how far the bus was followed, which rows there are, and what waits to be sent."""
        present = {
            (table.name, part, *(str(each) for each in row))
            for table, by, part in _ROWS
            for row in connection.execute(_keys(table, by, part))
        }
        texts = connection.scalars(select(tables.outbox.c.parcel))
        events = [each for text in texts for each in json.loads(text)["events"]]
        waiting = {row.key for each in events for row in _expected_untrusted({**each, "index": -1})}
        return bus.last_index(connection, self.deployment), present, waiting

    def _of_page(self, events: Iterable[dict[str, Any]]) -> Iterator[Expected]:
        """Yield what events expect; of two with one key the first counts, as on the bus."""
        for untrusted in events:
            for row in _expected_untrusted(untrusted):
                if not self._is_known(row, untrusted.get("case")):
                    continue  # the bus passed it over
                if row.kind == "person":
                    self.people[row.key] = row
                elif row.key not in self.seen:
                    self.seen.add(row.key)
                    yield row

    def _is_known(self, row: Expected, case: object) -> bool:
        """Return whether what a statement is about came before it in the log."""
        if row.kind == "statement" and (tables.cases.name, "", str(case)) not in self.seen:
            return False
        if "withdrawn" in row.values:
            return (tables.consents.name, "", str(row.values["consent"])) in self.seen
        if row.table is tables.referral_statuses:
            return (tables.referrals.name, "", str(row.values["referral"])) in self.seen
        return True


def _judge(connection: Connection, rows: Iterable[Expected], followed: int) -> list[dict[str, Any]]:
    found = []
    for row in rows:
        try:
            with database_errors_translated():
                what = _wrong(connection, row, followed)
        except ApplianceError:
            what = "this row cannot be read"
        if what:
            found.append(row.problem(what))
    return found


def _wrong(connection: Connection, row: Expected, followed: int) -> str:
    where = [row.table.c[each] == row.values[each] for each in row.by]
    columns = [row.table.c[each] for each in row.values]
    found = connection.execute(select(*columns).where(*where)).one_or_none()
    if found is None:
        return "the row of this event is missing" if row.index <= followed else ""
    if "withdrawn" in row.values and found.withdrawn is None and row.index > followed:
        return ""
    same = dict(found._mapping) == dict(row.values)  # noqa: SLF001 - public, despite its name
    return "" if same else "this row is not what its event states"


def _unstated(key: Key) -> dict[str, Any]:
    kind = "case" if key[0] == tables.cases.name else "statement"
    return {"problem": {"item": key[2], "kind": kind, "what": "no event states this row"}}


def _keys(table: Table, by: tuple[str, ...], part: str) -> Any:
    query = select(*(table.c[each] for each in by))
    return query.where(table.c[part].is_not(None)) if part else query


def _expected_untrusted(untrusted: Mapping[str, Any]) -> list[Expected]:
    """Return the rows that an event expects; one that the bus passed over expects none."""
    members = dict(untrusted)
    index = members.pop("index")
    try:
        event = parse_event(members)
        make = _EXPECTED.get(event.event)
        return [make(event, index)] if make else []
    except (ApplianceError, KeyError):
        return []


def _case(event: Event, index: int) -> Expected:
    row = asdict(bus.case_of(event, event.case or "", index))
    values = {name: value for name, value in row.items() if name not in CHANGING}
    return Expected("case", tables.cases, ("case",), values, index)


def _consent(event: Event, index: int) -> Expected:
    values = consents.row_of(bus.statement_of(event, statements.Consent))
    return Expected("statement", tables.consents, ("consent",), values, index)


def _withdrawal(event: Event, index: int) -> Expected:
    end = bus.statement_of(event, statements.Withdrawal)
    values = {"consent": end.consent, **consents.end_of(end)}
    return Expected("statement", tables.consents, ("consent",), values, index)


def _grant(event: Event, index: int) -> Expected:
    grant = bus.statement_of(event, statements.Grant)
    if "escrow" in grant.basis:
        values = rewraps.row_of(grant)
        return Expected("statement", tables.recovery_wraps, ("grant",), values, index)
    values = grants.row_of(grant)
    return Expected("statement", tables.grants, ("grant",), values, index)


def _referral(event: Event, index: int) -> Expected:
    values = referrals.row_of(bus.statement_of(event, statements.Referral))
    return Expected("statement", tables.referrals, ("referral",), values, index)


def _status(event: Event, index: int) -> Expected:
    values = referrals.status_row_of(bus.statement_of(event, statements.ReferralStatus))
    return Expected("statement", tables.referral_statuses, STATUS_KEY, values, index)


def _person(event: Event, index: int) -> Expected:
    values = {name: event.details[name] for name in ("person", "role", "organisation")}
    return Expected("person", tables.people, ("person",), values, index)


STATUS_KEY: Final = ("referral", "signer", "seq")
_ROWS: Final = (
    (tables.cases, ("case",), ""),
    (tables.consents, ("consent",), ""),
    (tables.consents, ("consent",), "withdrawn"),
    (tables.grants, ("grant",), ""),
    (tables.recovery_wraps, ("grant",), ""),
    (tables.referrals, ("referral",), ""),
    (tables.referral_statuses, STATUS_KEY, ""),
)
_EXPECTED: Final[Mapping[str, Callable[[Event, int], Expected]]] = {
    "received": _case,
    "consent_given": _consent,
    "consent_withdrawn": _withdrawal,
    "key_granted": _grant,
    "referred": _referral,
    "referral_status": _status,
    "person_invited": _person,
}
