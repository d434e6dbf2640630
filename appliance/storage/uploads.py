"""Uploads in parts: they go on while sealed, survive a kill, and become blobs once whole.

A part is an object of the spool, durable before its row; the row is durable before the answer.
The hash of the whole is carried along in memory and made again from the parts after a restart.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from appliance.adapters.blobs import Blobs
from appliance.adapters.database import Database
from appliance.core import age_header
from appliance.core.tickets import Ticket
from appliance.errors import (
    ApplianceError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    RecipientError,
    TooLargeError,
)
from appliance.logs import get_logger
from appliance.ports import Clock
from appliance.storage import blobstore, spool
from appliance.storage.blobstore import StoredObject
from appliance.storage.registration import register_upload
from appliance.storage.room import Room, new_keys
from appliance.storage.sessions import Part, Session
from appliance.storage.spool import Upload
from appliance.storage.vault import Vault

if TYPE_CHECKING:
    from hashlib import _Hash  # exists only for type checkers

MIGRATIONS: Final = Path(__file__).parent / "migrations" / "spool"
HEADER_BYTES: Final = 64 * 1024

CurrentVault = Callable[[], Vault | None]
log = get_logger()


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an upload is.

    Args:
        received: bytes kept.
        size: bytes announced.
        complete: whole, and registered or durably waiting for the vault.
        new: the session was opened just now.
    """

    received: int
    size: int
    complete: bool
    new: bool = False


class Uploads:
    """All upload sessions.

    Args:
        database: the spool's database.
        parts: the objects that parts are kept in.
        room: watches the disk.
        clock: tells the day.
        vault: returns the vault while it is open.
        expire_days: an unfinished session is kept so long after its last byte.
    """

    def __init__(
        self,
        database: Database,
        parts: Blobs,
        room: Room,
        clock: Clock,
        vault: CurrentVault,
        expire_days: int,
    ) -> None:
        self._database = database
        self._parts = parts
        self._room = room
        self._clock = clock
        self._vault = vault
        self._expire_days = expire_days
        self._sessions: dict[str, Session] = {}

    @classmethod
    async def open(
        cls, folder: Path, room: Room, clock: Clock, vault: CurrentVault, expire_days: int
    ) -> "Uploads":
        """Open the spool's uploads, clearing away what a kill left half done."""
        database = await asyncio.to_thread(Database.open, folder / "uploads.db", MIGRATIONS)
        parts = Blobs.in_folder(folder / "parts")
        uploads = cls(database, parts, room, clock, vault, expire_days)
        await uploads.sweep_orphans()
        await uploads.sweep_stale()
        return uploads

    async def close(self) -> None:
        """Finish what is being written."""
        await asyncio.to_thread(self._database.close)

    async def start(self, ticket: Ticket, size: int) -> Standing:
        """Open a session, or say how far the one under this ticket is.

        Raises:
            TooLargeError: the ticket allows less.
            ConflictError: the blob is stored or being uploaded for another purpose.
            StorageFullError: there is no room for it.
        """
        if size > ticket.max:
            raise TooLargeError
        if size < 1:
            raise InvalidInputError("There is nothing to upload.")
        done = await self._registered(ticket, size)
        if done is not None:
            return done
        known = await self._find(ticket)
        if known is None:
            self._room.check(size)
        wanted = Upload(
            blob=ticket.blob,
            case=ticket.case,
            compartment=ticket.compartment,
            kind=ticket.kind,
            actor=ticket.actor,
            size=size,
            received=0,
            last_day=self._clock.today().isoformat(),
        )
        upload = await self._database.write(lambda c: spool.start(c, wanted))
        return replace(_standing(upload), new=known is None)

    async def standing(self, ticket: Ticket) -> Standing:
        """Say how far an upload is; a request that still reads into it is ended first.

        Raises:
            NotFoundError: there is none.
        """
        session = await self._session(ticket)
        if session is None:
            return await self._finished(ticket)
        async with session.exclusively() as upload:
            return _standing(upload)

    async def receive(
        self, ticket: Ticket, offset: int, chunks: AsyncIterator[bytes], expected: bytes | None
    ) -> Standing:
        """Take in a part; what came is durable when this returns.

        Args:
            ticket: names the upload.
            offset: where the sender goes on.
            chunks: the body; what breaks off is kept as far as it came, unless there is a sum.
            expected: SHA-256 of the part, if the sender gave one.

        Raises:
            NotFoundError: there is no such upload.
            ConflictError: the upload is not at this offset.
            ChecksumError: other bytes came; nothing of them is kept.
            TooLargeError: more came than was announced; nothing of it is kept.
            RecipientError: the file is not sealed as it must be; the upload is dropped.
            StorageFullError: there is no room.
        """
        session = await self._session(ticket)
        if session is None:
            done = await self._finished(ticket)
            if offset != done.size:
                raise ConflictError
            return done
        async with session.exclusively() as upload:
            if offset != upload.received:
                raise ConflictError
            if upload.sha256 is None:
                await self._add(session, chunks, expected)
            if session.upload.sha256 is not None:
                await self._complete(session.upload)
            return _standing(session.upload)

    async def register_finished(self, vault: Vault) -> None:
        """Register every upload that was finished while sealed."""
        for upload in await self._database.read(spool.finished):
            try:
                await self._register(vault, upload)
            except (ConflictError, NotFoundError):
                # Nothing can make it valid, and one bad upload must not keep the box sealed.
                log.exception("upload.refused")

    async def sweep_stale(self) -> None:
        """Drop the sessions that nobody has continued for too long."""
        today = self._clock.today().isoformat()
        for blob in await self._database.write(lambda c: spool.stale(c, today, self._expire_days)):
            await self._drop(blob)

    async def sweep_orphans(self) -> None:
        """Remove parts that were written but never recorded. Only before anything is received."""
        await self._parts.sweep_staged()
        known = await self._database.read(spool.all_keys)
        for key in await self._parts.sizes():
            if key not in known:
                await self._parts.delete(key)

    async def _add(
        self, session: Session, chunks: AsyncIterator[bytes], expected: bytes | None
    ) -> None:
        self._room.check(0)
        [key] = new_keys(1)
        part = Part(session.running, expected)
        writer = self._parts.writer(key)
        try:
            await session.receive(chunks, part, writer.write)
            part.check()
        except BaseException:
            writer.abandon()
            raise
        if part.size == 0:
            writer.abandon()
            return
        await writer.finish()
        await self._record(session, part, key)

    async def _record(self, session: Session, part: Part, key: str) -> None:
        before = session.upload
        received = before.received + part.size
        after = replace(
            before,
            received=received,
            last_day=self._clock.today().isoformat(),
            sha256=part.running.hexdigest() if received == before.size else None,
        )
        if received == before.size or (before.received < HEADER_BYTES <= received):
            await self._inspect(before.blob, key)
        stored = StoredObject(key, part.size)
        await self._database.write(lambda c: spool.add_part(c, before, after, stored))
        session.advance(after, part)

    async def _inspect(self, blob: str, newest: str) -> None:
        """Drop an upload that is no age file to exactly one hybrid recipient."""
        start = b""
        keys = [part.key for part in await self._parts_of(blob)]
        for key in (*keys, newest):
            async for piece in await self._parts.get(key):
                start += piece[: HEADER_BYTES - len(start)]
                if len(start) >= HEADER_BYTES:
                    break
            if len(start) >= HEADER_BYTES:
                break
        try:
            if age_header.inspect(start) != 1:
                raise RecipientError("Content is sealed to exactly one recipient.")
        except ApplianceError:
            await self._parts.delete(newest)
            await self._drop(blob)
            raise

    async def _complete(self, upload: Upload) -> None:
        vault = self._vault()
        if vault is not None:
            await self._register(vault, upload)

    async def _register(self, vault: Vault, upload: Upload) -> None:
        try:
            await register_upload(vault, self._parts, upload, await self._parts_of(upload.blob))
        except ConflictError:
            await self._drop(upload.blob)
            raise
        await self._drop(upload.blob)

    async def _drop(self, blob: str) -> None:
        """Forget a session, then remove its parts; a kill between leaves orphans to sweep."""
        self._sessions.pop(blob, None)
        for part in await self._database.write(lambda c: spool.drop(c, blob)):
            await self._parts.delete(part.key)

    async def _session(self, ticket: Ticket) -> Session | None:
        upload = await self._find(ticket)
        if upload is None:
            return None
        if ticket.blob not in self._sessions:
            running = await self._hash_again(upload)
            self._sessions.setdefault(ticket.blob, Session(upload, running))
        return self._sessions[ticket.blob]

    async def _hash_again(self, upload: Upload) -> "_Hash":
        running = hashlib.sha256()
        for part in await self._parts_of(upload.blob):
            async for piece in await self._parts.get(part.key):
                await asyncio.to_thread(running.update, piece)
        return running

    async def _find(self, ticket: Ticket) -> Upload | None:
        """Return the session of a ticket.

        Raises:
            ConflictError: the id is in use for another purpose.
        """
        known = self._sessions.get(ticket.blob)
        upload = known.upload if known else await self._row(ticket.blob)
        if upload is None:
            return None
        if (upload.case, upload.compartment, upload.kind) != (
            ticket.case,
            ticket.compartment,
            ticket.kind,
        ):
            raise ConflictError("Another upload is open under this id.")
        return upload

    async def _row(self, blob: str) -> Upload | None:
        return await self._database.read(lambda c: spool.find(c, blob))

    async def _parts_of(self, blob: str) -> list[StoredObject]:
        return await self._database.read(lambda c: spool.parts_of(c, blob))

    async def _finished(self, ticket: Ticket) -> Standing:
        done = await self._registered(ticket)
        if done is None:
            raise NotFoundError
        return done

    async def _registered(self, ticket: Ticket, size: int | None = None) -> Standing | None:
        """Return the standing of an upload that has become a blob, if the vault can tell."""
        vault = self._vault()
        if vault is None:
            return None
        found = await vault.database.read(lambda c: blobstore.find(c, ticket.blob))
        if found is None:
            return None
        record = found[0]
        same = (record.case, record.compartment, record.kind) == (
            ticket.case,
            ticket.compartment,
            ticket.kind,
        )
        if not same or size not in (None, record.size):
            raise ConflictError("Something else is stored under this id.")
        return Standing(record.size, record.size, complete=True)


def _standing(upload: Upload) -> Standing:
    return Standing(upload.received, upload.size, complete=upload.sha256 is not None)
