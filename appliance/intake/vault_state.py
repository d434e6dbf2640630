"""Whether storage is open, asked at most once a second however many want to know."""

import asyncio
from collections.abc import Callable

from appliance.adapters.storage_client import StorageClient
from appliance.errors import ApplianceError

FRESH_S = 1.0


class VaultState:
    """Remembers for a moment what storage said.

    Args:
        storage: storage's internal API.
        clock_s: a clock that only moves forward, in seconds.
    """

    def __init__(self, storage: StorageClient, clock_s: Callable[[], float]) -> None:
        self._storage = storage
        self._clock_s = clock_s
        self._asking = asyncio.Lock()
        self._open = False
        self._asked_at: float | None = None

    async def is_open(self) -> bool:
        """Return whether storage is open; one that does not answer counts as sealed."""
        async with self._asking:
            now = self._clock_s()
            if self._asked_at is None or now - self._asked_at >= FRESH_S:
                self._open = await self._ask()
                self._asked_at = now
        return self._open

    async def _ask(self) -> bool:
        try:
            return (await self._storage.state()).open
        except ApplianceError:
            return False
