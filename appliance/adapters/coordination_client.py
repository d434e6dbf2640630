"""Client of coordination's internal API (docs/interfaces.md §2)."""

from collections.abc import Mapping
from typing import Any

from appliance.adapters.internal_client import InternalClient


class CoordinationClient(InternalClient):
    """Speaks to coordination as the agent."""

    async def people(self) -> list[dict[str, Any]]:
        """Return everybody, invited ones included; profiles are sealed."""
        return list((await self.json("GET", "/people"))["people"])

    async def send(self, path: str, body: Mapping[str, Any]) -> None:
        """Send one change, such as `/people/<id>/approve` or `/invitations`."""
        await self.json("POST", path, body)
