"""Client of coordination's internal API (docs/interfaces.md §2), over its unix socket.

Every request may be repeated: it carries its own ids.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from appliance.core.canonical import canonical, parse
from appliance.errors import ApplianceError, UnavailableError, by_code

TIMEOUT_S = 30.0
PAUSES_S = (0.05, 0.25, 0.7)
ADDRESS = "http://coordination/internal"


class CoordinationClient:
    """Speaks to coordination as the agent.

    Args:
        socket_path: coordination's unix socket; it need not be there yet.
        token: the agent's bearer token.

    Every method raises `SealedError` while the vault is sealed, `UnavailableError` when
    coordination does not answer, and otherwise the error that it gave.
    """

    def __init__(self, socket_path: Path, token: str) -> None:
        self._socket_path = socket_path
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def people(self) -> list[dict[str, Any]]:
        """Return everybody, invited ones included; profiles are sealed."""
        return list((await self._send("GET", "/people"))["people"])

    async def invite(self, invitation: Mapping[str, Any]) -> None:
        """Add a person with the hash of her one-time secret."""
        await self._send("POST", "/invitations", invitation)

    async def send(self, path: str, body: Mapping[str, Any]) -> None:
        """Send one change to a person, such as `/people/<id>/approve`."""
        await self._send("POST", path, body)

    async def _send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        data = canonical(body) if body is not None else None
        for pause_s in PAUSES_S:
            try:
                return await self._once(method, path, data)
            except (aiohttp.ClientError, OSError):
                await asyncio.sleep(pause_s)
        try:
            return await self._once(method, path, data)
        except (aiohttp.ClientError, OSError) as error:
            raise UnavailableError from error

    async def _once(self, method: str, path: str, data: bytes | None) -> Any:
        async with self._open_session().request(method, ADDRESS + path, data=data) as response:
            answer = await response.read()
        if response.status >= 400:
            raise _error(response.status, answer)
        return parse(answer, limit_bytes=64 * 1024 * 1024) if answer else {}

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.UnixConnector(str(self._socket_path)),
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_S),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _error(status: int, answer: bytes) -> ApplianceError:
    try:
        found = parse(answer)
        return by_code(str(found["error"]))(str(found["message"]), str(found["hint"]))
    except (ApplianceError, KeyError):
        return UnavailableError() if status >= 500 else ApplianceError()
