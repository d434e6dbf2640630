"""Operators and what takes two of them, over the agent's socket."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from appliance import asgi
from appliance.agent import requests
from appliance.agent.reception import Reception, token
from appliance.agent.routing import asking, doing, reading
from appliance.core.derivation import fingerprint_words
from appliance.operations import (
    operator_accept,
    operator_approve,
    operator_code,
    operator_disable,
    operator_invite,
    operators,
)
from appliance.operations.agreement import Agreement
from appliance.operations.operator_approve import Approval
from appliance.operations.plans import Plan
from appliance.operations.records import ACTIVE, OperatorRecord, read_deployment, read_operators


def routes(reception: Reception) -> list[Route]:
    """Return the routes of operators and of approvals."""
    found = _Handlers(reception)
    accept, code = operator_accept.DECLARATION, operator_code.DECLARATION
    one = "/operators/{operator}"
    return [
        reading("/approvals", found.approvals),
        asking("/approvals/{approval}", found.agree),
        asking("/approvals/{approval}/refuse", found.refuse),
        asking("/login/code", found.give_code),
        reading("/operators", found.list),
        doing("/operators/accept", accept, found.accept),
        doing("/operators/invite", operator_invite.DECLARATION, found.invite),
        asking(f"{one}/approve/plan", found.approve_plan),
        doing(f"{one}/approve", operator_approve.DECLARATION, found.approve),
        asking(f"{one}/disable/plan", found.disable_plan),
        doing(f"{one}/disable", operator_disable.DECLARATION, found.disable),
        doing("/own/code", code, found.set_code),
    ]


@dataclass(frozen=True, slots=True)
class _Handlers:
    reception: Reception

    # --- signing in

    async def give_code(self, request: Request) -> Response:
        """Take the code of a session that has brought a passphrase."""
        code = requests.code(await asgi.read_json(request))
        await self.reception.sign_in.give_code(token(request), code)
        return Response(status_code=204)

    async def set_code(self, request: Request) -> Response:
        """Set up the code app of whoever asks: every operator may, whatever the role."""
        operator = self.reception.operator(request)
        secret, code = requests.code_app(await asgi.read_json(request))
        await operator_code.run(self.reception.box, operator, secret, code)
        return Response(status_code=204)

    # --- operators

    async def list(self, request: Request) -> Response:
        """List every operator; names are sealed."""
        own = self.reception.operator(request)
        found = [operators.told(each) for each in read_operators(self.reception.box.folder)]
        return JSONResponse({"language": self._language(), "operators": found, "own": own.id})

    async def invite(self, request: Request) -> Response:
        """Make a one-time secret for a new operator."""
        by = self.reception.operator(request, operator_invite.DECLARATION)
        plan = operator_invite.plan(self.reception.box, await asgi.read_json(request))
        made = await operator_invite.run(self.reception.box, plan, by.key)
        return JSONResponse(made.to_json(), 201)

    async def accept(self, request: Request) -> Response:
        """Take what a new operator made; her one-time secret is her sign-in here."""
        acceptance = requests.acceptance(await asgi.read_json(request))
        made = await operator_accept.run(self.reception.box, acceptance)
        words = fingerprint_words(made.recipient, made.verify, self._language())
        return JSONResponse({"operator": made.id, "key": made.key, "words": words}, 201)

    async def approve_plan(self, request: Request) -> Response:
        """Say what approving an operator would do."""
        by = self.reception.operator(request, operator_approve.DECLARATION)
        plan = operator_approve.plan(self.reception.box, _operator(request))
        about = [_operator(request)]
        terms = self.reception.approvals.terms(operator_approve.DECLARATION, by, about)
        return JSONResponse({**plan.to_json(), **terms})

    async def approve(self, request: Request) -> Response:
        """Approve exactly whose words were compared."""
        by = self.reception.operator(request, operator_approve.DECLARATION)
        approval = Approval.parse(await asgi.read_json(request), by.key)
        plan = operator_approve.plan(self.reception.box, _operator(request))
        plan.check_approved(approval.plan)
        about = [_operator(request)]
        agreement = self.reception.approvals.require(operator_approve.DECLARATION, plan, by, about)
        await operator_approve.run(self.reception.box, about[0], approval, agreement)
        return Response(status_code=204)

    async def disable_plan(self, request: Request) -> Response:
        """Say what disabling an operator would do, and how many people it takes."""
        by = self.reception.operator(request, operator_disable.DECLARATION)
        plan = operator_disable.plan(self.reception.box, _operator(request))
        return JSONResponse({**plan.to_json(), **self._terms(plan, by)})

    async def disable(self, request: Request) -> Response:
        """Disable exactly who was shown, once enough people agree."""
        by = self.reception.operator(request, operator_disable.DECLARATION)
        approved = requests.plan_hash(await asgi.read_json(request))
        operator = _operator(request)
        plan = operator_disable.plan(self.reception.box, operator)
        plan.check_approved(approved)
        agreement = Agreement()
        if plan.subject["status"] == ACTIVE:
            agreement = self.reception.approvals.require(
                operator_disable.DECLARATION, plan, by, [operator]
            )
        await operator_disable.run(self.reception.box, operator, approved, by.key, agreement)
        self.reception.sign_in.sign_out_all(operator)
        return Response(status_code=204)

    # --- what takes two

    async def approvals(self, request: Request) -> Response:
        """List what a second person is asked."""
        operator = self.reception.operator(request)
        return JSONResponse({"approvals": self.reception.approvals.asked(operator)})

    async def agree(self, request: Request) -> Response:
        """Agree to a plan that somebody else asks for."""
        operator = self.reception.operator(request)
        plan = requests.plan_hash(await asgi.read_json(request))
        self.reception.approvals.agree(_approval(request), plan, operator)
        return Response(status_code=204)

    async def refuse(self, request: Request) -> Response:
        """Refuse what somebody else asks for."""
        operator = self.reception.operator(request)
        self.reception.approvals.refuse(_approval(request), operator)
        self.reception.refusals.note("approval")
        return Response(status_code=204)

    # --- inside

    def _terms(self, plan: Plan, by: OperatorRecord) -> dict[str, Any]:
        if plan.subject["status"] != ACTIVE:
            return {"alone": False, "people": 1}  # only an invitation is taken back
        return self.reception.approvals.terms(
            operator_disable.DECLARATION, by, [plan.subject["operator"]]
        )

    def _language(self) -> str:
        return str(read_deployment(self.reception.box.folder).languages[0])


def _operator(request: Request) -> str:
    return str(request.path_params["operator"])


def _approval(request: Request) -> str:
    return str(request.path_params["approval"])
