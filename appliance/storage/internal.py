"""Storage as the other services and the agent see it: `/internal/` (interfaces.md §2)."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import wraps
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from appliance.asgi import caller, read_body, read_json
from appliance.core import tiles
from appliance.core.canonical import parse_id
from appliance.core.custody import COMPARTMENTS
from appliance.core.fields import choice
from appliance.errors import InvalidInputError, NotFoundError
from appliance.storage import blobstore, entries, ingest, ledger, recoveries
from appliance.storage.gate import Gate
from appliance.storage.requests import (
    events_and_wraps,
    optional,
    path_id,
    query_number,
    vault_keys,
)
from appliance.storage.room import Room
from appliance.storage.uploads import Uploads
from appliance.storage.vault import LONGEST_PAGE, Vault
from appliance.storage.verification import Verification

BATCH_BYTES: Final = 64 * 1024 * 1024
EVENTS_BYTES: Final = 4 * 1024 * 1024
LONGEST_WAIT_S: Final = 25
HIGHEST: Final = 2**53

AGENT: Final = frozenset({"agent"})
INTAKE: Final = frozenset({"intake"})
SERVICES: Final = frozenset({"intake", "coordination"})
ALL: Final = SERVICES | AGENT

Handler = Callable[[Request], Awaitable[Response]]


class InternalApi:
    """Handlers behind the service token.

    Args:
        gate: the vault, sealed or open.
        uploads: upload sessions; finished ones are registered when the vault opens.
        room: watches the disk.
    """

    def __init__(self, gate: Gate, uploads: Uploads, room: Room, quota: int) -> None:
        self._gate = gate
        self._uploads = uploads
        self._room = room
        self._quota = quota

    def routes(self) -> list[Route]:
        """Return the routes, each with the callers it is there for."""
        table: list[tuple[str, str, Handler, frozenset[str]]] = [
            ("GET", "/internal/state", self.state, ALL),
            ("POST", "/internal/open", self.open, AGENT),
            ("POST", "/internal/lock", self.lock, AGENT),
            ("POST", "/internal/reports", self.reports, INTAKE),
            ("GET", "/internal/events", self.events, ALL),
            ("POST", "/internal/events", self.append, ALL),
            ("GET", "/internal/cases/{case}/blobs", self.blobs, SERVICES),
            ("GET", "/internal/cases/{case}/recoveries", self.recoveries, SERVICES),
            ("GET", "/internal/wraps", self.wraps, ALL),
            ("GET", "/internal/log", self.log, AGENT),
            ("GET", "/internal/log/entries", self.entries, AGENT),
            ("POST", "/internal/log/publish", self.publish, AGENT),
            ("GET", "/internal/log/proof", self.proof, AGENT),
            ("POST", "/internal/log/verify", self.verify, AGENT),
        ]
        return [
            Route(path, _only(handler, callers), methods=[method])
            for method, path, handler, callers in table
        ]

    async def state(self, _request: Request) -> Response:
        """Say whether the vault is open, and how much room there is."""
        found: dict[str, Any] = {"state": "sealed", "log_fault": False, "log_size": 0}
        vault = self._gate.opened()
        if vault is not None:
            found = {"state": "open", **await _log_state(vault)}
        return JSONResponse({**found, "free_bytes": self._room.free()})

    async def open(self, request: Request) -> Response:
        """Open the vault and register what was uploaded while sealed."""
        keys = vault_keys(await read_json(request))
        await self._gate.open(keys, self._uploads.register_finished)
        # Once more for an upload that was finished while the vault was opening.
        await self._uploads.register_finished(self._gate.vault())
        return await self.state(request)

    async def lock(self, request: Request) -> Response:
        """Forget the keys."""
        await self._gate.lock()
        return await self.state(request)

    async def reports(self, request: Request) -> Response:
        """Store a batch of reports."""
        vault = self._gate.vault()
        untrusted = await read_body(request, BATCH_BYTES)
        self._room.check(len(untrusted))
        outcome = await ingest.take(vault, untrusted)
        return JSONResponse({"stored": outcome.stored, "refused": outcome.refused})

    async def events(self, request: Request) -> Response:
        """Answer a follower of the bus, now or when there is something new."""
        after = query_number(request, "after", -1, -1, HIGHEST)
        limit = query_number(request, "limit", LONGEST_PAGE, 1, LONGEST_PAGE)
        wait_s = query_number(request, "wait_s", 0, 0, LONGEST_WAIT_S)
        found, last = await self._gate.vault().follow(after, limit, wait_s)
        return JSONResponse({"events": found, "next": last})

    async def append(self, request: Request) -> Response:
        """Log events with their wraps."""
        vault = self._gate.vault()
        appended, wraps = events_and_wraps(await read_json(request, EVENTS_BYTES), caller(request))
        return JSONResponse({"indexes": await vault.append(appended, wraps)})

    async def blobs(self, request: Request) -> Response:
        """List a case's blobs in log order."""
        case = path_id(request, "case")
        compartment = optional(request, "compartment", choice(COMPARTMENTS))
        database = self._gate.vault().database
        found = await database.read(lambda c: blobstore.of_case(c, case, compartment))
        return JSONResponse({"blobs": found})

    async def recoveries(self, request: Request) -> Response:
        """List what trustees have opened of a case: by day, which compartments."""
        case = path_id(request, "case")
        found = await self._gate.vault().database.read(lambda c: recoveries.of_case(c, case))
        return JSONResponse({"recoveries": found})

    async def wraps(self, request: Request) -> Response:
        """Return wraps by case, recipient or both."""
        case = optional(request, "case", parse_id)
        recipient = optional(request, "recipient", _recipient)
        if case is None and recipient is None:
            raise InvalidInputError("Name a case or a recipient.")
        vault = self._gate.vault()
        found = await vault.database.read(lambda c: vault.keyring.find(c, case, recipient))
        return JSONResponse({"wraps": [wrap.to_json() for wrap in found]})

    async def log(self, _request: Request) -> Response:
        """Make a checkpoint now."""
        signed = await self._gate.vault().checkpoint()
        return _head(signed.checkpoint.size, signed.checkpoint.root, signed.note)

    async def entries(self, request: Request) -> Response:
        """Return readable entries, newest first, and the last check of the log."""
        before = query_number(request, "before", HIGHEST, 0, HIGHEST)
        limit = query_number(request, "limit", LONGEST_PAGE, 1, LONGEST_PAGE)
        database = self._gate.vault().database
        found = await database.read(lambda c: entries.page(c, before, limit))
        verified = await database.read(lambda c: entries.newest(c, "log_verified"))
        return JSONResponse({**found, "verified": verified})

    async def publish(self, _request: Request) -> Response:
        """Fill the log up to the quota and make a checkpoint that may leave the box."""
        signed = await self._gate.vault().publish(self._quota)
        return _head(signed.checkpoint.size, signed.checkpoint.root, signed.note)

    async def proof(self, request: Request) -> Response:
        """Return the proof file of a leaf."""
        index = query_number(request, "index", -1, 0, HIGHEST)
        return PlainTextResponse(await self._gate.vault().prove(index))

    async def verify(self, _request: Request) -> Response:
        """Check everything, telling as it goes."""
        lines = Verification(self._gate.vault()).lines()
        return StreamingResponse(_ndjson(lines), media_type="application/x-ndjson")


async def _log_state(vault: Vault) -> dict[str, Any]:
    """Return how the log stands; nothing is signed for that."""
    tree = vault.tree
    size = await vault.database.read(ledger.size)
    found = {"log_fault": tree.fault is not None, "log_root": tree.root.hex(), "log_size": size}
    age_s = tree.checkpoint_age_s
    return found if age_s is None else {**found, "checkpoint_age_s": age_s}


def _only(handler: Handler, callers: frozenset[str]) -> Handler:
    """Hide a handler from callers that have no business there."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        if caller(request) not in callers:
            raise NotFoundError
        return await handler(request)

    return guarded


def _head(size: int, root: bytes, note: str) -> Response:
    return JSONResponse(
        {"size": size, "root": root.hex(), "checkpoint": note, "tiles": tiles.tile_count(size)}
    )


def _recipient(untrusted: object) -> str:
    return "report" if untrusted == "report" else parse_id(untrusted)


async def _ndjson(lines: AsyncIterator[dict[str, Any]]) -> AsyncIterator[bytes]:
    async for line in lines:
        yield json.dumps(line, separators=(",", ":")).encode() + b"\n"
        await asyncio.sleep(0)
