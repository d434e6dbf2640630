"""Pages of cases: urgent first, then newest, each page one stretch of an index.

The cost of a page grows with the page and not with the number of cases: a cursor names the last
place seen, and the next page starts right after it (keyset pagination).
"""

import heapq
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, select, tuple_

from appliance.coordination import cases, tables
from appliance.coordination.cases import DUTY, MINE, NEW, REFERRED
from appliance.errors import InvalidInputError

VIEWS = (NEW, MINE, REFERRED, "all")
LONGEST_PAGE = 100
PAGE = 30
_CURSOR = re.compile(r"([01])-(0|[1-9][0-9]{0,15})", re.ASCII)

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list."""

    place: Place
    view: str
    case: cases.Case


def parse_cursor(untrusted: str) -> Place | None:
    """Read a cursor; an empty one is the start.

    Raises:
        InvalidInputError: no page ever ended there.
    """
    if not untrusted:
        return None
    matched = _CURSOR.fullmatch(untrusted)
    if matched is None:
        raise InvalidInputError
    return int(matched[1]), int(matched[2])


def parse_limit(untrusted: str) -> int:
    """Read the size of a page; absent means 30.

    Raises:
        InvalidInputError: not a number from 1 to 100.
    """
    if not untrusted:
        return PAGE
    if not re.fullmatch(r"[0-9]{1,3}", untrusted, re.ASCII):
        raise InvalidInputError
    if not 1 <= int(untrusted) <= LONGEST_PAGE:
        raise InvalidInputError
    return int(untrusted)


def lists_of(view: str, key: str, *, on_duty: bool) -> list[tuple[str, str]]:
    """Return the lists that a view is made of, as (viewer, view).

    Raises:
        InvalidInputError: there is no such view.
    """
    if view not in VIEWS:
        raise InvalidInputError
    lists = [(key, MINE), (key, REFERRED)]
    if on_duty:
        lists.append((DUTY, NEW))
    return [each for each in lists if view in ("all", each[1])]


def page(
    connection: Connection, lists: Sequence[tuple[str, str]], after: Place | None, limit: int
) -> tuple[list[Entry], str | None]:
    """Return a page and the cursor of the next, if there is one.

    Args:
        connection: to the database.
        lists: as `lists_of` returns them.
        after: the place where the last page ended.
        limit: most entries on the page.
    """
    stretches = [_read(connection, each, after, limit + 1) for each in lists]
    merged = heapq.merge(*stretches, key=lambda entry: entry.place, reverse=True)
    found = list(islice(_once(merged), limit + 1))
    kept = found[:limit]
    more = len(found) > limit
    return kept, f"{kept[-1].place[0]}-{kept[-1].place[1]}" if more else None


def statement(viewer: str, view: str, after: Place | None, limit: int) -> Select[Any]:
    """Return the query for a stretch of one list."""
    table = tables.listings
    query = (
        select(table.c.urgent, table.c.arrival, tables.cases)
        .join(tables.cases, tables.cases.c.case == table.c.case)
        .where(table.c.viewer == viewer, table.c.view == view)
        .order_by(table.c.urgent.desc(), table.c.arrival.desc())
        .limit(limit)
    )
    if after is None:
        return query
    return query.where(tuple_(table.c.urgent, table.c.arrival) < tuple_(*after))


def _read(
    connection: Connection, which: tuple[str, str], after: Place | None, limit: int
) -> list[Entry]:
    viewer, view = which
    entries = []
    for row in connection.execute(statement(viewer, view, after, limit)):
        place = (row[0], row[1])
        entries.append(Entry(place, view, cases.Case(*row[2:])))
    return entries


def _once(entries: Any) -> Any:
    """Pass over a case that the list before has shown already."""
    last: Place | None = None
    for entry in entries:
        if entry.place != last:
            yield entry
        last = entry.place
