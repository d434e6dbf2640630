"""The agent's HTTP on its unix socket (docs/interfaces.md §2): transport only.

What an operation does is in `appliance.operations`; here is who may ask for it and how.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from appliance import asgi
from appliance.adapters.supervision import read_supervision
from appliance.agent import (
    backup_routes,
    duress_routes,
    job_routes,
    operator_routes,
    requests,
    restore_routes,
    service_routes,
)
from appliance.agent.duress_routes import refuse_under_duress
from appliance.agent.escrow_routes import escrow_routes
from appliance.agent.reception import Reception, token
from appliance.agent.routing import asking, doing, reading
from appliance.agent.upkeep import keep_up
from appliance.core.canonical import b64, parse_id
from appliance.errors import AlreadySetUpError, ApplianceError, UnauthenticatedError
from appliance.operations import (
    answers,
    approve,
    disable,
    duress,
    invite,
    lock,
    lock_order,
    orphans,
    reinvite,
    setup,
    status,
    unlock,
    verify_log,
)
from appliance.operations.box import Box
from appliance.operations.records import OperatorRecord, is_set_up, read_deployment
from appliance.operations.refusals import Refusals


def create_app(box: Box, owner_uid: int) -> ASGIApp:
    """Build the agent.

    Args:
        box: this box.
        owner_uid: the one uid that may speak to it.
    """
    reception = Reception.of(box)
    return OwnerOnly(build(reception), owner_uid, reception.refusals)


def build(reception: Reception) -> Starlette:
    """Build the agent's application without the check of who is at the other end."""
    found = Handlers(reception)
    routes = [
        reading("/healthz", found.health),
        reading("/log", found.log_head),
        reading("/log/entries", found.log_entries),
        reading("/people", found.people),
        reading("/people/orphans", found.orphans),
        reading("/status", found.status),
        asking("/login", found.login),
        asking("/login/start", found.login_start),
        asking("/logout", found.logout),
        asking("/people/{person}/approve/plan", found.approve_plan),
        asking("/people/{person}/disable/plan", found.disable_plan),
        asking("/people/{person}/reinvite/plan", found.reinvite_plan),
        asking("/setup/plan", found.setup_plan),
        doing("/invitations", invite.DECLARATION, found.invite),
        doing("/lock", lock.DECLARATION, found.lock),
        doing("/lock/order", lock_order.DECLARATION, found.lock_order),
        doing("/log/verify", verify_log.DECLARATION, found.verify_log),
        doing("/log/verify/job", verify_log.DECLARATION, found.verify_log_job),
        doing("/open", unlock.DECLARATION, found.open),
        doing("/people/{person}/approve", approve.DECLARATION, found.approve),
        doing("/people/{person}/disable", disable.DECLARATION, found.disable),
        doing("/people/{person}/reinvite", reinvite.DECLARATION, found.reinvite),
        doing("/setup", setup.DECLARATION, found.setup),
        *job_routes.routes(reception),
        *operator_routes.routes(reception),
        *duress_routes.routes(reception),
        *service_routes.routes(reception),
        *escrow_routes(reception),
        *backup_routes.routes(reception),
        *restore_routes.routes(reception),
    ]
    counted = [reception.counted(each) for each in routes]
    life = keep_up(reception)
    return asgi.service(counted, lifespan=life)


class OwnerOnly:
    """Refuses whoever is not the owner of the data, by the uid that the kernel states."""

    def __init__(self, app: ASGIApp, owner_uid: int, refusals: Refusals) -> None:
        self.app = app
        self.owner_uid = owner_uid
        self.refusals = refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the owner's requests on."""
        if scope["type"] == "http" and scope.get("state", {}).get("peer_uid") != self.owner_uid:
            self.refusals.note("account")
            refusal = asgi.error_response(
                UnauthenticatedError("This account may not speak to the agent.")
            )
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Handlers:
    """One method for each route."""

    reception: Reception

    @property
    def box(self) -> Box:
        """The box that all of it is about."""
        return self.reception.box

    # --- the box

    async def health(self, _request: Request) -> Response:
        """Say that the agent answers."""
        return Response(status_code=204)

    async def status(self, _request: Request) -> Response:
        """Say what state the box is in; no sign-in needed."""
        return JSONResponse(await status.run(self.box))

    async def setup_plan(self, request: Request) -> Response:
        """Say what a set-up would do."""
        found = answers.parse(await asgi.read_json(request))
        return JSONResponse(setup.plan(self.box, found).to_json())

    async def setup(self, request: Request) -> Response:
        """Set the deployment up."""
        untrusted = await asgi.read_json(request)
        if is_set_up(self.box.folder):
            raise AlreadySetUpError
        record = await setup.run(self.box, requests.setup(untrusted))
        link = f"{self._address('intake')}/#k={record.pin}"
        return JSONResponse({"deployment": record.id, "link": link, "pin": record.pin}, 201)

    # --- signing in, opening and sealing

    async def login_start(self, request: Request) -> Response:
        """Say how a passphrase is stretched."""
        name = requests.login_name(await asgi.read_json(request))
        return JSONResponse({"kdf": self.reception.sign_in.kdf_of(name)})

    async def login(self, request: Request) -> Response:
        """Begin a session."""
        name, auth = requests.login(await asgi.read_json(request))
        await refuse_under_duress(self.box, name, auth)
        session, operator = self.reception.sign_in.sign_in(name, auth)
        slot = self.box.vault.slot(operator.id)
        found = {
            "code": _code_wanted(self.box, operator),
            "kdf": operator.kdf,
            "operator": operator.id,
            "sealed_identity": operator.sealed_identity,
            "session": session,
            "slot": b64(slot.sealed),
            "staff_wrap": operator.staff_wrap,
        }
        return JSONResponse(found)

    async def logout(self, request: Request) -> Response:
        """End a session; the vault stays as it is."""
        self.reception.sign_in.sign_out(token(request))
        return Response(status_code=204)

    async def open(self, request: Request) -> Response:
        """Open the vault; a code cannot be checked before that."""
        operator = self.reception.sign_in.operator(token(request), code=False)
        secret = requests.vault_secret(await asgi.read_json(request))
        await unlock.run(self.box, unlock.plan(self.box, secret), operator.key)
        duress.keep(self.box.folder)
        return Response(status_code=204)

    async def lock(self, request: Request) -> Response:
        """Seal the box. No sign-in: whoever may speak to the agent may always make it safer."""
        await lock.run(self.box, self.reception.operator_or_agent(request))
        return Response(status_code=204)

    async def lock_order(self, request: Request) -> Response:
        """Seal the box as headquarters asks. No sign-in: the signature says who asks."""
        order = lock_order.plan(self.box, requests.order(await asgi.read_json(request)))
        await lock_order.run(self.box, order)
        return JSONResponse({"by": lock_order.read_orders(self.box).by})

    # --- people

    async def people(self, request: Request) -> Response:
        """List everybody; names are sealed."""
        self.reception.operator(request)
        language = read_deployment(self.box.folder).languages[0]
        return JSONResponse({"language": language, "people": await self.box.coordination.people()})

    async def orphans(self, request: Request) -> Response:
        """List what nobody is left to read: ids and compartments."""
        self.reception.operator(request)
        after = request.query_params.get("after", "")
        return JSONResponse(await orphans.page(self.box, parse_id(after) if after else ""))

    async def invite(self, request: Request) -> Response:
        """Make an invitation."""
        operator = self.reception.operator(request, invite.DECLARATION)
        found = invite.plan(self.box, await asgi.read_json(request))
        made = await invite.run(self.box, found, self._address("case"), operator.key)
        return JSONResponse(made.to_json(), 201)

    async def approve_plan(self, request: Request) -> Response:
        """Say what approving somebody would do."""
        operator = self.reception.operator(request, approve.DECLARATION)
        plan = await approve.plan(self.box, _person(request))
        terms = self.reception.approvals.terms(approve.DECLARATION, operator)
        return JSONResponse({**plan.to_json(), **terms})

    async def approve(self, request: Request) -> Response:
        """Approve exactly what was shown."""
        operator = self.reception.operator(request, approve.DECLARATION)
        approval = approve.Approval.parse(await asgi.read_json(request), operator.key)
        plan = await approve.plan(self.box, _person(request))
        plan.check_approved(approval.plan)
        agreement = self.reception.approvals.require(approve.DECLARATION, plan, operator)
        await approve.run(self.box, _person(request), approval, agreement)
        return Response(status_code=204)

    async def disable_plan(self, request: Request) -> Response:
        """Say what disabling somebody would do."""
        operator = self.reception.operator(request, disable.DECLARATION)
        plan = await disable.plan(self.box, _person(request))
        terms = self.reception.approvals.terms(disable.DECLARATION, operator)
        return JSONResponse({**plan.to_json(), **terms})

    async def disable(self, request: Request) -> Response:
        """Disable exactly who was shown."""
        operator = self.reception.operator(request, disable.DECLARATION)
        approved = requests.plan_hash(await asgi.read_json(request))
        plan = await disable.plan(self.box, _person(request))
        plan.check_approved(approved)
        agreement = self.reception.approvals.require(disable.DECLARATION, plan, operator)
        unread = await disable.run(self.box, _person(request), approved, operator.key, agreement)
        return JSONResponse({"unread": unread})

    async def reinvite_plan(self, request: Request) -> Response:
        """Say what a new link would do."""
        self.reception.operator(request, reinvite.DECLARATION)
        return JSONResponse((await reinvite.plan(self.box, _person(request))).to_json())

    async def reinvite(self, request: Request) -> Response:
        """Make a new link for exactly who was shown."""
        operator = self.reception.operator(request, reinvite.DECLARATION)
        approved = requests.plan_hash(await asgi.read_json(request))
        address = self._address("case")
        made = await reinvite.run(self.box, _person(request), approved, address, operator.key)
        return JSONResponse(made.to_json(), 201)

    # --- the log

    async def log_head(self, _request: Request) -> Response:
        """Return a checkpoint made now: public by its nature, so no sign-in."""
        head = await self.box.storage.log_head()
        found = {"checkpoint": head.checkpoint, "root": head.root}
        return JSONResponse({**found, "size": head.size, "tiles": head.tiles})

    async def log_entries(self, request: Request) -> Response:
        """Return readable leaves, newest first: witnesses see them too, so no sign-in."""
        before, limit = requests.page(request.query_params)
        return JSONResponse(await self.box.storage.log_entries(before, limit))

    async def verify_log(self, request: Request) -> Response:
        """Check the whole log; the answer is one JSON object a line."""
        await verify_log.plan(self.box)
        return StreamingResponse(
            _lines(verify_log.run(self.box, self.reception.operator_or_agent(request))),
            media_type="application/x-ndjson",
        )

    async def verify_log_job(self, request: Request) -> Response:
        """Check the whole log without anybody having to wait for it."""
        await verify_log.plan(self.box)
        by = self.reception.operator_or_agent(request)
        work = partial(verify_log.check, self.box, by=by)
        return JSONResponse(self.reception.jobs.start(verify_log.DECLARATION, by, work), 202)

    # --- inside

    def _address(self, name: str) -> str:
        return read_supervision(self.box.folder).addresses.get(name, "")


def _code_wanted(box: Box, operator: OperatorRecord) -> str:
    """Return when the code of a code app is due: `none`, `now` or `after_opening`."""
    if not operator.code:
        return "none"
    return "now" if box.keys is not None else "after_opening"


def _person(request: Request) -> str:
    return str(request.path_params["person"])


async def _lines(found: AsyncIterator[dict[str, Any]]) -> AsyncIterator[bytes]:
    """Write one object a line; what goes wrong after the first is a problem of its own."""
    try:
        async for each in found:
            yield json.dumps(each).encode() + b"\n"
    except ApplianceError as error:
        yield json.dumps({"error": error.to_json()}).encode() + b"\n"
