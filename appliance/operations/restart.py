"""Start one service again: what hangs is ended, and the supervisor starts it anew."""

import asyncio
from typing import Any

from appliance.adapters.health import http_ready, unix_ready
from appliance.adapters.processes import end, serving
from appliance.errors import ApplianceError, NotFoundError, UnavailableError
from appliance.operations import events
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.unlock import reopen_storage

DECLARATION = Declaration("restart_service")
SERVICES = ("storage", "coordination", "intake", "gateway")
"""What can be restarted: not the agent, which would forget the keys, nor the wipe daemon."""
END_WITHIN_S = 5.0
BACK_TRIES, BACK_PAUSE_S = 300, 0.1


def plan(service: str) -> str:
    """Return the service, if it can be restarted.

    Raises:
        NotFoundError: there is no such service, or it is none of those.
    """
    if service not in SERVICES:
        raise NotFoundError
    return service


async def run(box: Box, service: str, by: str) -> dict[str, Any]:
    """End a service and wait until it answers again; what it had acknowledged is durable.

    Args:
        box: this box.
        service: one of `SERVICES`.
        by: key id of the operator, or the agent itself.

    Raises:
        UnavailableError: it did not come back in time.
    """
    before = serving(box.folder.root, [service])
    await asyncio.to_thread(end, before, END_WITHIN_S)
    await _until_back(box, service, before)
    if service == "storage":
        await reopen_storage(box)  # upkeep would do it a moment later
    await _note(box, service, by)
    return {"service": service}


async def _until_back(box: Box, service: str, before: list[int]) -> None:
    for _ in range(BACK_TRIES):
        now = await asyncio.to_thread(serving, box.folder.root, [service])
        is_new = bool(set(now) - set(before))
        if is_new and await asyncio.to_thread(answers, box, service):
            return
        await asyncio.sleep(BACK_PAUSE_S)
    raise UnavailableError


def answers(box: Box, service: str) -> bool:
    """Tell whether a service answers; the gateway speaks for itself, not for those behind it."""
    if service == "gateway":
        gateway = box.settings.gateway
        return http_ready(gateway.host, gateway.intake_port, "/origins.json")
    return unix_ready(box.folder.socket(service))


async def _note(box: Box, service: str, by: str) -> None:
    """Write the leaf; a sealed box has no log to write into."""
    event = events.governance("service_restarted", box.today, {"service": service}, by)
    try:
        await box.storage.append_events([event])
    except ApplianceError:
        return
