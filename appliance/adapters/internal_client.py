"""How one part asks another: HTTP over a unix socket, with a bearer token (interfaces.md §2).

Every internal request may be repeated: what changes something carries its own ids. So there is one
retry policy: a request that met no answer is sent again; an answer, be it a refusal, is final.
Errors come out as the ones the other part raised.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

from appliance.core.canonical import canonical
from appliance.errors import ApplianceError, UnavailableError, by_code

TIMEOUT_S = 30.0
PAUSES_S = (0.05, 0.25, 0.7)
ADDRESS = "http://service/internal"


class InternalClient:
    """Speaks to one part as one caller.

    Args:
        socket_path: the other part's unix socket; it need not be there yet.
        token: the caller's bearer token.

    Every request raises `SealedError` while the vault is sealed, `UnavailableError` when there is
    no answer, and otherwise the error that the other part gave.
    """

    def __init__(self, socket_path: Path, token: str) -> None:
        self._socket_path = socket_path
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def json(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        """Send a request and return its JSON, or `{}` where there is no body."""
        answer = await self.octets(method, path, body, query)
        return _parsed(answer) if answer else {}

    async def octets(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        query: Mapping[str, str] | None = None,
    ) -> bytes:
        """Send a request until it is answered, four times at most."""
        data = canonical(body) if isinstance(body, Mapping) else body
        for pause_s in PAUSES_S:
            try:
                return await self._once(method, path, data, query)
            except (aiohttp.ClientError, OSError):
                await asyncio.sleep(pause_s)
        try:
            return await self._once(method, path, data, query)
        except (aiohttp.ClientError, OSError) as error:
            raise UnavailableError from error

    async def lines(self, path: str) -> AsyncIterator[dict[str, Any]]:
        """Post a request and yield the lines of its NDJSON answer as they come."""
        timeout = aiohttp.ClientTimeout(total=None, sock_read=TIMEOUT_S)
        try:
            async with self._open_session().post(ADDRESS + path, timeout=timeout) as response:
                if response.status >= 400:
                    raise _error(response.status, await response.read())
                async for line in response.content:
                    yield _parsed(line)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise UnavailableError from error

    async def _once(
        self, method: str, path: str, data: bytes | None, query: Mapping[str, str] | None
    ) -> bytes:
        try:
            async with self._open_session().request(
                method, ADDRESS + path, data=data, params=query
            ) as response:
                answer = await response.read()
        except TimeoutError as error:
            raise UnavailableError from error
        if response.status >= 400:
            raise _error(response.status, answer)
        return answer

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.UnixConnector(str(self._socket_path), limit=64),
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_S + 5),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _parsed(answer: bytes) -> Any:
    try:
        return json.loads(answer)
    except ValueError as error:
        raise UnavailableError from error


def _error(status: int, answer: bytes) -> ApplianceError:
    """Return the error that the other part raised; a 5xx without a known code is an outage."""
    try:
        untrusted = _parsed(answer)
        kind = by_code(untrusted["error"])
        return kind(str(untrusted["message"]), str(untrusted["hint"]))
    except (ApplianceError, KeyError, TypeError):
        return UnavailableError() if status >= 500 else ApplianceError()
