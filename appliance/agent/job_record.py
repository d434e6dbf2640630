"""One long operation as STATE keeps it: which phases it has, where it is, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from appliance.operations.declaration import Phase

RUNNING, DONE, FAILED = "running", "done", "failed"
STOPPED, INTERRUPTED = "stopped", "interrupted"


@dataclass(slots=True)
class Job:
    """One long operation, running or ended.

    Args:
        id: its id.
        operation: the verb.
        by: key id of the operator who began it, or `agent`.
        phases: its declared phases, in order.
        began: unix seconds.
        about: what it is about: the names of backup targets; may be empty.
        stoppable: whether a person may stop it half-way.
        alone: as its operation declares.
        state: `running`, `done`, `failed`, `stopped` by a person, or `interrupted` by a restart.
        at: position of the phase it is in, or ended in; -1 before the first.
        history: the phases begun, each with its time.
        done: how much of the phase is done.
        total: how much there is to do in it; 0 where it is not known.
        ended: unix seconds; 0 while it runs.
        error: code of the error it failed with.
        result: what it came to, or what its error says beyond the code.
        version: grows with each change, so that a reader can wait for the next.
    """

    id: str
    operation: str
    by: str
    phases: tuple[Phase, ...]
    began: int
    about: str = ""
    stoppable: bool = False
    alone: str = ""
    state: str = RUNNING
    at: int = -1
    history: list[dict[str, Any]] = field(default_factory=list)
    done: int = 0
    total: int = 0
    ended: int = 0
    error: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1

    @property
    def phase(self) -> str:
        """The phase it is in, or ended in; empty before the first."""
        return self.phases[self.at].name if self.at >= 0 else ""

    def begin(self, name: str, now_s: int) -> None:
        """Go on to the next declared phase of this name.

        Raises:
            ValueError: it is not declared, or not after the one before.
        """
        names = [each.name for each in self.phases]
        self.at = names.index(name, self.at + 1)
        self.done, self.total = 0, 0
        self.history.append({"at": now_s, "phase": name})
        self.version += 1

    def fraction(self) -> float:
        """Return how much of the whole is done, 0 to 1, by the weights of the phases."""
        if self.state == DONE:
            return 1.0
        whole = sum(each.weight for each in self.phases)
        if not whole or self.at < 0:
            return 0.0
        before = sum(each.weight for each in self.phases[: self.at])
        part = min(self.done / self.total, 1.0) if self.total else 0.0
        return (before + self.phases[self.at].weight * part) / whole

    def left_s(self, rate: float, now_s: int) -> float:
        """Return seconds left: this phase at its rate, later ones by their weights."""
        here = max(self.total - self.done, 0) / rate
        later = sum(each.weight for each in self.phases[self.at + 1 :])
        began = self.history[-1]["at"] if self.history else self.began
        phase_s = max(now_s - began, 0) + here
        return here + phase_s * later / max(self.phases[self.at].weight, 1)

    def kept(self) -> dict[str, Any]:
        """Return what is written to STATE."""
        return {
            "about": self.about,
            "alone": self.alone,
            "at": self.at,
            "began": self.began,
            "by": self.by,
            "done": self.done,
            "ended": self.ended,
            "error": self.error,
            "history": self.history,
            "id": self.id,
            "operation": self.operation,
            "phases": [{"name": each.name, "weight": each.weight} for each in self.phases],
            "result": dict(self.result),
            "state": self.state,
            "stoppable": self.stoppable,
            "total": self.total,
            "v": 1,
            "version": self.version,
        }

    @classmethod
    def parse(cls, found: dict[str, Any]) -> "Job":
        """Read what was written to STATE, by an earlier Safehold too.

        Raises:
            KeyError: a member is missing.
            TypeError: one is unknown or of another kind.
        """
        found.pop("v")
        found["phases"] = tuple(Phase(**each) for each in found["phases"])
        found["history"] = [dict(each) for each in found["history"]]
        phase = found.pop("phase", "")
        if "at" not in found:
            found["at"] = next((n for n, p in enumerate(found["phases"]) if p.name == phase), -1)
        job = cls(**found)
        if not -1 <= job.at < len(job.phases):
            raise TypeError
        return job
