"""Storage as browsers reach it through the gateway: every request carries a ticket."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from appliance.asgi import body_chunks, declared_bytes, read_body
from appliance.config import Limits
from appliance.core import tickets
from appliance.core.canonical import b64
from appliance.core.tickets import Ticket
from appliance.errors import RangeError, TicketError, TooLargeError
from appliance.ports import Clock
from appliance.storage import exchange
from appliance.storage.gate import Gate
from appliance.storage.requests import checksum, header_number, path_id
from appliance.storage.room import Room
from appliance.storage.uploads import Standing, Uploads

OCTETS: Final = "application/octet-stream"
HIGHEST: Final = 2**53
REFUSED_KIND: Final = "wrap"
"""Wraps come with a report or a grant, never under a ticket."""


class PublicApi:
    """Handlers behind a ticket.

    Args:
        gate: the vault, sealed or open.
        uploads: upload sessions.
        room: watches the disk.
        limits: the largest things accepted.
        ticket_keys: issuer -> its public ticket key.
        clock: tells the time.
    """

    def __init__(
        self,
        gate: Gate,
        uploads: Uploads,
        room: Room,
        limits: Limits,
        ticket_keys: Mapping[str, bytes],
        clock: Clock,
    ) -> None:
        self._gate = gate
        self._uploads = uploads
        self._room = room
        self._limits = limits
        self._keys = {issuer: b64(key) for issuer, key in ticket_keys.items()}
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the routes."""
        blob, upload = "/blobs/{blob}", "/uploads/{blob}"
        return [
            Route("/healthz", self.health, methods=["GET"]),
            Route(blob, self.put, methods=["PUT"]),
            Route(blob, self.get, methods=["GET"]),
            Route("/uploads", self.start, methods=["POST"]),
            Route(upload, self.standing, methods=["HEAD"]),
            Route(upload, self.receive, methods=["PATCH"]),
        ]

    async def health(self, _request: Request) -> Response:
        """Say that the process answers."""
        return Response(status_code=204)

    async def put(self, request: Request) -> Response:
        """Store a blob in one request."""
        ticket = self._ticket(request, "put")
        vault = self._gate.vault()
        limit = min(ticket.max, self._limits.blob_bytes)
        self._room.check(declared_bytes(request) or 0)
        content = await read_body(request, limit)
        stored = await exchange.put(vault, ticket, self._clock.today().isoformat(), content)
        answer = {"blob": ticket.blob, "index": stored.index}
        return JSONResponse(answer, status_code=201 if stored.new else 200)

    async def get(self, request: Request) -> Response:
        """Return a blob, or a stretch of it, once the access is on record."""
        ticket = self._ticket(request, "get")
        day = self._clock.today().isoformat()
        try:
            found = await exchange.get(
                self._gate.vault(), ticket, day, request.headers.get("range")
            )
        except RangeError as error:
            return JSONResponse(error.to_json(), status_code=error.status)
        headers = {"Accept-Ranges": "bytes", "Content-Length": str(found.end - found.start)}
        if found.is_whole:
            return StreamingResponse(found.pieces, media_type=OCTETS, headers=headers)
        headers["Content-Range"] = f"bytes {found.start}-{found.end - 1}/{found.size}"
        return StreamingResponse(found.pieces, 206, media_type=OCTETS, headers=headers)

    async def start(self, request: Request) -> Response:
        """Open an upload session, or find the one that is open."""
        ticket = self._ticket(request, "upload", named=False)
        size = header_number(request, "upload-length", HIGHEST)
        is_large = ticket.kind == tickets.LARGE_KIND
        if size > (self._limits.upload_bytes if is_large else self._limits.blob_bytes):
            raise TooLargeError
        standing = await self._uploads.start(ticket, size)
        answer = {"upload": ticket.blob, "offset": standing.received}
        headers = {**_headers(standing), "Location": f"/uploads/{ticket.blob}"}
        return JSONResponse(answer, 201 if standing.new else 200, headers)

    async def standing(self, request: Request) -> Response:
        """Say how far an upload is."""
        standing = await self._uploads.standing(self._ticket(request, "upload"))
        return Response(status_code=200, headers=_headers(standing))

    async def receive(self, request: Request) -> Response:
        """Take in a part of an upload."""
        ticket = self._ticket(request, "upload")
        offset = header_number(request, "upload-offset", HIGHEST)
        expected = checksum(request.headers.get("upload-checksum"))
        chunks = body_chunks(request, self._limits.part_bytes)
        standing = await self._uploads.receive(ticket, offset, chunks, expected)
        return Response(status_code=204, headers=_headers(standing))

    def _ticket(self, request: Request, operation: str, *, named: bool = True) -> Ticket:
        """Return the request's ticket, which must be for this operation and this blob.

        Raises:
            TicketError: it is absent, forged, expired, or for something else.
            InvalidInputError: the path names no blob.
        """
        now = int(self._clock.now().timestamp())
        ticket = tickets.read(request.headers.get(tickets.HEADER, ""), self._keys, now)
        if ticket.op != operation or ticket.kind == REFUSED_KIND:
            raise TicketError
        if named and path_id(request, "blob") != ticket.blob:
            raise TicketError
        return ticket


def _headers(standing: Standing) -> dict[str, str]:
    headers = {
        "Upload-Offset": str(standing.received),
        "Upload-Length": str(standing.size),
    }
    return {**headers, "Upload-Complete": "?1"} if standing.complete else headers
