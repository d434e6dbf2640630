"""Whole blobs in and out under a ticket: `put` in one request, `get` with an access record."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from appliance.adapters.randomness import random_id
from appliance.core import age_header
from appliance.core.custody import Event
from appliance.core.tickets import Ticket
from appliance.errors import (
    ConflictError,
    NotFoundError,
    RangeError,
    RecipientError,
    TooLargeError,
)
from appliance.storage import blobstore, ledger
from appliance.storage.blobstore import BlobRecord, Registered, StoredObject
from appliance.storage.registration import discard
from appliance.storage.room import new_keys
from appliance.storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Download:
    """A stretch of a blob whose access is already on record.

    Args:
        pieces: its bytes.
        start: first byte.
        end: behind the last byte.
        size: bytes of the whole blob.
    """

    pieces: AsyncIterator[bytes]
    start: int
    end: int
    size: int

    @property
    def is_whole(self) -> bool:
        """Whether it is all of the blob."""
        return self.end - self.start == self.size


async def put(vault: Vault, ticket: Ticket, day: str, content: bytes) -> Registered:
    """Store a blob that came in one request; durable, blob and rows, when this returns.

    Raises:
        TooLargeError: the ticket allows less.
        InvalidInputError: it is no age file.
        RecipientError: it is not sealed to exactly one hybrid recipient.
        ConflictError: other bytes are stored under this id.
        StorageFullError: there is no room.
    """
    if len(content) > ticket.max:
        raise TooLargeError
    if age_header.inspect(content) != 1:
        raise RecipientError("Content is sealed to exactly one recipient.")
    record = BlobRecord(
        blob=ticket.blob,
        case=ticket.case,
        compartment=ticket.compartment,
        kind=ticket.kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        day=day,
        actor=ticket.actor,
    )
    known = await vault.database.read(lambda c: blobstore.find(c, record.blob))
    if known is None:
        return await _store(vault, record, content)
    if not known[0].is_same(record):
        raise ConflictError("Other bytes are stored under this id.")
    return Registered(known[1], new=False)


async def _store(vault: Vault, record: BlobRecord, content: bytes) -> Registered:
    [key] = new_keys(1)
    vault.unregistered.add(key)
    try:
        await vault.blobs.put(key, content)
        stored = [StoredObject(key, record.size)]
        registered: Registered = await vault.write(
            lambda c: blobstore.register(c, record, stored, vault.key.mac)
        )
        if not registered.new:
            await discard(vault, [key])
    except ConflictError:
        await discard(vault, [key])
        raise
    finally:
        vault.unregistered.discard(key)
    return registered


async def get(vault: Vault, ticket: Ticket, day: str, untrusted_range: str | None) -> Download:
    """Open a blob for reading, once the access is on record.

    Args:
        vault: the open vault.
        ticket: names blob, case, compartment and kind; all must fit.
        day: the day of the access.
        untrusted_range: the request's `Range` header.

    Raises:
        NotFoundError: there is no such blob.
        RangeError: the range lies outside the blob.
    """
    record, parts = await vault.database.read(lambda c: blobstore.known(c, ticket.blob))
    if (record.case, record.compartment, record.kind) != (
        ticket.case,
        ticket.compartment,
        ticket.kind,
    ):
        raise NotFoundError
    start, end = parse_range(untrusted_range, record.size)
    pieces = blobstore.pieces(vault.blobs, parts, start, end)
    first = await anext(pieces, b"")  # a missing object is an error, not an access cut short
    accessed = Event(
        event="accessed",
        id=random_id(),
        day=day,
        case=ticket.case,
        compartment=ticket.compartment,
        actor=ticket.actor,
        item=ticket.blob,
    )
    await vault.write(lambda c: ledger.append(c, accessed, vault.key.mac))
    return Download(_preceded(first, pieces), start, end, record.size)


def parse_range(untrusted: str | None, size: int) -> tuple[int, int]:
    """Read a `Range` header as the bytes from start up to, not including, end.

    A header that is malformed, in another unit or names several ranges means the whole, as
    RFC 9110 §14.2 allows.

    Raises:
        RangeError: the range lies outside the blob.
    """
    unit, _, bounds = (untrusted or "").strip().partition("=")
    first, dash, last = bounds.strip().partition("-")
    if unit.strip().lower() != "bytes" or not dash or not _all_digits(first, last):
        return 0, size
    if not first:
        start, end = max(size - int(last), 0), size
    else:
        start, end = int(first), min(int(last) + 1 if last else size, size)
        if last and int(last) < int(first):
            return 0, size
    if start >= end:
        raise RangeError
    return start, end


def _all_digits(*texts: str) -> bool:
    given = [text for text in texts if text]
    return bool(given) and all(
        text.isascii() and text.isdigit() and len(text) <= 19 for text in given
    )


async def _preceded(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        await asyncio.sleep(0)  # a fast disk must not starve the other requests
        yield piece
