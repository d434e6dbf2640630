"""Grants given again to somebody who lost her key: what she could read before, never more.

Who succeeds whom is what the deployment signed into certificates (docs/decisions/0014). A grant
is renewed only if being disabled is all that ended it: not her consent, not a day, not a refusal.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, exists, or_, select

from appliance.coordination import cases, consents, grants, tables
from appliance.coordination.checks import Desk, certified
from appliance.coordination.duty import Viewer
from appliance.coordination.roster import Roster
from appliance.core import statements
from appliance.core.compartments import SURVIVOR_COMPARTMENTS
from appliance.errors import ConflictError, InvalidInputError

MOST_CASES = 100
"""Cases in one answer; the app asks again once it has given these."""


@dataclass(frozen=True, slots=True)
class Renewable:
    """A grant of a lost key that could be given again."""

    case: str
    grant: grants.Grant


def of_key(
    connection: Connection,
    key: str,
    former: Sequence[str],
    today: date,
    giver: str | None = None,
    *,
    lasting: bool = False,
) -> list[Renewable]:
    """Return the grants of somebody's former keys that she has not been given again.

    Args:
        connection: to the database.
        key: her key now.
        former: those before.
        today: this day in UTC.
        giver: key id of a colleague: only what that one can read too.
        lasting: also what she made to herself on duty, which outlives its day (see `grants`).
    """
    old, day = tables.grants.c, today.isoformat()
    in_time = old.expires >= day
    if lasting:
        in_time |= old.duty.is_not(None) & (old.signer == old.recipient)
    query = (
        select(old.case, *grants.COLUMNS)
        .outerjoin(tables.consents, tables.consents.c.consent == old.consent)
        .where(
            old.recipient.in_(former),
            old.ended == grants.DISABLED,
            in_time,
            or_(
                old.consent.is_(None),
                tables.consents.c.withdrawn.is_(None) & (tables.consents.c.expires >= day),
            ),
            ~_reads(key, day),
        )
        .order_by(old.case, old.compartment, old.grant)
    )
    if giver is not None:
        query = query.where(_reads(giver, day))
    rows = connection.execute(query)
    return [Renewable(row.case, grants.of_row(row)) for row in rows]


def to_give(
    connection: Connection, viewer: Viewer, roster: Roster, today: date
) -> list[dict[str, Any]]:
    """Return whom this person can give access again: key, and signed old grants by case."""
    found = []
    for certificate in roster.certificates.values():
        former = roster.former(certificate.key)
        usable = former and certificate.usable_on(today.isoformat())
        if not usable or certificate.key == viewer.key:
            continue
        by_case: dict[str, list[grants.Grant]] = defaultdict(list)
        for each in of_key(connection, certificate.key, former, today, viewer.key):
            if each.grant.duty is None or _free_for(connection, each.case, certificate.key):
                by_case[each.case].append(each.grant)
        if by_case:
            first = list(by_case.items())[:MOST_CASES]
            shown = [_shown(connection, case, olds) for case, olds in first]
            found.append({"cases": shown, "count": len(by_case), "key": certificate.key})
    return found


def check(desk: Desk, grant: statements.Grant) -> None:
    """Check a grant that renews one: same person, same compartment, same basis, no longer.

    Raises:
        ConflictError: the old grant has ended for another reason, or its consent is over.
        InvalidInputError: it gives more, or to somebody else.
    """
    old = next(
        (
            each
            for each in grants.of_case(desk.connection, grant.case)
            if each.grant == grant.basis.get("renews")
        ),
        None,
    )
    if old is None or old.recipient not in desk.roster.former(grant.recipient):
        raise InvalidInputError("This grant renews none of hers.")
    if old.ended != grants.DISABLED or old.expires < desk.day:
        raise ConflictError("What she had then is over.", "Ask for a new consent.")
    if _of(grant) != (old.compartment, old.generation, _basis(old.statement)):
        raise InvalidInputError("This grant is not the one that it renews.")
    if not desk.day <= grant.expires <= old.expires:
        raise InvalidInputError("The last day of this grant is not possible.")
    _check_same(desk, grant.recipient, old.recipient)
    if old.consent is not None:
        _check_consent(desk, grant)
    elif not _free_for(desk.connection, grant.case, grant.recipient):
        raise ConflictError("A colleague has taken this case.")


def settle(connection: Connection, case: str, key: str, today: date) -> None:
    """Show a case to who was given it again; hers to lead if she has all of a report."""
    found = cases.find(connection, case)
    mine = [
        each
        for each in grants.live(grants.of_case(connection, case), today)
        if each.recipient == key
    ]
    on_duty = {each.compartment for each in mine if each.duty is not None}
    if found.state == cases.NEW and on_duty.issuperset(SURVIVOR_COMPARTMENTS):
        cases.assign(connection, case, key)
    elif mine and found.assigned != key:
        cases.list_for(connection, found, key, cases.REFERRED)


def _check_same(desk: Desk, key: str, former: str) -> None:
    """Check that the successor works in the same role and organisation.

    Raises:
        InvalidInputError: she does not.
        ConflictError: she is not certified, or disabled.
    """
    new, old = certified(desk, key), desk.roster.certificate(former)
    same = old and (old.role, old.organisation) == (new.role, new.organisation)
    if not same:
        raise InvalidInputError("She has another role now.")


def _check_consent(desk: Desk, grant: statements.Grant) -> None:
    found = consents.find(desk.connection, grant.case, grant.basis.get("consent", ""))
    if found is None or found.hash != grant.basis.get("hash"):
        raise InvalidInputError("There is no such consent in this case.")
    if found.state_on(desk.day) != "live" or found.expires < grant.expires:
        raise ConflictError("This consent is over.", "Ask for a new one.")
    if grant.compartment not in found.compartments:
        raise InvalidInputError("The consent does not cover this.")


def _free_for(connection: Connection, case: str, key: str) -> bool:
    """Return whether nobody else has come to lead a case that she had on duty."""
    found = cases.find(connection, case)
    return found.state == cases.NEW or found.assigned == key


def _of(grant: statements.Grant) -> tuple[str, int, Mapping[str, str]]:
    return grant.compartment, grant.generation, _without_renewal(grant.basis)


def _basis(statement: Mapping[str, Any]) -> Mapping[str, str]:
    return _without_renewal(statement["basis"])


def _without_renewal(basis: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in basis.items() if name in ("consent", "duty", "hash")}


def _reads(key: str, day: str) -> Any:
    """Return the condition that somebody has a live grant of the same compartment."""
    old, mine = tables.grants.c, tables.grants.alias("mine").c
    return exists().where(
        mine.recipient == key,
        mine.case == old.case,
        mine.compartment == old.compartment,
        mine.ended.is_(None),
        or_(mine.expires >= day, mine.signer == mine.recipient),
    )


def _shown(connection: Connection, case: str, olds: Sequence[grants.Grant]) -> dict[str, Any]:
    wanted = {each.consent for each in olds}
    agreed = [each for each in consents.of_case(connection, case) if each.consent in wanted]
    return {
        "case": case,
        "consents": [{"statement": each.statement} for each in agreed],
        "grants": [{"statement": each.statement} for each in olds],
    }
