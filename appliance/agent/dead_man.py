"""Watches whether operators show themselves, and locks the box when none does."""

import time
from dataclasses import dataclass, field

from appliance.agent.sign_in import SignIn
from appliance.core.dead_man import DeadMan, Verdict
from appliance.errors import UnavailableError
from appliance.logs import get_logger
from appliance.operations import lock
from appliance.operations.box import Box

HOUR_S, MINUTE_S = 3600.0, 60.0

log = get_logger()


@dataclass(slots=True)
class DeadManWatch:
    """Counts by the clock that nobody can set.

    Args:
        box: this box.
        sign_in: knows when an operator was last here.
    """

    box: Box
    sign_in: SignIn
    _last: float = field(default_factory=time.monotonic)
    _seen: int = 0
    state: DeadMan = field(init=False)

    def __post_init__(self) -> None:
        found = self.box.settings.dead_man
        self.state = DeadMan(found.lock_after_hours * HOUR_S, found.grace_minutes * MINUTE_S)

    async def turn(self) -> None:
        """Count on by what has passed since the last turn, and act."""
        now = time.monotonic()
        elapsed_s, self._last = now - self._last, now
        await self.count(elapsed_s)

    async def count(self, elapsed_s: float) -> None:
        """Count on and act: warn, then lock. Nothing here can go further than that."""
        if not self.state.limit_s:
            return
        present, self._seen = self.sign_in.seen != self._seen, self.sign_in.seen
        self.state = self.state.turn(elapsed_s, is_open=await self._is_open(), present=present)
        verdict: Verdict = self.state.verdict
        self.box.warned = verdict == "warning"
        if verdict == "lock":
            log.warning("dead_man.locked")
            await lock.run(self.box, "agent")

    async def _is_open(self) -> bool:
        try:
            return (await self.box.storage.state()).open
        except UnavailableError:
            return False
