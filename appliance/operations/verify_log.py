"""Check the whole log again: every leaf, row, file and signed directory (record-format §13)."""

from collections.abc import AsyncIterator
from typing import Any

from appliance.errors import ApplianceError, SealedError
from appliance.logs import get_logger
from appliance.operations import events, signed_audit, unlock
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration, Phase
from appliance.operations.progress import Progress

DECLARATION = Declaration("verify_log", phases=(Phase("check"),))

log = get_logger()


async def plan(box: Box) -> int:
    """Return how many leaves a check goes through.

    Raises:
        SealedError: the box is sealed.
    """
    state = await box.storage.state()
    if not state.open:
        raise SealedError
    return state.log_size


async def run(box: Box, by: str = events.AGENT) -> AsyncIterator[dict[str, Any]]:
    """Check everything; yields progress, problems, and at last the result, once it is logged.

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
    try:
        async for line in _beyond_storage(box):
            if "problem" in line:
                result["problems"] += 1
                yield line
    except ApplianceError as error:
        if not result["problems"]:
            raise
        # The events are damaged, which is said above: nothing can be held against them.
        log.exception("log_verified.not_beyond_storage", exc_info=error)
    await _note(box, result, by)
    yield {"result": result}


async def _beyond_storage(box: Box) -> AsyncIterator[dict[str, Any]]:
    """Yield what is wrong with the signed files, and what coordination finds in its rows."""
    await unlock.finish_if_needed(box)
    found = await signed_audit.run(box)
    for problem in found.problems:
        yield {"problem": problem}
    if found.deployment is None:  # nothing to hold the rows against; it is a problem above
        return
    await unlock.until_followed(box)
    async for line in box.coordination.verify_log(found.deployment):
        yield line


async def check(box: Box, progress: Progress, by: str = events.AGENT) -> dict[str, Any]:
    """Check everything as a job; return `leaves`, `blobs`, `problems` and what was found first."""
    progress.phase("check")
    result: dict[str, Any] = {}
    async for each in run(box, by):
        if "progress" in each:
            progress.step(each["progress"]["done"], each["progress"]["total"])
        elif "problem" in each:
            result.setdefault("first", dict(each["problem"]))
        else:
            result |= each["result"]
    return result


async def _note(box: Box, result: dict[str, Any], by: str) -> None:
    """Leave a leaf; a log that takes none any more must not hide what the check found."""
    details = {name: result[name] for name in ("blobs", "leaves", "problems")}
    try:
        event = events.governance("log_verified", box.today, details, by)
        await box.storage.append_events([event])
    except ApplianceError as error:
        log.exception("log_verified.not_noted", exc_info=error)
