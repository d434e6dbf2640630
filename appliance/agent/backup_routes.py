"""Backups on the agent's socket (docs/interfaces.md §2): transport only.

What takes long answers with one JSON object a line: `phase` and `progress`, and last `result` or
`error`. It goes on when the caller is gone.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from appliance import asgi
from appliance.agent import requests
from appliance.agent.reception import Reception
from appliance.agent.routing import asking, doing
from appliance.core.fields import Fields
from appliance.errors import ApplianceError
from appliance.operations import (
    backup,
    backup_drill,
    backup_key,
    backup_target_add,
    backup_target_remove,
    backup_verify,
)
from appliance.operations.backup_records import find_target
from appliance.operations.box import Box
from appliance.operations.progress import Progress
from appliance.operations.records import OperatorRecord

Work = Callable[[Progress], Awaitable[Mapping[str, Any]]]


def routes(reception: Reception) -> list[Route]:
    """Return the routes of backups.

    Args:
        reception: knows who asks.
    """
    found = Handlers(reception)
    target = "/backups/targets/{target}"
    return [
        doing("/backups", backup.DECLARATION, found.run),
        asking("/backups/plan", found.plan),
        doing("/backups/drill", backup_drill.DECLARATION, found.drill),
        doing("/backups/key", backup_key.DECLARATION, found.key),
        doing("/backups/targets", backup_target_add.DECLARATION, found.add),
        asking(f"{target}/check", found.check),
        asking(f"{target}/list", found.list),
        doing(f"{target}/remove", backup_target_remove.DECLARATION, found.remove),
        asking(f"{target}/remove/plan", found.remove_plan),
        doing(f"{target}/verify", backup_verify.DECLARATION, found.verify),
    ]


@dataclass(slots=True)
class Told:
    """Progress that is told line by line, from any thread."""

    loop: asyncio.AbstractEventLoop
    lines: "asyncio.Queue[dict[str, Any] | None]" = field(default_factory=asyncio.Queue)

    def phase(self, name: str) -> None:
        """Begin a phase."""
        self.tell({"phase": name})

    def step(self, done: int, total: int) -> None:
        """Say how far it is."""
        self.tell({"progress": {"done": done, "total": total}})

    def tell(self, line: dict[str, Any] | None) -> None:
        """Pass a line on to whoever listens; None is the end."""
        self.loop.call_soon_threadsafe(self.lines.put_nowait, line)


@dataclass(slots=True)
class Handlers:
    """One method for each route."""

    reception: Reception
    working: set["asyncio.Task[None]"] = field(default_factory=set)

    @property
    def box(self) -> Box:
        """This box."""
        return self.reception.box

    def operator(self, request: Request) -> OperatorRecord:
        """Return who asks: backups are an operator's work."""
        return self.reception.operator(request, backup.DECLARATION)

    async def plan(self, request: Request) -> Response:
        """Say where a backup would go, and what stands in its way."""
        self.operator(request)
        return JSONResponse((await backup.plan(self.box)).to_json())

    async def run(self, request: Request) -> Response:
        """Make a backup."""
        who = self.operator(request)
        approved = requests.plan_hash(await asgi.read_json(request))
        return self._streamed(lambda told: backup.run(self.box, approved, who.key, told))

    async def verify(self, request: Request) -> Response:
        """Read the next part of a target back."""
        who, target = self.operator(request), _target(request)
        backup_verify.plan(self.box, target)
        return self._streamed(lambda told: backup_verify.run(self.box, target, who.key, told))

    async def drill(self, request: Request) -> Response:
        """Hold a restore drill."""
        who = self.operator(request)
        body = Fields(await asgi.read_json(request), "request")
        target = body.text("target") if "target" in body else ""
        body.close()
        backup_drill.plan(self.box, target)

        async def work(told: Progress) -> Mapping[str, Any]:
            return asdict(await backup_drill.run(self.box, target, who.key, told))

        return self._streamed(work)

    async def key(self, request: Request) -> Response:
        """Make a key file."""
        who = self.operator(request)
        return JSONResponse(await backup_key.run(self.box, who.key))

    async def add(self, request: Request) -> Response:
        """Add a target."""
        who = self.operator(request)
        untrusted = backup_target_add.parse(await asgi.read_json(request))
        target = backup_target_add.plan(self.box, untrusted)
        await backup_target_add.run(self.box, target, who.key)
        return JSONResponse({"target": target.name}, 201)

    async def check(self, request: Request) -> Response:
        """Say whether a target can take a backup now."""
        self.operator(request)
        self.box.held_keys()
        target = find_target(self.box.folder, _target(request))
        await asyncio.to_thread(backup.check_target, self.box, target)
        return Response(status_code=204)

    async def list(self, request: Request) -> Response:
        """List the backups at a target."""
        self.operator(request)
        target = find_target(self.box.folder, _target(request))
        found = await asyncio.to_thread(backup.backups_at, self.box, target)
        return JSONResponse({"backups": found})

    async def remove_plan(self, request: Request) -> Response:
        """Say what taking a target off the list would do."""
        self.operator(request)
        return JSONResponse(backup_target_remove.plan(self.box, _target(request)).to_json())

    async def remove(self, request: Request) -> Response:
        """Take exactly the target that was shown off the list."""
        who = self.operator(request)
        approved = requests.plan_hash(await asgi.read_json(request))
        await backup_target_remove.run(self.box, _target(request), approved, who.key)
        return Response(status_code=204)

    def _streamed(self, work: Work) -> Response:
        told = Told(asyncio.get_running_loop())
        task = asyncio.ensure_future(_told(work, told))
        self.working.add(task)
        task.add_done_callback(self.working.discard)
        return StreamingResponse(_lines(told), media_type="application/x-ndjson")


async def _told(work: Work, told: Told) -> None:
    try:
        told.tell({"result": dict(await work(told))})
    except ApplianceError as error:
        told.tell({"error": error.to_json()})
    finally:
        told.tell(None)


async def _lines(told: Told) -> AsyncIterator[bytes]:
    while (line := await told.lines.get()) is not None:
        yield json.dumps(line).encode() + b"\n"


def _target(request: Request) -> str:
    return str(request.path_params["target"])
