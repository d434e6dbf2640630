"""What each event on the bus means here. Applied in the order of the log, each exactly once.

Coordination's own events come back on the bus too and change nothing then, because their rows are
there; after a restore from an older backup they bring the rows back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, select

from appliance.adapters.database import put, savepoint
from appliance.coordination import cases, consents, grants, numbers, referrals, renewals, rewraps
from appliance.coordination.tables import cursor
from appliance.core import fields, statements
from appliance.core.canonical import MAX_INTEGER, parse_id
from appliance.core.compartments import PROFESSIONAL_COMPARTMENTS
from appliance.core.custody import Event, parse_event
from appliance.core.fields import Fields
from appliance.errors import ApplianceError, InvalidInputError
from appliance.logs import get_logger

log = get_logger()

S = TypeVar("S", bound=statements.Statement)

START = -1
RECEIPT = "receipt"
THREAD = "thread"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event with its place in the log, on the day it is applied."""

    event: Event
    case: str
    index: int
    today: date


@dataclass(frozen=True, slots=True)
class Page:
    """A page of events as storage lists them.

    Args:
        events: not yet parsed.
        after: the index after which the page starts.
        next: the index after which the following one starts.
    """

    events: list[dict[str, Any]]
    after: int
    next: int


def last_index(connection: Connection, deployment: str) -> int:
    """Return the index of the last event applied; -1 before the first."""
    found = connection.scalar(select(cursor.c.last_index).where(cursor.c.deployment == deployment))
    return START if found is None else found


def apply_page(connection: Connection, deployment: str, page: Page, today: date) -> bool:
    """Apply a page of events and move the cursor, in one transaction.

    Args:
        connection: to the database.
        deployment: whose bus it is.
        page: the events.
        today: this day in UTC.

    Returns:
        False, and nothing is changed, if another page was applied in the meantime.
    """
    if last_index(connection, deployment) != page.after:
        return False
    if not _apply_together(connection, page.events, today):
        for untrusted in page.events:
            _apply_alone(connection, untrusted, today)
    _move(connection, deployment, page.next)
    return True


def apply(connection: Connection, arrival: Arrival) -> None:
    """Apply one event; what means nothing here is passed over.

    Raises:
        ApplianceError: its details are malformed, or its case is not known.
    """
    handle = _HANDLERS.get(arrival.event.event)
    if handle is not None:
        handle(connection, arrival)


def _apply_together(
    connection: Connection, untrusted_events: list[dict[str, Any]], today: date
) -> bool:
    """Apply a page in one savepoint: one for each event is a fifth of the work.

    Returns:
        False, and nothing is changed, if one of them is bad.
    """
    try:
        with savepoint(connection):
            for untrusted in untrusted_events:
                _apply_untrusted(connection, untrusted, today)
    except ApplianceError:
        return False
    return True


def _apply_alone(connection: Connection, untrusted: dict[str, Any], today: date) -> None:
    """Apply one event in a savepoint: a bad one is named in the log and stops nothing."""
    try:
        with savepoint(connection):
            _apply_untrusted(connection, untrusted, today)
    except ApplianceError as error:
        log.warning("bus.event_passed_over", code=error.code)


def _apply_untrusted(connection: Connection, untrusted: dict[str, Any], today: date) -> None:
    members = dict(untrusted)
    index = fields.integer(0, MAX_INTEGER)(members.pop("index", None))
    event = parse_event(members)
    if event.case is not None:
        apply(connection, Arrival(event, event.case, index, today))


def _move(connection: Connection, deployment: str, index: int) -> None:
    put(connection, cursor, "deployment", {"deployment": deployment, "last_index": index})


def case_of(event: Event, case: str, index: int) -> cases.Case:
    """Return the case that a report begins.

    Raises:
        InvalidInputError: its details are malformed.
    """
    details = event.details
    form = details.get("form")
    if not isinstance(form, Mapping):
        raise InvalidInputError
    urgent = details.get("urgent_care")
    return cases.Case(
        case=case,
        day=event.day,
        language=_text(details.get("language")),
        form_id=_text(form.get("id")),
        form_version=_count(form.get("version")),
        directory=_count(details.get("directory")),
        sealed_by=_text(details.get("sealed_by")),
        urgent_care=None if urgent is None else int(fields.boolean(urgent)),
        state=cases.NEW,
        assigned=None,
        arrival=index,
        last_index=index,
        bytes=0,
    )


def statement_of(event: Event, kind: type[S]) -> S:
    """Return the statement that an event carries.

    Raises:
        InvalidInputError: it carries another one, or that of another case.
    """
    body = Fields(event.details, "event")
    found = statements.parse(body.read("statement", lambda value: value))
    if not isinstance(found, kind) or found.case != event.case:
        raise InvalidInputError
    return found


def _received(connection: Connection, arrival: Arrival) -> None:
    cases.add(connection, case_of(arrival.event, arrival.case, arrival.index))


def _stored(connection: Connection, arrival: Arrival) -> None:
    size_bytes = _count(arrival.event.details.get("size"))
    cases.grew(connection, arrival.case, arrival.index, size_bytes)
    if _is_said(arrival.event):
        cases.heard(connection, arrival.case, of_her=arrival.event.actor == RECEIPT)
    if arrival.event.item is not None:
        numbers.settle(connection, arrival.event.item)


def _consent_given(connection: Connection, arrival: Arrival) -> None:
    consents.add(connection, _statement(connection, arrival, statements.Consent))
    cases.heard(connection, arrival.case, of_her=True)


def _consent_withdrawn(connection: Connection, arrival: Arrival) -> None:
    withdrawal = _statement(connection, arrival, statements.Withdrawal)
    consents.withdraw(connection, withdrawal, arrival.today)
    cases.heard(connection, arrival.case, of_her=True)


def _key_granted(connection: Connection, arrival: Arrival) -> None:
    grant = _statement(connection, arrival, statements.Grant)
    numbers.learn(connection, grant.case, grant.signer, grant.seq)
    if "escrow" in grant.basis:
        rewraps.add(connection, grant)
        return
    if grant.compartment in PROFESSIONAL_COMPARTMENTS:
        cases.add_compartment(connection, grant.case, grant.compartment)
    grants.add(connection, grant)
    if {"recovery", "renews"} & set(grant.basis):
        renewals.settle(connection, grant.case, grant.recipient, arrival.today)


def _referred(connection: Connection, arrival: Arrival) -> None:
    referral = _statement(connection, arrival, statements.Referral)
    referrals.add(connection, referral)
    cases.heard(connection, arrival.case, of_her=False)
    numbers.learn(connection, referral.case, referral.signer, referral.seq)


def _referral_status(connection: Connection, arrival: Arrival) -> None:
    change = _statement(connection, arrival, statements.ReferralStatus)
    referrals.change(connection, change, arrival.today)
    numbers.learn(connection, change.case, change.signer, change.seq)


def _case_taken(connection: Connection, arrival: Arrival) -> None:
    """Assign a case that this database does not show as taken, if the grants still stand."""
    key = parse_id(arrival.event.actor)
    live = grants.live(grants.of_case(connection, arrival.case), arrival.today)
    if cases.is_new(connection, arrival.case) and any(each.recipient == key for each in live):
        cases.assign(connection, arrival.case, key)


def _is_said(event: Event) -> bool:
    return event.compartment == THREAD and event.details.get("kind") == "message"


def _statement(connection: Connection, arrival: Arrival, kind: type[S]) -> S:
    found = statement_of(arrival.event, kind)
    cases.find(connection, found.case)  # one that nobody knows is passed over
    return found


def _text(untrusted: object) -> str:
    return fields.text(64)(untrusted)


def _count(untrusted: object) -> int:
    return fields.integer(0, MAX_INTEGER)(untrusted)


_HANDLERS: Final[Mapping[str, Callable[[Connection, Arrival], None]]] = {
    "received": _received,
    "stored": _stored,
    "consent_given": _consent_given,
    "consent_withdrawn": _consent_withdrawn,
    "key_granted": _key_granted,
    "referred": _referred,
    "referral_status": _referral_status,
    "case_taken": _case_taken,
}
