"""Tickets for the blobs of a case (record-format §11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import Connection

from appliance.adapters.storage_client import BlobEntry
from appliance.config import Settings
from appliance.coordination.access import Access
from appliance.coordination.bodies import Want
from appliance.coordination.numbers import Hold
from appliance.core import tickets
from appliance.core.statements import MESSAGE_COMPARTMENTS
from appliance.core.tickets import Ticket
from appliance.errors import InvalidInputError, NotFoundError, TooLargeError

ISSUER = "coordination"
FILE_COMPARTMENTS = ("evidence", "medical", "psychosocial", "legal", "team")
# Where a professional may write what. Reports and consents are the survivor's to write.
WRITABLE = {
    "message": MESSAGE_COMPARTMENTS,
    "item": FILE_COMPARTMENTS,
    "evidence": FILE_COMPARTMENTS,
}
# A numbered message is small and sent at once; a hold that lasts would keep the next one waiting.
MESSAGE_LIFETIME_S = 120


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes and lifetimes of tickets issued now."""

    put_bytes: int
    upload_bytes: int
    now_s: int
    lifetime_s: int
    download_s: int

    @classmethod
    def of(cls, settings: Settings, now_s: int) -> Self:
        """Take them from the settings."""
        limits = settings.limits
        put_bytes = min(limits.blob_bytes, tickets.PUT_BYTES)
        lasting = settings.tickets
        return cls(put_bytes, limits.upload_bytes, now_s, lasting.lifetime_s, lasting.download_s)


def ticket(
    found: Access, key: str, want: Want, blobs: Sequence[BlobEntry], limits: Limits
) -> Ticket:
    """Return the ticket for one blob.

    Raises:
        NotFoundError: not hers to read or to write; or it is not there.
        TooLargeError: larger than may be stored.
    """
    size = _readable(found, want, blobs) if want.op == "get" else _writable(found, want, limits)
    lifetime_s = limits.download_s if want.op == "get" else limits.lifetime_s
    if want.seq is not None:
        lifetime_s = min(lifetime_s, MESSAGE_LIFETIME_S)
    return Ticket(
        actor=key,
        blob=want.blob,
        case=found.case.case,
        compartment=want.compartment,
        exp=limits.now_s + lifetime_s,
        iss=ISSUER,
        kind=want.kind,
        max=size,
        op=want.op,
    )


def issue(made: Ticket, seed: bytes) -> str:
    """Return the text of a ticket."""
    return tickets.issue(made, seed)


def holds(made: Sequence[Ticket], wants: Sequence[Want]) -> list[tuple[Hold, int]]:
    """Return the numbers to hold for messages on their way, each with its end."""
    return [
        (Hold(each.case, each.actor, each.compartment, want.seq, each.blob), each.exp)
        for each, want in zip(made, wants, strict=True)
        if want.seq is not None
    ]


def hold(connection: Connection, wanted: Sequence[tuple[Hold, int]], now_s: int) -> None:
    """Hold numbers.

    Raises:
        SequenceError: another message has one of them.
    """
    for each, until_s in wanted:
        each.take(connection, now_s, until_s)


def _readable(found: Access, want: Want, blobs: Sequence[BlobEntry]) -> int:
    for each in blobs:
        same = (each.blob, each.kind, each.compartment) == (want.blob, want.kind, want.compartment)
        if same and want.compartment in found.compartments:
            return each.size
    raise NotFoundError


def _writable(found: Access, want: Want, limits: Limits) -> int:
    if want.compartment not in found.granted:
        raise NotFoundError
    if want.compartment not in WRITABLE.get(want.kind, ()):
        raise InvalidInputError("This does not belong in this compartment.")
    if want.seq is not None and (want.kind, want.op) != ("message", "put"):
        raise InvalidInputError("Only a message has a number.")
    is_large = (want.op, want.kind) == ("upload", tickets.LARGE_KIND)
    if want.size > (limits.upload_bytes if is_large else limits.put_bytes):
        raise TooLargeError
    return want.size
