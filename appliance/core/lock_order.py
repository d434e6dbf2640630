"""A signed order of headquarters to lock one deployment (docs/interfaces.md §6).

    safehold/lock-order/v1
    <deployment id>
    lock
    <id of the order>
    <issued, RFC 3339 in UTC>
    <expires>

It is signed as C2SP signed-note says, by the key that the set-up named. There is one level: what
destroys cannot be ordered from outside.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.core.canonical import parse_id
from appliance.core.checkpoint import open_note, parse_verifier_key, sign_note
from appliance.errors import (
    ApplianceError,
    OrderExpiredError,
    OrderLevelError,
    OrderOtherError,
    OrderSignatureError,
)

HEADER: Final = "safehold/lock-order/v1"
LEVEL: Final = "lock"
MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"
LONGEST: Final = timedelta(days=7)
SLACK: Final = timedelta(minutes=10)
LINES: Final = 6


@dataclass(frozen=True, slots=True)
class LockOrder:
    """What headquarters asks for.

    Args:
        deployment: id of the deployment that is to be locked.
        id: the order's own random id: it counts once.
        issued: when it was signed.
        expires: until when it counts; at most a week later.
        level: `lock`; any other is refused.
    """

    deployment: str
    id: str
    issued: datetime
    expires: datetime
    level: str = LEVEL

    def text(self) -> str:
        """Return the text of the note."""
        times = (each.astimezone(UTC).strftime(MOMENT) for each in (self.issued, self.expires))
        return "\n".join([HEADER, self.deployment, self.level, self.id, *times]) + "\n"

    def sign(self, name: str, key: Ed25519PrivateKey) -> str:
        """Return the signed note."""
        return sign_note(self.text(), name, key)


def open_order(untrusted: str, key: str, deployment: str, now: datetime) -> LockOrder:
    """Read an order and check that it counts here and now.

    Args:
        untrusted: the note.
        key: the public key of headquarters, as a vkey.
        deployment: id of this deployment.
        now: this instant.

    Raises:
        OrderSignatureError: headquarters has not signed this, or it is no order.
        OrderLevelError: it asks for more than locking.
        OrderOtherError: it is for another deployment.
        OrderExpiredError: it does not count yet, or no longer.
    """
    try:
        name, public = parse_verifier_key(key)
        lines = open_note(untrusted, name, public).split("\n")
        if len(lines) != LINES + 1 or lines[0] != HEADER or lines[-1]:
            raise OrderSignatureError
        _, whose, level, identifier, issued, expires = lines[:LINES]
        order = LockOrder(whose, parse_id(identifier), _moment(issued), _moment(expires), level)
    except (ApplianceError, ValueError) as error:
        raise OrderSignatureError from error
    if order.level != LEVEL:
        raise OrderLevelError
    if order.deployment != deployment:
        raise OrderOtherError
    if not order.issued - SLACK <= now < order.expires <= order.issued + LONGEST:
        raise OrderExpiredError
    return order


def signer_of(key: str) -> str:
    """Return the name in a vkey: who asks."""
    return parse_verifier_key(key)[0]


def _moment(text: str) -> datetime:
    found = datetime.strptime(text, MOMENT).replace(tzinfo=UTC)
    if found.strftime(MOMENT) != text:
        raise ValueError(text)
    return found
