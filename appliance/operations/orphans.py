"""Orphans: what nobody is left to read, as the box remembers it between two looks."""

from typing import Any

from appliance.errors import ApplianceError
from appliance.operations.box import Box


async def page(box: Box, after: str = "") -> dict[str, Any]:
    """Return counts and a page of the list: ids and compartments, nothing else.

    Args:
        box: this box.
        after: the last case of the page before.

    Raises:
        SealedError: the box is sealed.
    """
    found = await box.coordination.orphans(after)
    if not after:
        box.orphans = int(found["cases_without_reader"])
    return found


async def look(box: Box) -> None:
    """Count them again; while sealed, or if coordination is away, the last count stands."""
    if box.keys is None:
        return
    try:
        await page(box)
    except ApplianceError:
        return


def alarms(box: Box, since: str) -> list[dict[str, str]]:
    """Return the alarm that stays until every case has a reader again."""
    if not box.orphans:
        return []
    return [{"about": str(box.orphans), "code": "orphans", "since": since}]
