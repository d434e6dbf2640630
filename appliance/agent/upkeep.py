"""What the agent does by itself while it holds the box open."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from starlette.applications import Starlette

from appliance.agent.backup_jobs import BackupJobs
from appliance.agent.dead_man import DeadManWatch
from appliance.agent.health_watch import LOOK_EVERY_S, HealthWatch
from appliance.agent.reception import Reception
from appliance.agent.wipe_client import WipeClient
from appliance.core.destruction import endorse
from appliance.errors import ApplianceError, UnavailableError
from appliance.logs import get_logger
from appliance.operations import escrow_bundle, orphans
from appliance.operations.backup_status import clear_leftovers
from appliance.operations.box import Box
from appliance.operations.records import is_set_up, read_deployment
from appliance.operations.refusals import Refusals
from appliance.operations.unlock import finish_if_needed, renew_if_due, reopen_storage

WATCH_EVERY_S = 0.5
RENEW_EVERY_S = 600.0
WIPER_EVERY_S = 2.0
DEAD_MAN_EVERY_S = 30.0
BACKUP_EVERY_S = 60.0
ORPHANS_EVERY_S = 60.0

log = get_logger()

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def keep_up(reception: Reception) -> Lifespan:
    """Return the agent's life: upkeep from the first request to the last, then forget."""
    box, refusals = reception.box, reception.refusals
    dead_man = DeadManWatch(box, reception.sign_in)
    backups = BackupJobs(box, reception.jobs)
    health = HealthWatch(box, refusals)

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        await asyncio.to_thread(clear_leftovers, box.folder)
        tasks = [
            asyncio.ensure_future(_every(WATCH_EVERY_S, lambda: _watch_storage(box))),
            asyncio.ensure_future(_every(RENEW_EVERY_S, lambda: _renew(box))),
            asyncio.ensure_future(_every(RENEW_EVERY_S, lambda: _write_refusals(refusals))),
            asyncio.ensure_future(_every(DEAD_MAN_EVERY_S, dead_man.turn)),
            asyncio.ensure_future(_every(WIPER_EVERY_S, lambda: watch_wiper(box))),
            asyncio.ensure_future(_every(LOOK_EVERY_S, health.turn)),
            asyncio.ensure_future(_every(ORPHANS_EVERY_S, lambda: orphans.look(box))),
            asyncio.ensure_future(_every(BACKUP_EVERY_S, backups.make_if_due)),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await reception.jobs.close()
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


async def _write_refusals(refusals: Refusals) -> None:
    with contextlib.suppress(UnavailableError):  # sealed or down: the counts are kept
        await refusals.write()


async def _renew(box: Box) -> None:
    with contextlib.suppress(UnavailableError):
        if await renew_if_due(box):
            log.info("directory.renewed")
    if box.keys is not None:
        async with box.changing:
            await asyncio.to_thread(escrow_bundle.ensure, box)


async def watch_wiper(box: Box) -> None:
    """Look after the wipe daemon, which must be well before anybody needs it."""
    wiper = WipeClient.at(box.folder)
    try:
        found = await asyncio.to_thread(wiper.state)
        await _endorse(box, wiper, found)
    except UnavailableError:
        box.wiper_alarms = ("wiper-down",)
        return
    wrong = {"wiper-no-room": not found["intent_ready"], "wiper-swap": not found["memory_locked"]}
    box.wiper_alarms = tuple(code for code, is_wrong in wrong.items() if is_wrong)


async def _endorse(box: Box, wiper: WipeClient, found: Mapping[str, Any]) -> None:
    """Name the daemon's key while the deployment key can: afterwards it is too late."""
    keys = box.keys
    if keys is None or found["endorsed"] or not is_set_up(box.folder):
        return
    deployment = read_deployment(box.folder).id
    key = endorse(deployment, found["verify"], box.today, keys.deployment_seed)
    await asyncio.to_thread(wiper.endorse, key)
    log.info("wipe.endorsed")
