"""Seal the box: keys are forgotten, reports and uploads go on into the spool."""

from appliance.errors import SealedError, UnavailableError
from appliance.operations import events
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration

DECLARATION = Declaration("lock")


async def plan(box: Box) -> bool:
    """Tell whether there is anything to seal."""
    return box.keys is not None or (await box.storage.state()).open


async def run(box: Box, operator: str) -> None:
    """Seal the box; a sealed one stays sealed.

    Args:
        box: this box.
        operator: key id of the operator.
    """
    async with box.changing:
        box.keys = None  # first: nothing may open storage again behind our back
        box.restic.stop()  # it has passwords of backups in memory
        try:
            if (await box.storage.state()).open:
                await _note(box, operator)
            await box.storage.lock()
        except UnavailableError:
            return  # a storage that is down comes up sealed, and no one gives it keys


async def _note(box: Box, operator: str) -> None:
    try:
        await box.storage.append_events([events.governance("locked", box.today, {}, operator)])
    except SealedError:
        return
