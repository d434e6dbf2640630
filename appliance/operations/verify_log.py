"""Check the whole log again: every leaf, row and blob (record-format §13)."""

from collections.abc import AsyncIterator
from typing import Any

from appliance.errors import SealedError
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration, Phase

DECLARATION = Declaration("verify_log", phases=(Phase("check"),))


async def plan(box: Box) -> int:
    """Return how many leaves a check goes through.

    Raises:
        SealedError: the box is sealed.
    """
    state = await box.storage.state()
    if not state.open:
        raise SealedError
    return state.log_size


def run(box: Box) -> AsyncIterator[dict[str, Any]]:
    """Check everything; yields progress, problems, and at last the result."""
    return box.storage.verify_log()
