"""Routes of the agent: each that changes something names the operation it belongs to."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from appliance.operations.declaration import Declaration

ASKING = "asking"
"""Name of a route that changes nothing: a plan, a list, or a sign-in, which is no operation."""

Handler = Callable[[Request], Awaitable[Response]]


def doing(path: str, operation: Declaration, handler: Handler) -> Route:
    """Return a route that runs an operation; who may ask for it is the handler's to check."""
    return Route(path, handler, methods=["POST"], name=operation.name)


def reading(path: str, handler: Handler) -> Route:
    """Return a route that reads."""
    return Route(path, handler, methods=["GET"], name=ASKING)


def asking(path: str, handler: Handler) -> Route:
    """Return a route that takes a body and changes nothing that lasts."""
    return Route(path, handler, methods=["POST"], name=ASKING)
