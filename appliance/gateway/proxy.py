"""Passing requests on to a service, and its answers back, without holding more than a little.

What is small arrives whole, and what is large begins to, before the service hears of it: there are
few connections to a service, and nobody holds one by sending slowly.
"""

import gzip
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import aiohttp
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from appliance.errors import TooLargeError, UnavailableError, UsageError
from appliance.gateway.headers import (
    REQUEST_HEADERS,
    RESPONSE_HEADERS,
    Header,
    accepts,
    passed,
    value_of,
)
from appliance.gateway.origins import BodyLimit
from appliance.gateway.patience import Patience
from appliance.gateway.upstream import Body, Upstream

WHOLE_BYTES = 256 * 1024
COMPRESS_FROM_BYTES = 1024
# What services answer. Anything else could run as a page of the origin, or be taken for one.
MEDIA_TYPES = (b"application/json", b"application/octet-stream", b"text/plain")
RETRY_AFTER = (b"retry-after", b"30")


@dataclass(frozen=True, slots=True)
class Proxy:
    """Passes requests to one service.

    Args:
        upstream: the service.
        body_limit: largest body by method and path.
        patience: makes the time that a body has.
    """

    upstream: Upstream
    body_limit: BodyLimit
    patience: Callable[[], Patience] = Patience

    async def pass_on(self, scope: Scope, path: str, receive: Receive, send: Send) -> None:
        """Pass one request on and its answer back.

        Args:
            scope: the request.
            path: its path as the service knows it.
            receive: where its body comes from.
            send: where the answer goes.

        Raises:
            TooLargeError: the body is over the limit.
            UsageError: the body did not come in time.
            UnavailableError: the service does not answer, breaks off, or answers a page.
        """
        headers = passed(scope["headers"], REQUEST_HEADERS)
        stream = _Stream(receive, self.body_limit(scope["method"], path), self.patience())
        body, size = await _body(scope, stream)
        if size is not None:
            headers.append((b"content-length", str(size).encode()))
        query = scope["query_string"].decode("latin-1")
        try:
            response = await self.upstream.send(
                scope["method"], f"{path}?{query}" if query else path, headers, body
            )
        except UnavailableError as error:
            raise stream.failure or error from error
        try:
            await _answer(scope, response, send)
        except (aiohttp.ClientError, OSError) as error:
            raise UnavailableError from error
        finally:
            response.release()


@dataclass(slots=True)
class _Stream:
    """A body on its way; `failure` is why it stopped, which the client library would hide."""

    receive: Receive
    limit: int
    patience: Patience
    failure: Exception | None = None

    async def chunks(self) -> AsyncIterator[bytes]:
        size, more = 0, True
        while more:
            message = await self._next()
            chunk = message.get("body", b"")
            size += len(chunk)
            if message["type"] == "http.disconnect":
                self.failure = ClientDisconnect()
            elif size > self.limit:
                self.failure = TooLargeError()
            if self.failure:
                raise self.failure
            if chunk:
                yield chunk
            more = message.get("more_body", False)

    async def _next(self) -> Message:
        try:
            return await self.patience.receive(self.receive)
        except UsageError as error:
            self.failure = error
            raise


async def _body(scope: Scope, stream: _Stream) -> tuple[Body, int | None]:
    """Return the body: whole if small, else begun and as a stream; and its size where known."""
    declared = _declared(scope["headers"])
    if declared == 0:
        return None, 0 if scope["method"] not in ("GET", "HEAD") else None
    if declared is not None and declared > stream.limit:
        raise TooLargeError
    chunks = stream.chunks()
    begun = bytearray()
    async for chunk in chunks:
        begun += chunk
        if len(begun) > WHOLE_BYTES:
            return _resumed(bytes(begun), chunks), declared
    return bytes(begun), len(begun)


async def _resumed(begun: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield begun
    async for chunk in rest:
        yield chunk


def _declared(headers: list[Header]) -> int | None:
    """Return the declared size; 0 where there is neither a size nor chunks."""
    untrusted = value_of(headers, b"content-length")
    if untrusted:
        if not untrusted.isdigit():
            raise UsageError
        return int(untrusted)
    return None if value_of(headers, b"transfer-encoding") else 0


async def _answer(scope: Scope, response: aiohttp.ClientResponse, send: Send) -> None:
    headers = passed(response.raw_headers, RESPONSE_HEADERS)
    media_type = value_of(headers, b"content-type").partition(b";")[0].strip().lower()
    if media_type and media_type not in MEDIA_TYPES:
        raise UnavailableError
    if response.status == 503 and not value_of(headers, b"retry-after"):
        headers.append(RETRY_AFTER)
    size = int(value_of(headers, b"content-length") or -1)
    if scope["method"] == "HEAD" or response.status in (204, 304):
        await _send(send, response.status, headers, b"")
    elif 0 <= size <= WHOLE_BYTES:
        body = await response.read()
        await _send(send, response.status, *_compressed(scope, response, headers, body))
    else:
        await _stream(send, response, headers)


async def _stream(send: Send, response: aiohttp.ClientResponse, headers: list[Header]) -> None:
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    async for chunk in response.content.iter_any():
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _send(send: Send, status: int, headers: list[Header], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _compressed(
    scope: Scope, response: aiohttp.ClientResponse, headers: list[Header], body: bytes
) -> tuple[list[Header], bytes]:
    """Compress JSON, unless the service says that its size is meant to say nothing."""
    if (
        len(body) < COMPRESS_FROM_BYTES
        or value_of(headers, b"content-type") != b"application/json"
        or "no-transform" in response.headers.get("cache-control", "")
        or not accepts(scope["headers"], b"gzip")
    ):
        return headers, body
    smaller = gzip.compress(body, 6, mtime=0)
    kept = [pair for pair in headers if pair[0] != b"content-length"]
    kept += [
        (b"content-encoding", b"gzip"),
        (b"content-length", str(len(smaller)).encode()),
        (b"vary", b"accept-encoding"),
    ]
    return kept, smaller
