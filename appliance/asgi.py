"""What every service behind the gateway shares: errors, guard, headers, bodies.

A service calls `service(routes, …)` for its application and `appliance.server.serve_unix` to run
it. Handlers raise errors of the one tree; nothing else leaves a service but JSON or octets.
"""

import asyncio
import hmac
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from appliance.core.canonical import JsonObject, parse
from appliance.errors import (
    ApplianceError,
    NotFoundError,
    TooLargeError,
    UsageError,
)
from appliance.logs import get_logger

JSON_LIMIT_BYTES = 1024 * 1024
BODY_TIMEOUT_S = 300.0
TOO_LATE = "The request did not come in time."
RETRY_AFTER_S = 30
INTERNAL = "/internal/"
HEADERS = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))

log = get_logger()

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def service(
    routes: Sequence[BaseRoute],
    *,
    callers: Mapping[str, str] | None = None,
    lifespan: Lifespan | None = None,
) -> Starlette:
    """Build a service's application: its routes inside the shared shell.

    Args:
        routes: the service's own routes.
        callers: bearer token -> caller's name, for paths under `/internal/`; without any,
            those paths do not exist.
        lifespan: what to open before the first request and close after the last.

    Returns:
        The application. `caller(request)` tells a handler who calls an internal path.
    """
    app = Starlette(
        routes=list(routes),
        lifespan=lifespan,
        middleware=[
            Middleware(HeadersMiddleware),
            Middleware(ErrorMiddleware),
            Middleware(InternalGuard, callers=callers or {}),
        ],
        exception_handlers={HTTPException: _answer_of_the_router},
    )
    app.router.redirect_slashes = False
    return app


class HeadersMiddleware:
    """Adds `nosniff` and `no-store` to every answer that does not say otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request with the headers added."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                given = {name for name, _ in headers}
                message["headers"] = [*headers, *(pair for pair in HEADERS if pair[0] not in given)]
            await send(message)

        await self.app(scope, receive, send_with_headers)


class ErrorMiddleware:
    """Turns every error into its JSON answer; an unknown one is logged as a class name only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever is raised."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the edge of a service (STYLE, Errors)
            response = answer_for(error)
            if not started:
                await response(scope, receive, send)


class InternalGuard:
    """Hides `/internal/` from whoever does not bring a service token."""

    def __init__(self, app: ASGIApp, callers: Mapping[str, str]) -> None:
        self.app = app
        self.callers = [(f"Bearer {token}".encode(), name) for token, name in callers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or raise NotFoundError."""
        if scope["type"] == "http" and scope["path"].startswith(INTERNAL):
            scope.setdefault("state", {})["caller"] = self.identify(scope)
        await self.app(scope, receive, send)

    def identify(self, scope: Scope) -> str:
        """Return the caller's name, comparing with every token whatever comes first."""
        untrusted = _header(scope, b"authorization")
        found = [name for token, name in self.callers if hmac.compare_digest(token, untrusted)]
        if not found:
            raise NotFoundError
        return found[0]


def caller(request: Request) -> str:
    """Return which service or agent calls an internal path."""
    return str(request.state.caller)


def answer_for(error: Exception) -> Response:
    """Return the answer to an error; what is not of the tree becomes a plain 500.

    Args:
        error: whatever a handler raised.
    """
    known = _of_the_tree(error)
    if known is None or known.status == ApplianceError.status:
        log.error("request.failed", exc_info=error)
    return error_response(known or ApplianceError())


def error_response(error: ApplianceError) -> Response:
    """Return an error of the tree as JSON, with `Retry-After` where trying again may help."""
    headers = {}
    if error.status in (503, 507):
        headers["Retry-After"] = str(RETRY_AFTER_S)
    return JSONResponse(error.to_json(), status_code=error.status, headers=headers)


async def read_json(request: Request, limit_bytes: int = JSON_LIMIT_BYTES) -> JsonObject:
    """Read a JSON body strictly (`core.canonical.parse`).

    Args:
        request: the request.
        limit_bytes: the largest body read.

    Returns:
        The untrusted object.

    Raises:
        TooLargeError: the body is over the limit.
        InvalidInputError: the body is not such JSON, or no object.
    """
    return parse(await read_body(request, limit_bytes), limit_bytes)


async def read_body(request: Request, limit_bytes: int) -> bytes:
    """Read a whole body of at most `limit_bytes`.

    Raises:
        TooLargeError: the declared or the actual size is over the limit.
        UsageError: the body did not come in time.
    """
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            return b"".join([chunk async for chunk in body_chunks(request, limit_bytes)])
    except TimeoutError as error:
        raise UsageError(TOO_LATE) from error


async def body_chunks(request: Request, limit_bytes: int) -> AsyncIterator[bytes]:
    """Yield a body as it comes, and stop it at the limit.

    Raises:
        TooLargeError: the declared or the actual size is over the limit.
    """
    if (declared_bytes(request) or 0) > limit_bytes:
        raise TooLargeError
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit_bytes:
            raise TooLargeError
        if chunk:
            yield chunk


def declared_bytes(request: Request) -> int | None:
    """Return the declared size of the body, or None where none is declared."""
    untrusted = request.headers.get("content-length", "")
    return int(untrusted) if untrusted.isascii() and untrusted.isdigit() else None


def octets(content: bytes, status: int = 200) -> Response:
    """Return bytes as they are."""
    return Response(content, status_code=status, media_type="application/octet-stream")


async def _answer_of_the_router(_request: Request, error: Exception) -> Response:
    return answer_for(error)


def _of_the_tree(error: Exception) -> ApplianceError | None:
    if isinstance(error, ApplianceError):
        return error
    if isinstance(error, HTTPException):
        return NotFoundError() if error.status_code == 404 else UsageError()
    return None


def _header(scope: Scope, name: bytes) -> bytes:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return b""
