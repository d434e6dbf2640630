"""Looks after the health of the box: measures again and again, and restarts what hangs."""

import asyncio
import time
from dataclasses import dataclass, field

from appliance.adapters import machine, reach
from appliance.adapters.supervision import read_supervision
from appliance.config import NONE
from appliance.core.health import below
from appliance.logs import get_logger
from appliance.operations import health, restart
from appliance.operations.box import Box
from appliance.operations.events import AGENT
from appliance.operations.refusals import Refusals
from appliance.operations.status import hear_intake, storage_state

LOOK_EVERY_S = 5.0
SLOW_EVERY_S = 600.0
RESTART_AFTER_LOOKS = 12  # a minute in which it has not answered once
RESTART_PAUSE_S = 600.0
MEMORY_LOW, MEMORY_WELL = 0.08, 0.15
DRIFT_S, STEADY_S = 5.0, 1.0
FAILED = ("sign_in", "code", "account")
UP = "up"

log = get_logger()


@dataclass(slots=True)
class HealthWatch:
    """One look after another.

    Args:
        box: this box.
        refusals: how often somebody was refused.
    """

    box: Box
    refusals: Refusals
    _last: float | None = None
    _slow_due: float = 0.0
    _restarted: dict[str, float] = field(default_factory=dict)
    _program: dict[str, str] = field(default_factory=dict)

    async def turn(self) -> None:
        """Look once, by the clock that nobody can set."""
        now = time.clock_gettime(time.CLOCK_BOOTTIME)
        elapsed_s, self._last = None if self._last is None else now - self._last, now
        await self.look(elapsed_s)
        if now >= self._slow_due:
            self._slow_due = now + SLOW_EVERY_S
            await self.look_slowly()
        await self._restart_what_hangs(now)

    async def look(self, elapsed_s: float | None) -> None:
        """Measure what changes fast, and remember since when something is wrong.

        Args:
            elapsed_s: since the look before; None at the first.
        """
        box, vitals = self.box, self.box.vitals
        await self._look_at_services()
        vitals.note_clock(box.clock.now().timestamp(), elapsed_s)
        self._look_at_memory()
        self._look_at_clock()
        for day, count in self.refusals.counts(FAILED).items():
            vitals.note_failed(day, count)
        await hear_intake(box)
        vitals.note(health.findings(box, await storage_state(box)), box.today)
        vitals.keep()

    async def look_slowly(self) -> None:
        """Measure what changes slowly, or takes long."""
        box, vitals = self.box, self.box.vitals
        used = await asyncio.to_thread(machine.used_bytes, box.folder.root)
        vitals.note_disk(box.clock.now().timestamp(), used)
        await self._look_at_program()
        await self._look_at_reach()

    async def _look_at_services(self) -> None:
        reports = read_supervision(self.box.folder).services
        states = {each.name: each.state for each in reports if each.name in restart.SERVICES}
        running = [name for name, state in states.items() if state == UP]
        answers = await asyncio.gather(
            *(asyncio.to_thread(restart.answers, self.box, name) for name in running)
        )
        silent = [name for name, answer in zip(running, answers, strict=True) if not answer]
        down = [name for name, state in states.items() if state != UP]
        if states:
            self.box.vitals.look_at_services(down, silent, tuple(states))

    async def _restart_what_hangs(self, now: float) -> None:
        for name, looks in list(self.box.vitals.hung_looks.items()):
            due = now - self._restarted.get(name, -RESTART_PAUSE_S) >= RESTART_PAUSE_S
            if looks >= RESTART_AFTER_LOOKS and due:
                self._restarted[name] = now
                log.warning("service.hung", unit=name)
                await restart.run(self.box, name, AGENT)

    def _look_at_memory(self) -> None:
        found, vitals = machine.memory(), self.box.vitals
        if found is not None:
            low = below(found.free_part, vitals.memory_low.on, MEMORY_LOW, MEMORY_WELL)
            vitals.memory_low = vitals.memory_low.look(low)

    def _look_at_clock(self) -> None:
        found, vitals = machine.clock_state(), self.box.vitals
        if found is not None:
            vitals.clock_kept = found.kept
            limit = STEADY_S if vitals.clock_drift else DRIFT_S
            vitals.clock_drift = found.kept and found.error_s > limit

    async def _look_at_program(self) -> None:
        found = await asyncio.to_thread(machine.fingerprints, self.box.program)
        if not self._program:
            self._program = found
        changed = {
            name for name in {*found, *self._program} if found.get(name) != self._program.get(name)
        }
        self.box.vitals.program_changed = len(changed)

    async def _look_at_reach(self) -> None:
        settings, vitals = self.box.settings.health, self.box.vitals
        if settings.certificate_file != NONE:
            file = self.box.folder.root / settings.certificate_file
            ends = await asyncio.to_thread(reach.certificate_ends, file)
            vitals.certificate = -1 if ends is None else (ends - self.box.clock.now()).days
        if settings.onion_address != NONE:
            proxy = (settings.tor_host, settings.tor_port)
            answers = await asyncio.to_thread(reach.onion_answers, settings.onion_address, proxy)
            vitals.onion = vitals.onion.look(not answers)
