"""From untrusted requests to typed values, for both of storage's faces."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request

from appliance.core import age_header, fields
from appliance.core.canonical import parse_id, unb64
from appliance.core.custody import COMPARTMENTS, STATED_BY, Event, parse_event
from appliance.core.fields import Fields
from appliance.core.succession import LogName
from appliance.errors import InvalidInputError, RecipientError
from appliance.storage.keyring import Wrap, grants_by_id
from appliance.storage.succeeding import PastLog
from appliance.storage.vault import VaultKeys

KEY_BYTES: Final = 32
MOST_EVENTS: Final = 200
MOST_EPOCHS: Final = 1000
MOST_LOGS: Final = 1000
LONGEST_NUMBER: Final = 16
LONGEST_ORIGIN: Final = 200


def vault_keys(untrusted: dict[str, Any]) -> VaultKeys:
    """Read what opens the vault.

    Raises:
        InvalidInputError: a member is wrong.
    """
    members = Fields(untrusted, "opening")
    keys = VaultKeys(
        deployment=members.id("deployment"),
        epochs=dict(members.array("epochs", _epoch, MOST_EPOCHS)),
        log_seed=unb64(members.octets("log_seed", KEY_BYTES)),
        past=members.optional("logs", fields.array(_past_log, MOST_LOGS)) or (),
        begin=members.optional("begin", parse_event),
    )
    members.close()
    return keys


def _past_log(untrusted: object) -> PastLog:
    members = Fields(untrusted, "log")
    name = LogName(members.text("origin", LONGEST_ORIGIN), members.octets("key", KEY_BYTES))
    found = PastLog(name, unb64(members.octets("filler", KEY_BYTES)))
    members.close()
    return found


def _epoch(untrusted: object) -> tuple[int, bytes]:
    members = Fields(untrusted, "epoch")
    epoch = members.integer("epoch"), unb64(members.octets("key", KEY_BYTES))
    members.close()
    return epoch


def events_and_wraps(
    untrusted: dict[str, Any], caller: str
) -> tuple[tuple[Event, ...], list[tuple[Wrap, Event]]]:
    """Read events to append and the wraps that belong to grants among them.

    Args:
        untrusted: the body.
        caller: who states them.

    Returns:
        The events, and each wrap with its `key_granted` event.

    Raises:
        InvalidInputError: a member is wrong, an event is not the caller's to state, or a wrap's
            grant is not among the events.
        RecipientError: a wrap is not sealed to exactly one hybrid recipient.
    """
    members = Fields(untrusted, "request")
    appended = members.array("events", _event_of(caller), MOST_EVENTS)
    wraps = members.optional("wraps", fields.array(_wrap, MOST_EVENTS)) or ()
    members.close()
    granted = grants_by_id(appended)
    missing = [wrap for wrap in wraps if wrap.grant not in granted]
    if missing or len(granted) != len(wraps):
        raise InvalidInputError("Every wrap comes with its grant, and every grant with its wrap.")
    return appended, [(wrap, granted[str(wrap.grant)]) for wrap in wraps]


def _event_of(caller: str) -> Callable[[object], Event]:
    """Make a parser of the events that a part may state."""
    allowed = STATED_BY.get(caller, frozenset())

    def parse(untrusted: object) -> Event:
        event = parse_event(untrusted)
        if event.event not in allowed:
            raise InvalidInputError("Another part states this event.")
        return event

    return parse


def _wrap(untrusted: object) -> Wrap:
    members = Fields(untrusted, "wrap")
    wrap = Wrap(
        id=members.id("id"),
        case=members.id("case"),
        content=members.read("wrap", unb64),
        recipient=members.id("recipient"),
        compartment=members.choice("compartment", COMPARTMENTS),
        generation=members.integer("generation", 1),
        grant=members.id("grant"),
    )
    members.close()
    if age_header.inspect(wrap.content) != 1:
        raise RecipientError("A grant's wrap is sealed to exactly one recipient.")
    return wrap


def path_id(request: Request, name: str) -> str:
    """Return an id in the path.

    Raises:
        InvalidInputError: it is none.
    """
    return parse_id(request.path_params[name])


def query_number(request: Request, name: str, default: int, lowest: int, highest: int) -> int:
    """Return a whole number from the query string.

    Raises:
        InvalidInputError: it is none, or out of range.
    """
    untrusted = request.query_params.get(name)
    return default if untrusted is None else number(untrusted, lowest, highest)


def header_number(request: Request, name: str, highest: int) -> int:
    """Return a whole number from a header that must be there.

    Raises:
        InvalidInputError: it is absent, no number, or out of range.
    """
    return number(request.headers.get(name, ""), 0, highest)


def number(untrusted: str, lowest: int, highest: int) -> int:
    """Read a whole number in a range.

    Raises:
        InvalidInputError: it is something else.
    """
    digits = untrusted.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(untrusted) > LONGEST_NUMBER:
        raise InvalidInputError("This is not a whole number.")
    if not lowest <= int(untrusted) <= highest:
        raise InvalidInputError("This number is out of range.")
    return int(untrusted)


def checksum(untrusted: str | None) -> bytes | None:
    """Read an `Upload-Checksum` header: `sha256` and the base64 of the sum.

    Raises:
        InvalidInputError: it is something else.
    """
    if untrusted is None:
        return None
    name, _, encoded = untrusted.partition(" ")
    try:
        found = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInputError("This is not a checksum.") from error
    if name != "sha256" or len(found) != KEY_BYTES:
        raise InvalidInputError("This is not a checksum.")
    return found


def optional(request: Request, name: str, parse: Callable[[object], str]) -> str | None:
    """Return a query parameter that may be absent.

    Raises:
        InvalidInputError: `parse` refuses it.
    """
    untrusted = request.query_params.get(name)
    return None if untrusted is None else parse(untrusted)
