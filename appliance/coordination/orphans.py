"""Orphans: compartments of cases that nobody who works here can read.

A compartment has a reader while a grant of it lives, or while the case is the duty team's and
somebody holds an intake key that its report was sealed to. Nothing is written down: whoever is
given a key makes an orphan one no longer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, exists, not_, or_, select

from appliance.coordination import cases, duty, tables
from appliance.core.compartments import SURVIVOR_COMPARTMENTS

SealedTo = Callable[[int], frozenset[str]]
"""Gives the intake keys that reports under one version of the key directory are sealed to."""

LONGEST_PAGE = 500


@dataclass(frozen=True, slots=True, order=True)
class Orphan:
    """One compartment of one case without a reader.

    Args:
        case: case id.
        compartment: which.
        report: whether it came with a report that nobody has taken, or that was given back.
        directory: version of the key directory that the report was sealed under.
    """

    case: str
    compartment: str
    report: bool
    directory: int = field(compare=False, default=0)


@dataclass(frozen=True, slots=True)
class Loss:
    """Orphans, counted and listed."""

    orphans: frozenset[Orphan] = frozenset()

    @property
    def compartments(self) -> int:
        """Compartments without a reader."""
        return len(self.orphans)

    @property
    def cases(self) -> int:
        """Cases with at least one of them."""
        return len({each.case for each in self.orphans})

    @property
    def reports(self) -> int:
        """Cases among them that nobody has taken, or that came back to the duty team."""
        return len({each.case for each in self.orphans if each.report})

    def to_json(self, after: str = "") -> dict[str, Any]:
        """Return the counts and a page of the list, by case.

        Args:
            after: the last case of the page before.
        """
        listed: dict[str, list[str]] = {}
        for each in sorted(self.orphans):
            if each.case > after:
                listed.setdefault(each.case, []).append(each.compartment)
        page = list(listed.items())[:LONGEST_PAGE]
        found: dict[str, Any] = {
            "cases_without_reader": self.cases,
            "compartments_without_reader": self.compartments,
            "orphans": [{"case": case, "compartments": names} for case, names in page],
            "reports_without_reader": self.reports,
        }
        return {**found, "next": page[-1][0]} if len(page) < len(listed) else found


def find(connection: Connection, today: date, sealed_to: SealedTo) -> Loss:
    """Return every orphan there is today.

    Args:
        connection: to the database.
        today: this day in UTC.
        sealed_to: knows the intake keys of each version of the key directory.
    """
    case, compartment = tables.cases.c, tables.compartments.c
    read_on_duty = and_(
        case.state == cases.NEW,
        case.directory.in_(_opened_on_duty(connection, sealed_to)),
        compartment.compartment.in_(SURVIVOR_COMPARTMENTS),
    )
    rows = connection.execute(
        select(compartment.case, compartment.compartment, case.state, case.directory)
        .join(tables.cases, case.case == compartment.case)
        .where(not_(read_on_duty), ~_granted(today))
    )
    found = (Orphan(row.case, row.compartment, _is_report(row), row.directory) for row in rows)
    return Loss(frozenset(found))


def _granted(today: date) -> Any:
    """Return the condition that a live grant opens a compartment (see `grants.live`)."""
    grant, compartment = tables.grants.c, tables.compartments.c
    return exists().where(
        grant.case == compartment.case,
        grant.compartment == compartment.compartment,
        grant.ended.is_(None),
        or_(grant.expires >= today.isoformat(), grant.signer == grant.recipient),
    )


def _opened_on_duty(connection: Connection, sealed_to: SealedTo) -> list[int]:
    """Return the versions of the directory whose reports somebody on duty can open."""
    case = tables.cases.c
    held = duty.held_intake_keys(connection)
    versions: Iterable[int] = connection.scalars(
        select(case.directory).where(case.state == cases.NEW).distinct()
    ).all()
    return [each for each in versions if held & sealed_to(each)]


def _is_report(row: Any) -> bool:
    return row.state == cases.NEW and row.compartment in SURVIVOR_COMPARTMENTS
