"""What nobody is left to read, or only former trustees open: counts between two looks."""

from typing import Any

from appliance.core.health import Finding
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
        found = await box.coordination.rewrapped()
        box.rewrapped = found["cases"], found["behind"]
    except ApplianceError:
        return


def findings(box: Box) -> list[Finding]:
    """Return what stays until every case has a reader, and trustees, again."""
    counts = {"orphans": box.orphans, "escrow-behind": box.rewrapped[1]}
    return [Finding(code, count=count) for code, count in counts.items() if count]
