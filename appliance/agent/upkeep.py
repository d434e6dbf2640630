"""What the agent does by itself while it holds the box open."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette

from appliance.errors import ApplianceError, UnavailableError
from appliance.logs import get_logger
from appliance.operations.backup_status import make_if_due
from appliance.operations.box import Box
from appliance.operations.unlock import finish_if_needed, renew_if_due, reopen_storage

WATCH_EVERY_S = 0.5
RENEW_EVERY_S = 600.0
BACKUP_EVERY_S = 60.0

log = get_logger()

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def keep_up(box: Box) -> Lifespan:
    """Return the agent's life: upkeep from the first request to the last, then forget."""

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        tasks = [
            asyncio.ensure_future(_every(WATCH_EVERY_S, lambda: _watch_storage(box))),
            asyncio.ensure_future(_every(RENEW_EVERY_S, lambda: _renew(box))),
            asyncio.ensure_future(_every(BACKUP_EVERY_S, lambda: make_if_due(box))),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await box.close()

    return life


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Do something again and again; one failure does not end it."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except ApplianceError:
            log.exception("upkeep.failed")


async def _watch_storage(box: Box) -> None:
    """Give a restarted storage its keys again, while the agent holds them."""
    if box.keys is None:
        return
    with contextlib.suppress(UnavailableError):  # down: asked again soon
        if await reopen_storage(box):
            log.info("storage.reopened")
        await finish_if_needed(box)


async def _renew(box: Box) -> None:
    with contextlib.suppress(UnavailableError):
        if await renew_if_due(box):
            log.info("directory.renewed")
