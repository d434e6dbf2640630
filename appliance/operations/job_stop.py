"""Stop a job half-way. What may be stopped leaves nothing half done (its declaration says so)."""

import contextlib

from appliance.errors import UnavailableError
from appliance.operations import events
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.records import is_set_up

DECLARATION = Declaration("job_stop")


def plan(box: Box) -> bool:
    """Tell whether somebody has to sign in for it: on a box without operators nobody can."""
    return is_set_up(box.folder)


async def run(box: Box, job: str, stopped: str, operator: str) -> None:
    """Write that a job was stopped; a sealed box has no log to write it to.

    Args:
        box: this box.
        job: its id.
        stopped: the operation it was.
        operator: key id of the operator.
    """
    details = {"job": job, "operation": stopped}
    event = events.governance("job_stopped", box.today, details, operator)
    with contextlib.suppress(UnavailableError):
        await box.storage.append_events([event])
