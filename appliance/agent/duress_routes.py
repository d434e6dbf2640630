"""Sign-in under duress, and setting it up beforehand."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from appliance import asgi
from appliance.agent.reception import Reception
from appliance.agent.routing import doing
from appliance.agent.wipe_client import WipeClient
from appliance.core.canonical import unb64
from appliance.errors import ApplianceError, InvalidInputError, MaintenanceError
from appliance.operations import duress
from appliance.operations.box import Box
from appliance.operations.records import is_set_up, name_hash, read_operators

AUTH_BYTES = 32


def routes(reception: Reception) -> list[Route]:
    """Return the routes.

    Args:
        reception: knows who asks.
    """

    async def set_duress(request: Request) -> Response:
        """Set the signed-in operator's duress passphrase, or take it back."""
        operator = reception.operator(request, duress.DECLARATION)
        untrusted = await asgi.read_json(request)
        if set(untrusted) != {"auth"}:
            raise InvalidInputError
        auth = unb64(untrusted["auth"], AUTH_BYTES) if untrusted["auth"] else None
        duress.replace(reception.box.folder, operator, auth)
        return Response(status_code=204)

    return [doing("/duress", duress.DECLARATION, set_duress)]


async def refuse_under_duress(box: Box, name: str, auth: bytes) -> None:
    """Begin the wipe that a duress passphrase asks for.

    Raises:
        MaintenanceError: it was one; to whoever looks on, the box is being maintained.
    """
    if is_set_up(box.folder) and _under_duress(box, name, auth):
        await asyncio.to_thread(WipeClient.at(box.folder).duress, name, auth)
        raise MaintenanceError


def _under_duress(box: Box, name: str, auth: bytes) -> bool:
    hashed = name_hash(name, box.pepper)
    try:
        entries = duress.read_entries(box.folder)
    except ApplianceError:
        return False
    found = [each.id for each in read_operators(box.folder) if each.name == hashed]
    return any(duress.matches(entries, each, auth) for each in found)
