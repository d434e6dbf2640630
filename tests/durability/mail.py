"""Survivors who come back: files and messages sent through storage until it has them."""

import asyncio
import contextlib
import hashlib
import random
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from appliance.adapters import age
from appliance.core import hybrid
from tests.survivor import Survivor

FILE_BYTES = 400_000
PART_BYTES = 150_000
BUSY = (404, 409, 429, 502, 503, 504)


@dataclass
class Mail:
    """What devices add to reports that were acknowledged.

    Args:
        intake: address of the intake origin.
        storage: address of the storage origin.
        acknowledged: reports by case; it grows.
        stored: hash of every blob that storage acknowledged, by its id.
    """

    intake: str
    storage: str
    acknowledged: Mapping[str, Survivor]
    stored: dict[str, str] = field(default_factory=dict)

    async def send_all(self, stop: asyncio.Event) -> None:
        """Send a file, a message, a file … until told to stop, each until it is acknowledged."""
        timeout = aiohttp.ClientTimeout(total=20)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while not stop.is_set():
                if not self.acknowledged:
                    await asyncio.sleep(0.05)
                    continue
                survivor = random.choice(list(self.acknowledged.values()))
                await self._send(session, survivor, "evidence", FILE_BYTES)
                await self._send(session, survivor, "message", 200)

    async def _send(
        self, session: aiohttp.ClientSession, survivor: Survivor, kind: str, size: int
    ) -> None:
        compartment = "evidence" if kind == "evidence" else "thread"
        recipient = hybrid.recipient_of(survivor.keys[compartment])
        sealed, blob = age.seal(secrets.token_bytes(size), [recipient]), secrets.token_hex(16)
        step = self._upload if kind == "evidence" else self._put
        while True:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError):
                ticket = await self._ticket(session, survivor, kind, blob, len(sealed))
                if ticket and await step(session, ticket, blob, sealed):
                    break
            await asyncio.sleep(random.uniform(0.02, 0.2))
        self.stored[blob] = hashlib.sha256(sealed).hexdigest()

    async def _ticket(
        self, session: aiohttp.ClientSession, survivor: Survivor, kind: str, blob: str, size: int
    ) -> str:
        file = kind == "evidence"
        want = {
            "blob": blob,
            "compartment": "evidence" if file else "thread",
            "kind": kind,
            "op": "upload" if file else "put",
            "size": size,
        }
        async with session.post(
            f"{self.intake}/api/mailbox/tickets",
            json={"wants": [want]},
            headers={"Safehold-Mailbox": survivor.mailbox},
        ) as answer:
            return str((await answer.json())["tickets"][0]) if _went_well(answer) else ""

    async def _put(
        self, session: aiohttp.ClientSession, ticket: str, blob: str, sealed: bytes
    ) -> bool:
        headers = {"Safehold-Ticket": ticket, "Content-Type": "application/octet-stream"}
        address = f"{self.storage}/blobs/{blob}"
        async with session.put(address, data=sealed, headers=headers) as answer:
            return _went_well(answer)

    async def _upload(
        self, session: aiohttp.ClientSession, ticket: str, blob: str, sealed: bytes
    ) -> bool:
        """Begin or go on with an upload; the server says where."""
        headers: dict[str, Any] = {"Safehold-Ticket": ticket}
        begin = {**headers, "Upload-Length": str(len(sealed))}
        async with session.post(f"{self.storage}/uploads", headers=begin) as answer:
            if not _went_well(answer):
                return False
            offset = int((await answer.json())["offset"])
        while True:
            part = sealed[offset : offset + PART_BYTES]
            here = {**headers, "Upload-Offset": str(offset)}
            address = f"{self.storage}/uploads/{blob}"
            async with session.patch(address, data=part, headers=here) as answer:
                if not _went_well(answer):
                    return False
                if answer.headers.get("Upload-Complete") == "?1":
                    return True
                offset = int(answer.headers["Upload-Offset"])


def _went_well(answer: aiohttp.ClientResponse) -> bool:
    assert answer.status < 300 or answer.status in BUSY, answer.status
    return answer.status < 300
