"""Check the whole log again: every leaf, row, file and signed directory (record-format §13)."""

from collections.abc import AsyncIterator
from typing import Any

from appliance.errors import SealedError
from appliance.operations import signed_audit, unlock
from appliance.operations.box import Box
from appliance.operations.records import read_deployment


async def plan(box: Box) -> int:
    """Return how many leaves a check goes through.

    Raises:
        SealedError: the box is sealed.
    """
    state = await box.storage.state()
    if not state.open:
        raise SealedError
    return state.log_size


async def run(box: Box) -> AsyncIterator[dict[str, Any]]:
    """Check everything; yields progress, problems, and at last the result.

    Storage holds its rows and blobs against the leaves; what other parts keep is then held
    against the events, which storage has just found to be those of the leaves.

    Raises:
        UnavailableError: coordination does not answer; what was found until then stands.
    """
    result: dict[str, Any] = {}
    async for line in box.storage.verify_log():
        if "result" in line:
            result = line["result"]
        else:
            yield line
    await unlock.finish_if_needed(box)
    for problem in await signed_audit.problems(box):
        result["problems"] += 1
        yield {"problem": problem}
    await unlock.until_followed(box)
    async for line in box.coordination.verify_log(read_deployment(box.folder).id):
        if "problem" in line:
            result["problems"] += 1
            yield line
    yield {"result": result}
