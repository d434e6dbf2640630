"""Restoring a new box while Safehold runs on it (docs/interfaces.md §2): transport only.

No sign-in, as for set-up: nobody is there yet, and what opens the backup comes with the request.
"""

import asyncio
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from appliance import asgi
from appliance.agent.reception import Reception
from appliance.agent.routing import asking, doing
from appliance.errors import StoppedError
from appliance.operations import restore_here
from appliance.operations.events import AGENT
from appliance.operations.progress import Progress


def routes(reception: Reception) -> list[Route]:
    """Return the routes of a restore.

    Args:
        reception: knows the jobs.
    """
    found = Handlers(reception)
    return [
        asking("/restore/plan", found.plan),
        doing("/restore", restore_here.DECLARATION, found.run),
    ]


@dataclass(frozen=True, slots=True)
class Handlers:
    """One method for each route."""

    reception: Reception
    ending: set["asyncio.Task[None]"] = field(default_factory=set)

    async def plan(self, request: Request) -> Response:
        """Say what would be brought back, and of when it is."""
        wanted, _ = restore_here.parse_request(await asgi.read_json(request))
        found = await asyncio.to_thread(restore_here.plan, self.reception.box, wanted)
        return JSONResponse(found.to_json())

    async def run(self, request: Request) -> Response:
        """Begin to bring it back."""
        box, jobs = self.reception.box, self.reception.jobs
        wanted, approved = restore_here.parse_request(await asgi.read_json(request))
        restore_here.refuse_in_use(box.folder)

        async def work(progress: Progress) -> Mapping[str, Any]:
            return await restore_here.run(box, wanted, approved, progress)

        def stop() -> None:
            box.restic.stop(StoppedError)

        job = jobs.start(restore_here.DECLARATION, AGENT, work, stop=stop)
        task = asyncio.ensure_future(self._begin_anew(str(job["id"])))
        self.ending.add(task)
        task.add_done_callback(self.ending.discard)
        return JSONResponse(job, 202)

    async def _begin_anew(self, job: str) -> None:
        """End the agent once there is something to put in place: its supervisor does the rest."""
        await self.reception.jobs.ended(job)
        if restore_here.is_ready(self.reception.box.folder):
            os.kill(os.getpid(), signal.SIGTERM)
