"""Storage's internal API in memory, with the failures that the real one has once in a year."""

import asyncio
import struct
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from appliance.asgi import body_chunks, read_json, service
from appliance.core import bundle
from appliance.core.canonical import b64
from appliance.errors import ConflictError, InvalidInputError, SealedError, UnavailableError

COUNT = struct.Struct(">I")


@dataclass
class FakeStorage:
    """What storage holds, and how it behaves.

    Attributes:
        open: whether the vault is open.
        refuse: case -> error code, for reports it never takes.
        break_batches_with: a case for which a whole batch is refused as invalid.
        refuse_events: whether the log takes nothing, although the vault is open.
        lose_answers: how many answers to a change get lost after it was made.
        changed: set at every report and event.
    """

    open: bool = True
    refuse: dict[str, str] = field(default_factory=dict)
    break_batches_with: str = ""
    refuse_events: bool = False
    lose_answers: int = 0
    cases: dict[str, bytes] = field(default_factory=dict)
    times_stored: Counter[str] = field(default_factory=Counter)
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    extra_blobs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    recovered: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until(self, cases: int = 0, events: int = 0) -> None:
        """Wait until so many reports and events are here."""
        async with self.changed, asyncio.timeout(20):
            await self.changed.wait_for(
                lambda: len(self.cases) >= cases and len(self.events) >= events
            )

    def app(self, token: str) -> Starlette:
        """Return the application."""
        routes = [
            Route("/internal/state", self.state),
            Route("/internal/reports", self.reports, methods=["POST"]),
            Route("/internal/events", self.append, methods=["POST"]),
            Route("/internal/cases/{case}/blobs", self.blobs),
            Route("/internal/cases/{case}/recoveries", self.recoveries),
            Route("/internal/wraps", self.wraps),
        ]
        return service(routes, callers={token: "intake"})

    async def state(self, _request: Request) -> Response:
        state = "open" if self.open else "sealed"
        found = {"state": state, "log_size": len(self.events), "free_bytes": 10**9}
        return JSONResponse({**found, "log_fault": False})

    async def reports(self, request: Request) -> Response:
        self._check_open()
        body = b"".join([chunk async for chunk in body_chunks(request, 64 * 2**20)])
        reports = [(bundle.parse_forwarded(each), each) for each in _split(body)]
        if self.break_batches_with in {parsed.case for parsed, _ in reports}:
            raise InvalidInputError
        for parsed, sealed in reports:
            if parsed.case not in self.refuse:
                self._store(parsed.case, sealed)
        refused = [
            {"case": parsed.case, "error": self.refuse[parsed.case]}
            for parsed, _ in reports
            if parsed.case in self.refuse
        ]
        stored = [parsed.case for parsed, _ in reports if parsed.case not in self.refuse]
        await self._tell()
        return JSONResponse({"stored": stored, "refused": refused})

    async def append(self, request: Request) -> Response:
        self._check_open()
        if self.refuse_events:
            raise UnavailableError
        body = await read_json(request)
        for event in body["events"]:  # type: ignore[union-attr]
            self.events.setdefault(event["id"], event)  # type: ignore[index,call-overload,arg-type]
        await self._tell()
        indexes = [list(self.events).index(event["id"]) for event in body["events"]]  # type: ignore[union-attr,index,call-overload,arg-type]
        return JSONResponse({"indexes": indexes})

    async def blobs(self, request: Request) -> Response:
        self._check_open()
        case = request.path_params["case"]
        self.asked.append("blobs")
        parts = bundle.parse_forwarded(self.cases[case]).parts if case in self.cases else ()
        listed = [
            {
                "actor": "receipt",
                "blob": part.blob,
                "day": "2026-03-02",
                "index": index,
                "kind": part.kind,
                "size": len(part.sealed),
                **({"compartment": part.compartment} if part.compartment else {}),
            }
            for index, part in enumerate(parts)
        ]
        return JSONResponse({"blobs": listed + self.extra_blobs.get(case, [])})

    async def wraps(self, request: Request) -> Response:
        self._check_open()
        case = request.query_params["case"]
        self.asked.append("wraps")
        if case not in self.cases:
            return JSONResponse({"wraps": []})
        wrap = bundle.parse_forwarded(self.cases[case]).parts[0]
        found = {"case": case, "id": wrap.blob, "recipient": "report", "wrap": b64(wrap.sealed)}
        return JSONResponse({"wraps": [found]})

    async def recoveries(self, request: Request) -> Response:
        self._check_open()
        self.asked.append("recoveries")
        return JSONResponse({"recoveries": self.recovered.get(request.path_params["case"], [])})

    def _store(self, case: str, sealed: bytes) -> None:
        if self.cases.setdefault(case, sealed) != sealed:
            raise ConflictError
        self.times_stored[case] += 1

    def _check_open(self) -> None:
        if not self.open:
            raise SealedError

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()
        if self.lose_answers:
            self.lose_answers -= 1
            raise UnavailableError


def _split(body: bytes) -> list[bytes]:
    (count,) = COUNT.unpack_from(body)
    reports, at = [], COUNT.size
    for _ in range(count):
        (size,) = COUNT.unpack_from(body, at)
        at += COUNT.size
        reports.append(body[at : at + size])
        at += size
    assert at == len(body)
    return reports
