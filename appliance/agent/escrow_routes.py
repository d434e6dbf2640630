"""The agent's routes of key escrow. No share and no secret ever passes here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from appliance import asgi
from appliance.core.canonical import b64
from appliance.core.ceremony import LIMIT_BYTES
from appliance.core.fields import Fields
from appliance.errors import InvalidInputError
from appliance.operations import (
    escrow_bundle,
    escrow_ceremony,
    escrow_proof,
    escrow_recover,
    escrow_status,
)
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.records import OperatorRecord

ASKING = "asking"
Who = Callable[[Request, Declaration | None], OperatorRecord]
LONGEST_PATH = 4096


def escrow_routes(box: Box, who: Who) -> list[Route]:
    """Return the routes of key escrow.

    Args:
        box: this box.
        who: returns the operator of a request, who may ask for an operation, or raises.
    """
    found = Handlers(box, who)
    ceremony, recover = escrow_ceremony.DECLARATION, escrow_recover.DECLARATION
    posts: list[tuple[str, Callable[[Request], Awaitable[Response]], str]] = [
        ("/escrow/ceremony/plan", found.ceremony_plan, ASKING),
        ("/escrow/ceremony/trial/plan", found.ceremony_trial, ASKING),
        ("/escrow/ceremony", found.ceremony, ceremony.name),
        ("/escrow/proof/plan", found.proof_plan, ASKING),
        ("/escrow/proof", found.proof, escrow_proof.DECLARATION.name),
        ("/escrow/export/plan", found.export_plan, ASKING),
        ("/escrow/export", found.export, escrow_bundle.DECLARATION.name),
        ("/escrow/recovery/plan", found.recovery_plan, ASKING),
        ("/escrow/recovery", found.recovery, recover.name),
        ("/escrow/recovery/step", found.recovery_step, escrow_recover.STEP.name),
    ]
    routes = [Route("/escrow", found.status, methods=["GET"], name=ASKING)]
    return routes + [
        Route(path, handler, methods=["POST"], name=name) for path, handler, name in posts
    ]


@dataclass(frozen=True, slots=True)
class Handlers:
    """One method for each route."""

    box: Box
    who: Who

    async def status(self, request: Request) -> Response:
        """Say how key escrow stands."""
        self.who(request, None)
        return JSONResponse(escrow_status.run(self.box))

    async def ceremony_plan(self, request: Request) -> Response:
        """Say what a ceremony would do."""
        self.who(request, escrow_ceremony.DECLARATION)
        wanted = escrow_ceremony.Request.parse(await asgi.read_json(request))
        return JSONResponse(escrow_ceremony.plan(self.box, wanted).to_json())

    async def ceremony_trial(self, request: Request) -> Response:
        """Return the file that the new shares must open before they count."""
        self.who(request, escrow_ceremony.DECLARATION)
        body = Fields(await asgi.read_json(request), "request")
        wanted = body.read("request", escrow_ceremony.Request.parse)
        approved, recipient = body.hash("plan"), body.recipient("recipient")
        body.close()
        sealed = escrow_ceremony.trial_file(self.box, wanted, approved, recipient)
        return JSONResponse({"sealed": b64(sealed)})

    async def ceremony(self, request: Request) -> Response:
        """Take in what a ceremony made."""
        operator = self.who(request, escrow_ceremony.DECLARATION)
        body = Fields(await asgi.read_json(request, LIMIT_BYTES), "request")
        wanted = body.read("request", escrow_ceremony.Request.parse)
        approved = body.hash("plan")
        steps, sealed = body.read("steps", _anything), body.read("sealed", _anything)
        body.close()
        held = escrow_ceremony.Held.parse(steps, sealed)
        made = await escrow_ceremony.run(self.box, wanted, approved, held, operator.key)
        return JSONResponse({"set": made.id, "state": made.state}, 201)

    async def proof_plan(self, request: Request) -> Response:
        """Return a challenge for trustees to sign."""
        self.who(request, None)
        return JSONResponse(escrow_proof.challenge(self.box))

    async def proof(self, request: Request) -> Response:
        """Record a proof; the answer is the same whatever her closing word said."""
        operator = self.who(request, escrow_proof.DECLARATION)
        await escrow_proof.run(self.box, await asgi.read_json(request), operator.key)
        return Response(status_code=204)

    async def export_plan(self, request: Request) -> Response:
        """Say what an export holds."""
        self.who(request, escrow_bundle.DECLARATION)
        return JSONResponse(escrow_bundle.plan_export(self.box).to_json())

    async def export(self, request: Request) -> Response:
        """Copy the bundle into a folder."""
        operator = self.who(request, escrow_bundle.DECLARATION)
        body = Fields(await asgi.read_json(request), "request")
        approved, folder = body.hash("plan"), body.read("folder", _folder)
        body.close()
        count = await escrow_bundle.run_export(self.box, approved, folder, operator.key)
        return JSONResponse({"files": count})

    async def recovery_plan(self, request: Request) -> Response:
        """Say what a recovery would open."""
        self.who(request, escrow_recover.DECLARATION)
        wanted = escrow_recover.Request.parse(await asgi.read_json(request))
        return JSONResponse((await escrow_recover.plan(self.box, wanted)).to_json())

    async def recovery(self, request: Request) -> Response:
        """Begin a recovery and hand out what is sealed."""
        operator = self.who(request, escrow_recover.DECLARATION)
        body = Fields(await asgi.read_json(request), "request")
        wanted = body.read("request", escrow_recover.Request.parse)
        approved = body.hash("plan")
        body.close()
        task = await escrow_recover.run(self.box, wanted, approved, operator.key)
        return JSONResponse(task, 201)

    async def recovery_step(self, request: Request) -> Response:
        """Note a step of a recovery."""
        operator = self.who(request, escrow_recover.STEP)
        await escrow_recover.step(self.box, await asgi.read_json(request), operator.key)
        return Response(status_code=204)


def _folder(untrusted: object) -> Path:
    if not isinstance(untrusted, str) or len(untrusted) > LONGEST_PATH:
        raise InvalidInputError
    folder = Path(untrusted)
    if not folder.is_absolute():
        raise InvalidInputError
    return folder


def _anything(untrusted: object) -> object:
    return untrusted
