"""What goes to storage in one piece: events and the wraps that belong to them.

Ids of events follow from the signed statements, so that sending again, even after a restart from
a backup, never makes a second event of one statement.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from appliance.adapters.storage_client import WrapEntry
from appliance.core import statements
from appliance.core.canonical import b64, canonical, unb64
from appliance.core.custody import Event


@dataclass(frozen=True, slots=True)
class Parcel:
    """One piece; storage takes all of it or nothing.

    Args:
        subject: what a repeated request finds it by.
        events: in the order of the log.
        wraps: the wrap files.
    """

    subject: str
    events: tuple[Event, ...]
    wraps: tuple[WrapEntry, ...] = ()

    def to_text(self) -> str:
        """Return what the outbox keeps."""
        return json.dumps(
            {
                "events": [each.to_json() for each in self.events],
                "wraps": [each.to_json() for each in self.wraps],
            }
        )


def contents(text: str) -> tuple[list[dict[str, Any]], list[WrapEntry]]:
    """Return what `to_text` kept, ready for storage."""
    found = json.loads(text)
    wraps = [WrapEntry(**{**each, "wrap": unb64(each["wrap"])}) for each in found["wraps"]]
    return found["events"], wraps


def subject_of(statement: statements.Statement) -> str:
    """Return the id under which a statement's parcel is found again."""
    return _id("parcel", statement)


def case_taken(first: statements.Grant, day: str) -> Event:
    """Return the event of a case that somebody took with these grants."""
    return Event(
        event="case_taken",
        id=_id("case_taken", first),
        day=day,
        case=first.case,
        actor=first.signer,
        details={"intake": first.basis["duty"]},
    )


def key_granted(grant: statements.Grant, day: str) -> Event:
    """Return the event of a grant."""
    return _stated("key_granted", grant, day, grant.compartment)


def referred(referral: statements.Referral, day: str) -> Event:
    """Return the event of a referral."""
    return _stated("referred", referral, day)


def referral_status(change: statements.ReferralStatus, day: str) -> Event:
    """Return the event of what became of a referral."""
    return _stated("referral_status", change, day)


def wraps(given: Iterable[tuple[statements.Grant, bytes]]) -> tuple[WrapEntry, ...]:
    """Return the wrap files of grants, as storage files them."""
    return tuple(
        WrapEntry(
            id=grant.grant,
            case=grant.case,
            wrap=wrap,
            compartment=grant.compartment,
            generation=grant.generation,
            recipient=grant.recipient,
            grant=grant.grant,
        )
        for grant, wrap in given
    )


def text_of(wrap: WrapEntry) -> dict[str, Any]:
    """Return a wrap as the case app gets it."""
    return {
        "compartment": wrap.compartment,
        "generation": wrap.generation,
        "grant": wrap.grant,
        "wrap": b64(wrap.wrap),
    }


def _stated(
    name: str, statement: statements.Statement, day: str, compartment: str | None = None
) -> Event:
    return Event(
        event=name,
        id=_id(name, statement),
        day=day,
        case=statement.case,
        compartment=compartment,
        actor=statement.signer,
        details={"statement": statement.to_json()},
    )


def _id(purpose: str, statement: statements.Statement) -> str:
    covered = purpose.encode() + b"\n" + canonical(statement.to_json())
    return hashlib.sha256(covered).digest()[:16].hex()
