"""What is remembered of the box's health between two looks, and across a restart of the agent.

A check that is measured never follows a single look: it changes once several agree, or once the
value has left a band. What has to outlive the agent is on STATE in `health.json`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.adapters.files import write_durably
from appliance.core.canonical import canonical, parse
from appliance.core.health import DAY_S, Finding, Steady
from appliance.errors import ApplianceError
from appliance.logs import get_logger

NAME = "health.json"
LIMIT_BYTES = 1024 * 1024
SAMPLES = 24 * 28  # four weeks of one an hour
CLOCK_SAID_S = float(DAY_S)
CLOCK_BACK_S = 60.0
CLOCK_AHEAD_S = 300.0
SIGN_IN_DAYS = 7
KEEP_S = 600  # what only counts on is written no more often

log = get_logger()


@dataclass(slots=True)
class Vitals:
    """The health of one box, as it was measured.

    Args:
        path: where what must last is kept.
        down: by service, whether the supervisor says that it does not run.
        hung: by service, whether it runs and does not answer.
        hung_looks: by service, how many looks in a row it has not answered.
        looked: whether the services have been looked at yet.
        disk_low: whether the disk is nearly full.
        disk_soon: whether it will be, soon.
        memory_low: whether memory is short.
        clock_drift: whether a clock that is kept is off all the same.
        clock_kept: whether something keeps the clock right.
        onion: whether the onion address does not answer.
        certificate: days until the certificate ends; None where none is configured.
        refused_reports: reports that storage refused, as last heard.
        log_fault: whether the log contradicts its checkpoint, as last heard.
        program_changed: files of the program that are not as they were when it started.
    """

    path: Path
    down: dict[str, Steady] = field(default_factory=dict)
    hung: dict[str, Steady] = field(default_factory=dict)
    hung_looks: dict[str, int] = field(default_factory=dict)
    looked: bool = False
    disk_low: bool = False
    disk_soon: bool = False
    memory_low: Steady = field(default_factory=Steady)
    clock_drift: bool = False
    clock_kept: bool = True
    onion: Steady = field(default_factory=Steady)
    certificate: int | None = None
    refused_reports: int = 0
    log_fault: bool = False
    program_changed: int = 0
    disk: list[tuple[int, int]] = field(default_factory=list)
    highest: float = 0.0
    clock_said: dict[str, float] = field(default_factory=dict)
    since: dict[str, str] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    _kept: bytes = b""

    @classmethod
    def at(cls, state: Path) -> "Vitals":
        """Return what is remembered on STATE; a file that cannot be read is begun again."""
        found = cls(state / NAME)
        try:
            kept: Any = parse(found.path.read_bytes(), LIMIT_BYTES)
            found.disk = [(int(when), int(used)) for when, used in kept["disk"]]
            found.highest = float(kept["highest"])
            found.clock_said = {str(name): float(left) for name, left in kept["clock"].items()}
            found.since = {str(name): str(day) for name, day in kept["since"].items()}
            found.failed = {str(day): int(count) for day, count in kept["failed"].items()}
        except FileNotFoundError:
            return found
        except (OSError, ApplianceError, KeyError, TypeError, ValueError) as error:
            log.exception("health.unreadable", exc_info=error)
            return cls(found.path)
        return found

    def keep(self) -> None:
        """Write what must last, where it has changed; a disk that refuses loses nothing else."""
        lasting = {
            "clock": {name: int(left) // KEEP_S * KEEP_S for name, left in self.clock_said.items()},
            "disk": [list(each) for each in self.disk],
            "failed": self.failed,
            "highest": int(self.highest) // KEEP_S * KEEP_S,
            "since": self.since,
            "v": 1,
        }
        written = canonical(lasting)
        if written == self._kept:
            return
        try:
            write_durably(self.path, written)
            self._kept = written
        except ApplianceError as error:
            log.exception("health.not_kept", exc_info=error)

    def note(self, findings: Iterable[Finding], today: str) -> None:
        """Remember since when each is so, and forget what is well again."""
        self.since = {each.key: self.since.get(each.key, today) for each in findings}

    def note_disk(self, now_s: float, used_bytes: int) -> None:
        """Remember how full the disk is, once an hour."""
        if not self.disk or abs(now_s - self.disk[-1][0]) >= 3600:
            self.disk = [*self.disk, (int(now_s), used_bytes)][-SAMPLES:]

    def note_clock(self, now_s: float, elapsed_s: float | None) -> None:
        """Compare the clock with the time that has really passed.

        A jump is said for a day of running, then the clock counts as right again: nothing here
        could tell which of two times was.

        Args:
            now_s: what the clock says, in unix seconds.
            elapsed_s: since the last look, by a clock that nobody can set; None at the first.
        """
        self.clock_said = {
            name: left - (elapsed_s or 0.0)
            for name, left in self.clock_said.items()
            if left > (elapsed_s or 0.0)
        }
        if self.highest and now_s < self.highest - CLOCK_BACK_S:
            self.clock_said["clock-back"] = CLOCK_SAID_S
            self.disk = []  # samples of another time: nothing follows from them
            self.highest = now_s
        elif elapsed_s is not None and now_s - self.highest > elapsed_s + CLOCK_AHEAD_S:
            self.clock_said["clock-ahead"] = CLOCK_SAID_S
            self.disk = []
        self.highest = max(self.highest, now_s)

    def note_failed(self, day: str, count: int) -> None:
        """Remember how many sign-ins have failed on a day: a number, and nothing of whose."""
        if count:
            self.failed[day] = max(count, self.failed.get(day, 0))
        self.failed = dict(sorted(self.failed.items())[-SIGN_IN_DAYS:])

    def failed_since(self, day: str) -> int:
        """Return how many sign-ins have failed on a day or later."""
        return sum(count for when, count in self.failed.items() if when >= day)

    def look_at_services(
        self, down: Sequence[str], silent: Sequence[str], every: Sequence[str]
    ) -> None:
        """Take in one look at the services.

        Args:
            down: those that do not run.
            silent: those that run and do not answer.
            every: all that were looked at.
        """
        for name in every:
            self.down[name] = self.down.get(name, Steady()).look(name in down)
            self.hung[name] = self.hung.get(name, Steady()).look(name in silent)
            self.hung_looks[name] = self.hung_looks.get(name, 0) + 1 if name in silent else 0
        self.looked = True
