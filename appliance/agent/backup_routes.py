"""Backups on the agent's socket (docs/interfaces.md §2): transport only.

What takes long is a job: it answers with its record, and goes on when the caller is gone.
"""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from appliance import asgi
from appliance.agent import requests
from appliance.agent.backup_jobs import BackupJobs
from appliance.agent.reception import Reception
from appliance.agent.routing import asking, doing
from appliance.core.fields import Fields
from appliance.operations import (
    backup,
    backup_drill,
    backup_key,
    backup_schedule,
    backup_target_add,
    backup_target_remove,
    backup_verify,
)
from appliance.operations.backup_records import find_target
from appliance.operations.box import Box
from appliance.operations.records import OperatorRecord


def routes(reception: Reception) -> list[Route]:
    """Return the routes of backups.

    Args:
        reception: knows who asks.
    """
    found = Handlers(reception, BackupJobs(reception.box, reception.jobs))
    target = "/backups/targets/{target}"
    return [
        doing("/backups", backup.DECLARATION, found.run),
        asking("/backups/plan", found.plan),
        doing("/backups/drill", backup_drill.DECLARATION, found.drill),
        doing("/backups/key", backup_key.DECLARATION, found.key),
        doing("/backups/schedule", backup_schedule.DECLARATION, found.schedule),
        doing("/backups/targets", backup_target_add.DECLARATION, found.add),
        asking(f"{target}/check", found.check),
        asking(f"{target}/list", found.list),
        doing(f"{target}/remove", backup_target_remove.DECLARATION, found.remove),
        asking(f"{target}/remove/plan", found.remove_plan),
        doing(f"{target}/verify", backup_verify.DECLARATION, found.verify),
    ]


@dataclass(frozen=True, slots=True)
class Handlers:
    """One method for each route."""

    reception: Reception
    jobs: BackupJobs

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
        """Begin a backup."""
        who = self.operator(request)
        approved = requests.plan_hash(await asgi.read_json(request))
        return JSONResponse(self.jobs.backup(approved, who.key), 202)

    async def verify(self, request: Request) -> Response:
        """Begin to read the next part of a target back."""
        who = self.operator(request)
        return JSONResponse(self.jobs.verify(_target(request), who.key), 202)

    async def drill(self, request: Request) -> Response:
        """Begin a restore drill."""
        who = self.operator(request)
        body = Fields(await asgi.read_json(request), "request")
        target = body.text("target") if "target" in body else ""
        body.close()
        return JSONResponse(self.jobs.drill(target, who.key), 202)

    async def key(self, request: Request) -> Response:
        """Make a key file."""
        who = self.operator(request)
        return JSONResponse(await backup_key.run(self.box, who.key))

    async def schedule(self, request: Request) -> Response:
        """Change when backups are made, and how fast."""
        who = self.operator(request)
        wanted = backup_schedule.plan(self.box, await asgi.read_json(request))
        await backup_schedule.run(self.box, wanted, who.key)
        return Response(status_code=204)

    async def add(self, request: Request) -> Response:
        """Add a target."""
        who = self.operator(request)
        wanted, account = backup_target_add.parse(await asgi.read_json(request))
        target = backup_target_add.plan(self.box, wanted)
        await backup_target_add.run(self.box, target, who.key, account)
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


def _target(request: Request) -> str:
    return str(request.path_params["target"])
