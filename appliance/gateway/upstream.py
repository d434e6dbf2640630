"""One service behind the gateway, reached over its unix socket."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler
from multidict import CIMultiDict

from appliance.errors import UnavailableError
from appliance.gateway.headers import Header

CONNECT_S = 5.0
SILENCE_S = 60.0
CHUNK_BYTES = 256 * 1024
AHEAD_BYTES = 1024 * 1024
CONNECTIONS = 128
# aiohttp adds these by itself; a service has no use for them.
NOT_ADDED = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")

Body = bytes | AsyncIterator[bytes] | None


class _RoomyConnector(aiohttp.UnixConnector):
    """Lets a body run ahead of the service: otherwise the two take turns, chunk by chunk."""

    async def _create_connection(
        self,
        req: Any,
        traces: Any,
        timeout: Any,  # noqa: ASYNC109 - as it is named there
    ) -> ResponseHandler:
        protocol = await super()._create_connection(req, traces, timeout)
        if protocol.transport is not None:
            protocol.transport.set_write_buffer_limits(high=AHEAD_BYTES)
        return protocol


class Upstream:
    """Sends requests to one service and keeps the connections.

    Args:
        socket_path: the service's socket; it need not be there yet.
    """

    def __init__(self, socket_path: Path) -> None:
        self._socket_path = socket_path
        self._session: aiohttp.ClientSession | None = None

    async def send(
        self, method: str, target: str, headers: Sequence[Header], body: Body
    ) -> aiohttp.ClientResponse:
        """Send a request and return the response, its body still to be read.

        Raises:
            UnavailableError: the service does not answer.
        """
        named = CIMultiDict(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in headers
        )
        try:
            return await self._open().request(
                method, f"http://service{target}", headers=named, data=body, allow_redirects=False
            )
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise UnavailableError from error

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=_RoomyConnector(str(self._socket_path), limit=CONNECTIONS),
                timeout=aiohttp.ClientTimeout(
                    total=None, connect=CONNECT_S, sock_connect=CONNECT_S, sock_read=SILENCE_S
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=NOT_ADDED,
                read_bufsize=CHUNK_BYTES,
            )
        return self._session
