"""How key escrow stands: sets, who is due, what is marked, what the bundle holds."""

from typing import Any

from appliance.core.escrow import ShareRecord, ShareSet
from appliance.core.shares import is_due
from appliance.errors import ApplianceError
from appliance.operations import escrow_bundle
from appliance.operations.box import Box
from appliance.operations.escrow_record import read_escrow


def run(box: Box) -> dict[str, Any]:
    """Return the answer of `GET /escrow`; it works sealed and open.

    Raises:
        IntegrityError: the record or the bundle is damaged.
    """
    escrow = read_escrow(box)
    found: dict[str, Any] = {
        "alarms": list(escrow.alarms(box.clock.today())),
        "bundle": [
            {"day": each.day, "name": each.file_name, "set": each.set}
            for each in escrow_bundle.labels(box)
        ],
        "rewrapped": {"behind": box.rewrapped[1], "cases": box.rewrapped[0]},
        "retired": sum(each.state == "retired" for each in escrow.sets),
    }
    for name, each in (("active", escrow.active), ("waiting", escrow.waiting)):
        if each is not None:
            found[name] = _set(box, each)
    return found


def alarms(box: Box) -> tuple[str, ...]:
    """Return the alarm codes of key escrow."""
    try:
        return read_escrow(box).alarms(box.clock.today())
    except ApplianceError:
        return ("escrow-damaged",)


def _set(box: Box, found: ShareSet) -> dict[str, Any]:
    return {
        "day": found.day,
        "groups": [{"name": name, "threshold": needed} for name, needed in found.groups],
        "key": found.key,
        "record": found.to_json(),
        "set": found.id,
        "shares": [_share(box, each) for each in found.shares],
    }


def _share(box: Box, found: ShareRecord) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "compromised": found.compromised is not None,
        "due": is_due(found.proven, box.clock.today()),
        "group": found.group,
        "index": found.index,
        "profile": found.profile,
    }
    if found.proven is not None:
        answer["proven"] = found.proven
    if found.sealed is not None:
        answer["sealed"] = found.sealed
    return answer
