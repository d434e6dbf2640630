"""Client of intake's internal API (docs/interfaces.md §2)."""

from dataclasses import dataclass

from appliance.adapters.internal_client import InternalClient


@dataclass(frozen=True, slots=True)
class IntakeState:
    """What intake holds: reports on their way to storage, and reports that storage refused."""

    waiting: int
    refused: int


class IntakeClient(InternalClient):
    """Speaks to intake as the agent."""

    async def state(self) -> IntakeState:
        """Return how many reports wait and how many were set aside, refused by storage."""
        found = await self.json("GET", "/state")
        return IntakeState(int(found["waiting"]), int(found["refused"]))
