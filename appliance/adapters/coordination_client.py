"""Client of coordination's internal API (docs/interfaces.md §2)."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from appliance.adapters.internal_client import InternalClient


class CoordinationClient(InternalClient):
    """Speaks to coordination as the agent."""

    async def people(self) -> list[dict[str, Any]]:
        """Return everybody, invited ones included; profiles are sealed."""
        return list((await self.json("GET", "/people"))["people"])

    async def foresee_leaving(self, person: str) -> dict[str, Any]:
        """Return what nobody would be left to read if somebody were cut off."""
        return dict(await self.json("GET", f"/people/{person}/leaving"))

    async def orphans(self, after: str = "") -> dict[str, Any]:
        """Return what nobody who works here can read: counts, and a page of cases.

        Args:
            after: the last case of the page before.
        """
        query = {"after": after} if after else {}
        return dict(await self.json("GET", "/orphans", query=query))

    async def rewrapped(self) -> dict[str, int]:
        """Return in how many `cases` recovery is possible, and how many are `behind`."""
        return dict(await self.json("GET", "/rewraps"))

    async def recoverable(self, key: str) -> list[dict[str, Any]]:
        """Return what trustees may open for a key: what nobody else is left to give."""
        return list((await self.json("GET", f"/recoverable/{key}"))["cases"])

    def verify_log(self, deployment: str) -> AsyncIterator[dict[str, Any]]:
        """Hold every row against the log of a deployment; yields progress and problems."""
        return self.lines(f"/log/verify?deployment={deployment}")

    async def send(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Send one change, such as `/people/<id>/approve` or `/invitations`; return the answer."""
        return dict(await self.json("POST", path, body))
