"""Intake's application (docs/interfaces.md §2, "intake")."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.files import free_bytes
from appliance.adapters.storage_client import StorageClient
from appliance.asgi import service
from appliance.config import Settings
from appliance.intake import directory, mailbox, reports, statements, tickets
from appliance.intake.admission import Admission
from appliance.intake.desk import Desk, IntakeKeys, desk_of
from appliance.intake.directory_file import DirectoryFile
from appliance.intake.forwarder import Forwarder, forwarding
from appliance.intake.keyed import Pepper
from appliance.intake.spool import Spool
from appliance.intake.vault_state import VaultState
from appliance.ports import Clock

DATABASE = "intake.db"


async def healthz(_request: Request) -> Response:
    """Say that the service answers."""
    return Response(status_code=204)


async def internal_state(request: Request) -> Response:
    """Tell the agent how many reports wait, and how many storage refuses to take."""
    counts = await desk_of(request).spool.counts()
    return JSONResponse({"waiting": counts.waiting, "refused": counts.refused})


ROUTES = [
    Route("/healthz", healthz, methods=["GET"]),
    Route("/directory", directory.show, methods=["GET"]),
    Route("/reports", reports.submit, methods=["POST"]),
    Route("/mailbox", mailbox.show, methods=["GET"]),
    Route("/mailbox/tickets", tickets.issue, methods=["POST"]),
    Route("/mailbox/statements", statements.receive, methods=["POST"]),
    Route("/internal/state", internal_state, methods=["GET"]),
]


def create_app(
    settings: Settings,
    *,
    clock: Clock,
    folder: DataFolder,
    storage: StorageClient,
    keys: IntakeKeys,
) -> Starlette:
    """Build intake.

    Args:
        settings: limits and lifetimes.
        clock: the time.
        folder: where spool and directory lie.
        storage: storage's internal API; closed with the application.
        keys: intake's own keys.

    Returns:
        The application; its database is opened when it starts.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        spool = Spool.open(folder.spool / DATABASE)
        app.state.desk = desk = _desk(settings, clock, folder, keys, storage, spool)
        try:
            async with storage, forwarding(desk.forwarder):
                yield
        finally:
            spool.close()

    return service(ROUTES, callers=keys.callers, lifespan=lifespan)


def _desk(
    settings: Settings,
    clock: Clock,
    folder: DataFolder,
    keys: IntakeKeys,
    storage: StorageClient,
    spool: Spool,
) -> Desk:
    room = partial(free_bytes, folder.spool)
    return Desk(
        settings=settings,
        clock=clock,
        keys=keys,
        pepper=Pepper(keys.pepper),
        spool=spool,
        storage=storage,
        directory=DirectoryFile(folder.directory_file, folder.directory_version_file),
        vault=VaultState(storage, time.monotonic),
        admission=Admission(room, settings.limits.free_disk_bytes, time.monotonic),
        forwarder=Forwarder(spool, storage),
    )
