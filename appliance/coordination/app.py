"""The application of coordination: its routes, and what runs beside them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.storage_client import StorageClient
from appliance.asgi import service
from appliance.config import Settings
from appliance.coordination import case_routes, internal, own, sign_in
from appliance.coordination.accounts import Hashes
from appliance.coordination.follower import Follower
from appliance.coordination.outbox import Outbox
from appliance.coordination.parts import Parts
from appliance.coordination.register import Register
from appliance.coordination.roster import RosterFiles
from appliance.coordination.second_factor import Challenges, RelyingParty
from appliance.errors import SealedError
from appliance.ports import Clock

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def create_app(
    settings: Settings,
    *,
    folder: DataFolder,
    clock: Clock,
    storage: StorageClient,
    callers: Mapping[str, str],
    pepper: bytes,
    ticket_seed: bytes,
) -> Starlette:
    """Build coordination.

    Args:
        settings: the settings of the deployment.
        folder: where the database and the signed directories are.
        clock: tells the time.
        storage: client of storage; closed with the application.
        callers: bearer token -> caller, for the internal routes.
        pepper: key of the hashes of login names.
        ticket_seed: signs tickets.
    """
    register = Register(folder.vault / "coordination.db")
    outbox = Outbox(register, storage)
    roster_files = RosterFiles(
        folder.directory_file, folder.staff_file, folder.directory_version_file
    )
    parts = Parts(
        settings=settings,
        clock=clock,
        register=register,
        storage=storage,
        outbox=outbox,
        roster_files=roster_files,
        hashes=Hashes(pepper),
        challenges=Challenges(pepper),
        party=relying_party(settings),
        ticket_seed=ticket_seed,
    )
    follower = Follower(register, storage, outbox, roster_files, clock)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        following = asyncio.create_task(follower.run())
        try:
            yield
        finally:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following
            await register.close()
            await storage.close()

    app = service(routes(), callers=callers, lifespan=lifespan)
    app.state.parts = parts
    return app


def relying_party(settings: Settings) -> RelyingParty:
    """Return whom passkeys are made for: the origin of the case app."""
    host, port = settings.gateway.host, settings.gateway.case_port
    return RelyingParty(host, f"http://{host}:{port}")


def routes() -> list[Route]:
    """Return every route; all but the health check need the vault to be open."""
    public = [
        ("GET", "/directory", own.directory),
        ("POST", "/invitations/open", sign_in.open_invitation),
        ("POST", "/invitations/passkey", sign_in.passkey_for_invitation),
        ("POST", "/invitations/accept", sign_in.accept),
        ("POST", "/login/start", sign_in.start),
        ("POST", "/login", sign_in.login),
        ("POST", "/logout", sign_in.logout),
        ("GET", "/me", own.me),
        ("POST", "/me/wraps", own.share),
        ("GET", "/me/renewals", case_routes.renewals_to_give),
        ("GET", "/me/rewraps", case_routes.rewraps_to_make),
        ("GET", "/directory/{version}", own.directory_version),
        ("GET", "/staff", own.staff),
        ("GET", "/cases", case_routes.cases),
        ("GET", "/cases/{case}", case_routes.case),
        ("POST", "/cases/{case}/take", case_routes.take),
        ("POST", "/cases/{case}/tickets", case_routes.tickets),
        ("POST", "/cases/{case}/compartments", case_routes.open_compartment),
        ("POST", "/cases/{case}/referrals", case_routes.refer),
        ("POST", "/cases/{case}/renewals", case_routes.renew),
        ("POST", "/cases/{case}/rewraps", case_routes.rewrap),
        ("POST", "/cases/{case}/referrals/{referral}/status", case_routes.say_status),
    ]
    for_agent = [
        ("GET", "/internal/people", internal.everybody),
        ("GET", "/internal/orphans", internal.without_reader),
        ("GET", "/internal/recoverable/{key}", internal.recoverable),
        ("POST", "/internal/recovery", internal.recover),
        ("GET", "/internal/rewraps", internal.rewrapped),
        ("POST", "/internal/invitations", internal.invite),
        ("POST", "/internal/people/{person}/approve", internal.approve),
        ("POST", "/internal/log/verify", internal.verify_log),
        ("POST", "/internal/people/{person}/disable", internal.disable),
        ("GET", "/internal/people/{person}/leaving", internal.foresee_leaving),
        ("POST", "/internal/people/{person}/reinvite", internal.reinvite),
    ]
    return [
        Route("/healthz", healthz, methods=["GET"]),
        *(
            Route(path, _while_open(handler), methods=[method])
            for method, path, handler in [*public, *for_agent]
        ),
    ]


async def healthz(_request: Request) -> Response:
    """Say that the process answers."""
    return Response(status_code=204)


def _while_open(handler: Handler) -> Handler:
    """Refuse a request while the vault is sealed, before its body is read."""

    async def guarded(request: Request) -> Response:
        if not request.app.state.parts.register.is_serving:
            raise SealedError
        return await handler(request)

    return guarded
