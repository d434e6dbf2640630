"""The agent's routes of key escrow. No share and no secret ever passes here."""

from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from appliance import asgi
from appliance.agent.reception import Reception
from appliance.agent.routing import asking, doing, reading
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
    orphans,
)
from appliance.operations.agreement import Agreement
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.records import OperatorRecord

LONGEST_PATH = 4096
GRANTS_BYTES = 8 * 1024 * 1024


def escrow_routes(reception: Reception) -> list[Route]:
    """Return the routes of key escrow.

    Args:
        reception: knows who asks, and who agreed.
    """
    found = Handlers(reception)
    return [
        reading("/escrow", found.status),
        asking("/escrow/ceremony/plan", found.ceremony_plan),
        asking("/escrow/ceremony/trial/plan", found.ceremony_trial),
        doing("/escrow/ceremony", escrow_ceremony.DECLARATION, found.ceremony),
        asking("/escrow/proof/plan", found.proof_plan),
        doing("/escrow/proof", escrow_proof.DECLARATION, found.proof),
        asking("/escrow/export/plan", found.export_plan),
        doing("/escrow/export", escrow_bundle.DECLARATION, found.export),
        asking("/escrow/recovery/plan", found.recovery_plan),
        doing("/escrow/recovery", escrow_recover.DECLARATION, found.recovery),
        doing("/escrow/recovery/grants", escrow_recover.STEP, found.recovery_grants),
        doing("/escrow/recovery/step", escrow_recover.STEP, found.recovery_step),
    ]


@dataclass(frozen=True, slots=True)
class Handlers:
    """One method for each route."""

    reception: Reception
    agreed: dict[str, Agreement] = field(default_factory=dict)
    """Who agreed to a ceremony that goes on just now, by the hash of its plan."""

    @property
    def box(self) -> Box:
        """This box."""
        return self.reception.box

    def who(self, request: Request, operation: Declaration | None) -> OperatorRecord:
        """Return who asks."""
        return self.reception.operator(request, operation)

    async def status(self, request: Request) -> Response:
        """Say how key escrow stands."""
        self.who(request, None)
        await orphans.look(self.box)
        return JSONResponse(escrow_status.run(self.box))

    async def ceremony_plan(self, request: Request) -> Response:
        """Say what a ceremony would do."""
        by = self.who(request, escrow_ceremony.DECLARATION)
        wanted = escrow_ceremony.Request.parse(await asgi.read_json(request))
        terms = self.reception.approvals.terms(escrow_ceremony.DECLARATION, by)
        return JSONResponse({**escrow_ceremony.plan(self.box, wanted).to_json(), **terms})

    async def ceremony_trial(self, request: Request) -> Response:
        """Return the file that the new shares must open before they count.

        A second person agrees here: before the first share is shown, not after the last.
        """
        by = self.who(request, escrow_ceremony.DECLARATION)
        body = Fields(await asgi.read_json(request), "request")
        wanted = body.read("request", escrow_ceremony.Request.parse)
        approved, recipient = body.hash("plan"), body.recipient("recipient")
        body.close()
        self.agreed[approved] = self._agreement(wanted, approved, by)
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
        agreement = self.agreed.pop(approved, None)
        if agreement is None:  # the agent was restarted since
            agreement = self._agreement(wanted, approved, operator)
        made = await escrow_ceremony.run(self.box, wanted, approved, held, operator.key, agreement)
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
        by = self.who(request, escrow_recover.DECLARATION)
        wanted = escrow_recover.Request.parse(await asgi.read_json(request))
        terms = self.reception.approvals.terms(escrow_recover.DECLARATION, by)
        return JSONResponse({**(await escrow_recover.plan(self.box, wanted)).to_json(), **terms})

    async def recovery(self, request: Request) -> Response:
        """Begin a recovery and hand out what is sealed."""
        operator = self.who(request, escrow_recover.DECLARATION)
        body = Fields(await asgi.read_json(request), "request")
        wanted = body.read("request", escrow_recover.Request.parse)
        approved = body.hash("plan")
        body.close()
        plan = await escrow_recover.plan(self.box, wanted)
        plan.check_approved(approved)
        agreement = self.reception.approvals.require(escrow_recover.DECLARATION, plan, operator)
        task = await escrow_recover.run(self.box, wanted, approved, operator.key, agreement)
        return JSONResponse(task, 201)

    async def recovery_grants(self, request: Request) -> Response:
        """Take in what a recovery of a reader made."""
        self.who(request, escrow_recover.STEP)
        untrusted = await asgi.read_json(request, GRANTS_BYTES)
        return JSONResponse({"cases": await escrow_recover.take_in(self.box, untrusted)})

    async def recovery_step(self, request: Request) -> Response:
        """Note a step of a recovery."""
        operator = self.who(request, escrow_recover.STEP)
        await escrow_recover.step(self.box, await asgi.read_json(request), operator.key)
        return Response(status_code=204)

    def _agreement(
        self, wanted: escrow_ceremony.Request, approved: str, operator: OperatorRecord
    ) -> Agreement:
        plan = escrow_ceremony.plan(self.box, wanted)
        plan.check_approved(approved)
        return self.reception.approvals.require(escrow_ceremony.DECLARATION, plan, operator)


def _folder(untrusted: object) -> Path:
    if not isinstance(untrusted, str) or len(untrusted) > LONGEST_PATH:
        raise InvalidInputError
    folder = Path(untrusted)
    if not folder.is_absolute():
        raise InvalidInputError
    return folder


def _anything(untrusted: object) -> object:
    return untrusted
