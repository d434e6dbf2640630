"""Storage as an ASGI application: what is open for its whole life, and its routes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping

from starlette.applications import Starlette

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.files import make_folder
from appliance.asgi import service
from appliance.config import Settings
from appliance.errors import ApplianceError
from appliance.logs import get_logger
from appliance.ports import Clock
from appliance.storage.gate import Gate
from appliance.storage.internal import InternalApi
from appliance.storage.public import PublicApi
from appliance.storage.room import Room
from appliance.storage.uploads import Uploads

log = get_logger()


def create_app(
    settings: Settings,
    *,
    folder: DataFolder,
    callers: Mapping[str, str],
    ticket_keys: Mapping[str, bytes],
    clock: Clock,
) -> Starlette:
    """Build the storage service; it starts sealed.

    Args:
        settings: the appliance's settings.
        folder: the deployment's data folder; storage uses its spool and vault.
        callers: bearer token -> caller, for `/internal/`.
        ticket_keys: issuer -> public ticket key.
        clock: tells the time.

    Returns:
        The application. Run its lifespan: it opens the spool and, at the end, locks the vault.
    """
    make_folder(folder.spool)
    gate = Gate(folder.vault)
    room = Room(folder.spool, settings.limits.free_disk_bytes)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        uploads = await Uploads.open(
            folder.spool, room, clock, gate.opened, settings.uploads.expire_days
        )
        public = PublicApi(gate, uploads, room, settings.limits, ticket_keys, clock)
        internal = InternalApi(gate, uploads, room, settings.log.daily_quota)
        app.router.routes[:] = [*public.routes(), *internal.routes()]
        rounds = asyncio.create_task(_rounds(gate, uploads, settings.log.checkpoint_every_s))
        try:
            yield
        finally:
            rounds.cancel()
            await asyncio.gather(rounds, return_exceptions=True)
            await gate.lock()
            await uploads.close()

    return service([], callers=callers, lifespan=lifespan)


async def _rounds(gate: Gate, uploads: Uploads, every_s: int) -> None:
    """Sign the log and drop stale uploads, for ever."""
    while True:
        await asyncio.sleep(every_s)
        try:
            await uploads.sweep_stale()
            if gate.is_open:
                await gate.vault().checkpoint()
        except ApplianceError:
            log.exception("storage.round_failed")
