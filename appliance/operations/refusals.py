"""Refusals, counted: one readable leaf a day says how many there were, never whose.

A count is on STATE as soon as it is made, with the id of the leaf that it becomes, so neither a
restart nor a crash while it is written loses or repeats it.
"""

from collections.abc import Sequence
from typing import Any

from appliance.adapters.files import remove_durably, write_durably
from appliance.adapters.randomness import random_id
from appliance.core.canonical import canonical, parse
from appliance.errors import ApplianceError
from appliance.logs import get_logger
from appliance.operations import events
from appliance.operations.box import Box

NAME = "refusals.json"
KINDS = ("account", "approval", "code", "role", "sign_in")

log = get_logger()


class Refusals:
    """Counts by kind and day.

    Args:
        box: this box.
    """

    def __init__(self, box: Box) -> None:
        self._box = box
        self._path = box.folder.state / NAME
        self._periods = self._read()

    def note(self, kind: str) -> None:
        """Count one refusal; a disk that refuses to keep it does not make it any less refused."""
        today = self._box.today
        period = next((each for each in self._periods if each["day"] == today), None)
        if period is None:
            period = {"counts": {}, "day": today, "id": random_id()}
            self._periods.append(period)
        period["counts"][kind] = period["counts"].get(kind, 0) + 1
        try:
            write_durably(self._path, canonical({"periods": self._periods, "v": 1}))
        except ApplianceError as error:
            log.exception("refusals.not_kept", exc_info=error)

    def counts(self, kinds: Sequence[str]) -> dict[str, int]:
        """Return how many refusals of some kinds there were, by day, as far as not yet logged."""
        return {
            each["day"]: sum(each["counts"].get(kind, 0) for kind in kinds)
            for each in self._periods
        }

    async def write(self) -> int:
        """Write the days that are over into the log; return how many there were.

        Raises:
            SealedError, UnavailableError: the log takes nothing now; the counts stay.
        """
        over = [each for each in self._periods if each["day"] < self._box.today]
        for each in over:
            details = {"counts": dict(each["counts"])}
            event = {**events.governance("refusals", each["day"], details), "id": each["id"]}
            await self._box.storage.append_events([event])
            self._periods.remove(each)
            self._keep()
        return len(over)

    def _keep(self) -> None:
        if self._periods:
            write_durably(self._path, canonical({"periods": self._periods, "v": 1}))
        else:
            remove_durably(self._path)

    def _read(self) -> list[dict[str, Any]]:
        if not self._path.exists():
            return []
        try:
            found: Any = parse(self._path.read_bytes())["periods"]
            return [
                {"counts": dict(each["counts"]), "day": each["day"], "id": each["id"]}
                for each in found
            ]
        except (OSError, ApplianceError, KeyError, TypeError) as error:
            log.exception("refusals.unreadable", exc_info=error)
            return []
