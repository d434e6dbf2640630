"""One upload session in memory: its lock, its running hash, and how a newer request ends an older.

A phone that lost its connection comes back on a new one while the old still seems to hang. The
newer request interrupts the older, which keeps what came so far, and then goes on from there.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from appliance.errors import ChecksumError, TooLargeError
from appliance.storage.spool import Upload

if TYPE_CHECKING:
    from hashlib import _Hash  # exists only for type checkers

PIECE_BYTES = 1024 * 1024
STALLED_S = 120

Keep = Callable[[bytes], Awaitable[None]]


class Session:
    """What is kept in memory of one upload.

    Args:
        upload: the row.
        running: SHA-256 of everything received.
    """

    def __init__(self, upload: Upload, running: "_Hash") -> None:
        self.upload = upload
        self.running = running
        self._lock = asyncio.Lock()
        self._reading: asyncio.Timeout | None = None
        self._interrupted = False

    @contextlib.asynccontextmanager
    async def exclusively(self) -> AsyncIterator[Upload]:
        """Interrupt whoever reads into this session, wait for it to finish, then hold it."""
        self._interrupted = True
        if self._reading is not None:
            self._reading.reschedule(asyncio.get_running_loop().time())
        async with self._lock:
            self._interrupted = False
            yield self.upload

    async def receive(self, chunks: AsyncIterator[bytes], part: "Part", keep: Keep) -> None:
        """Take in what arrives until it ends, breaks off or is interrupted.

        Args:
            chunks: the body.
            part: is told what came.
            keep: writes a piece.

        Raises:
            TooLargeError: more comes than was announced.
        """
        waiting = bytearray()
        ended = False
        while not ended:
            chunk = await self._next(chunks, part)
            ended = not chunk
            waiting += chunk
            if part.size + len(waiting) > self.upload.size - self.upload.received:
                raise TooLargeError
            # Hashing and writing want large pieces; the loop must not wait for them.
            if len(waiting) >= PIECE_BYTES or (ended and waiting):
                piece = bytes(waiting)
                waiting.clear()
                await asyncio.to_thread(part.update, piece)
                await keep(piece)

    async def _next(self, chunks: AsyncIterator[bytes], part: "Part") -> bytes:
        """Return the next chunk; empty when there is none, be it the end or not."""
        if self._interrupted:
            part.broke_off = True
            return b""
        try:
            # Only the wait for the sender may be interrupted, never a write.
            async with asyncio.timeout(STALLED_S) as self._reading:
                return await anext(chunks, b"")
        except (TimeoutError, ClientDisconnect):
            part.broke_off = True
            return b""
        finally:
            self._reading = None

    def advance(self, upload: Upload, part: "Part") -> None:
        """Take over what a durable part has added."""
        self.upload = upload
        self.running = part.running


class Part:
    """What came with one request.

    Args:
        running: the session's hash so far; it is copied.
        expected: the part's own SHA-256, if the sender gave one.
    """

    def __init__(self, running: "_Hash", expected: bytes | None) -> None:
        self.running = running.copy()
        self.size = 0
        self.broke_off = False
        self._expected = expected
        self._own = hashlib.sha256() if expected is not None else None

    def update(self, piece: bytes) -> None:
        """Count and hash a piece."""
        self.size += len(piece)
        self.running.update(piece)
        if self._own is not None:
            self._own.update(piece)

    def check(self) -> None:
        """Hold the part to the sender's sum. One that broke off cannot have it.

        Raises:
            ChecksumError: it has another sum.
        """
        if self._own is not None and self._own.digest() != self._expected:
            raise ChecksumError
