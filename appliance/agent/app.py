"""The agent's HTTP on its unix socket (docs/interfaces.md §2): transport only.

What an operation does is in `appliance.operations`; here is who may ask for it and how.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from appliance import asgi
from appliance.adapters.supervision import read_supervision
from appliance.agent import backup_routes, requests
from appliance.agent.sign_in import SignIn
from appliance.agent.upkeep import keep_up
from appliance.core.canonical import b64
from appliance.errors import AlreadySetUpError, ApplianceError, UnauthenticatedError
from appliance.operations import (
    answers,
    approve,
    disable,
    invite,
    lock,
    reinvite,
    setup,
    status,
    unlock,
    verify_log,
)
from appliance.operations.box import Box
from appliance.operations.records import OperatorRecord, is_set_up, read_deployment

SESSION = "Safehold-Session"
Handler = Callable[[Request], Awaitable[Response]]


def create_app(box: Box, owner_uid: int) -> ASGIApp:
    """Build the agent.

    Args:
        box: this box.
        owner_uid: the one uid that may speak to it.
    """
    return OwnerOnly(build(box), owner_uid)


def build(box: Box) -> Starlette:
    """Build the agent's application without the check of who is at the other end."""
    found = Handlers(box, SignIn(box))
    get: dict[str, Handler] = {
        "/healthz": found.health,
        "/log": found.log_head,
        "/people": found.people,
        "/status": found.status,
    }
    post: dict[str, Handler] = {
        "/invitations": found.invite,
        "/lock": found.lock,
        "/log/verify": found.verify_log,
        "/login": found.login,
        "/login/start": found.login_start,
        "/logout": found.logout,
        "/open": found.open,
        "/people/{person}/approve": found.approve,
        "/people/{person}/approve/plan": found.approve_plan,
        "/people/{person}/disable": found.disable,
        "/people/{person}/disable/plan": found.disable_plan,
        "/people/{person}/reinvite": found.reinvite,
        "/setup": found.setup,
        "/setup/plan": found.setup_plan,
    }
    routes = [Route(path, handler, methods=["GET"]) for path, handler in get.items()]
    routes += [Route(path, handler, methods=["POST"]) for path, handler in post.items()]
    routes += backup_routes.routes(box, found.operator)
    return asgi.service(routes, lifespan=keep_up(box))


class OwnerOnly:
    """Refuses whoever is not the owner of the data, by the uid that the kernel states."""

    def __init__(self, app: ASGIApp, owner_uid: int) -> None:
        self.app = app
        self.owner_uid = owner_uid

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the owner's requests on."""
        if scope["type"] == "http" and scope.get("state", {}).get("peer_uid") != self.owner_uid:
            refusal = asgi.error_response(
                UnauthenticatedError("This account may not speak to the agent.")
            )
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Handlers:
    """One method for each route."""

    box: Box
    sign_in: SignIn

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
        return JSONResponse({"kdf": self.sign_in.kdf_of(name)})

    async def login(self, request: Request) -> Response:
        """Begin a session."""
        name, auth = requests.login(await asgi.read_json(request))
        session, operator = self.sign_in.sign_in(name, auth)
        slot = self.box.vault.slot(operator.id)
        found = {
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
        self.sign_in.sign_out(request.headers.get(SESSION, ""))
        return Response(status_code=204)

    async def open(self, request: Request) -> Response:
        """Open the vault."""
        operator = self.operator(request)
        secret = requests.vault_secret(await asgi.read_json(request))
        await unlock.run(self.box, unlock.plan(self.box, secret), operator.key)
        return Response(status_code=204)

    async def lock(self, request: Request) -> Response:
        """Seal the box. No sign-in: whoever may speak to the agent may always make it safer."""
        await lock.run(self.box, self._operator_or_agent(request))
        return Response(status_code=204)

    # --- people

    async def people(self, request: Request) -> Response:
        """List everybody; names are sealed."""
        self.operator(request)
        language = read_deployment(self.box.folder).languages[0]
        return JSONResponse({"language": language, "people": await self.box.coordination.people()})

    async def invite(self, request: Request) -> Response:
        """Make an invitation."""
        operator = self.operator(request)
        found = invite.plan(self.box, await asgi.read_json(request))
        made = await invite.run(self.box, found, self._address("case"), operator.key)
        return JSONResponse(made.to_json(), 201)

    async def approve_plan(self, request: Request) -> Response:
        """Say what approving somebody would do."""
        self.operator(request)
        return JSONResponse((await approve.plan(self.box, _person(request))).to_json())

    async def approve(self, request: Request) -> Response:
        """Approve exactly what was shown."""
        operator = self.operator(request)
        approval = approve.Approval.parse(await asgi.read_json(request), operator.key)
        await approve.run(self.box, _person(request), approval)
        return Response(status_code=204)

    async def disable_plan(self, request: Request) -> Response:
        """Say what disabling somebody would do."""
        self.operator(request)
        return JSONResponse((await disable.plan(self.box, _person(request))).to_json())

    async def disable(self, request: Request) -> Response:
        """Disable exactly who was shown."""
        operator = self.operator(request)
        approved = requests.plan_hash(await asgi.read_json(request))
        await disable.run(self.box, _person(request), approved, operator.key)
        return Response(status_code=204)

    async def reinvite(self, request: Request) -> Response:
        """Make a new link for somebody."""
        operator = self.operator(request)
        found = await reinvite.plan(self.box, _person(request))
        made = await reinvite.run(self.box, found, self._address("case"), operator.key)
        return JSONResponse(made.to_json(), 201)

    # --- the log

    async def log_head(self, _request: Request) -> Response:
        """Return a checkpoint made now: public by its nature, so no sign-in."""
        head = await self.box.storage.log_head()
        found = {"checkpoint": head.checkpoint, "root": head.root}
        return JSONResponse({**found, "size": head.size, "tiles": head.tiles})

    async def verify_log(self, _request: Request) -> Response:
        """Check the whole log; the answer is one JSON object a line."""
        await verify_log.plan(self.box)
        return StreamingResponse(
            _lines(verify_log.run(self.box)), media_type="application/x-ndjson"
        )

    # --- inside

    def operator(self, request: Request) -> OperatorRecord:
        """Return who asks, or refuse."""
        return self.sign_in.operator(request.headers.get(SESSION, ""))

    def _operator_or_agent(self, request: Request) -> str:
        try:
            return self.operator(request).key
        except ApplianceError:
            return "agent"

    def _address(self, name: str) -> str:
        return read_supervision(self.box.folder).addresses.get(name, "")


def _person(request: Request) -> str:
    return str(request.path_params["person"])


async def _lines(found: AsyncIterator[dict[str, Any]]) -> AsyncIterator[bytes]:
    """Write one object a line; what goes wrong after the first is a problem of its own."""
    try:
        async for each in found:
            yield json.dumps(each).encode() + b"\n"
    except ApplianceError as error:
        yield json.dumps({"error": error.to_json()}).encode() + b"\n"
