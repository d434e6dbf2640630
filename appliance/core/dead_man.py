"""The dead-man's switch: what follows when no operator has shown herself for long.

It can lock and do nothing else: whatever a clock or an outage does, the worst is a sealed box.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal, Self

Verdict = Literal["calm", "warning", "lock"]
LONGEST_TURN_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class DeadMan:
    """How long nobody has shown herself, counted in open and powered time alone.

    Args:
        limit_s: after so long the box is locked; 0 switches it off.
        grace_s: the warning comes so long before.
        counted_s: what has been counted.
    """

    limit_s: float
    grace_s: float
    counted_s: float = 0.0

    def turn(self, elapsed_s: float, *, is_open: bool, present: bool) -> Self:
        """Count on.

        Args:
            elapsed_s: since the last turn. A longer time than a turn can take is a machine that
                slept or a clock that jumped, and counts as one turn at most.
            is_open: whether the box was open.
            present: whether an operator has shown herself since.
        """
        if present or not is_open:
            return replace(self, counted_s=0.0)
        counted = min(max(elapsed_s, 0.0), LONGEST_TURN_S)
        return replace(self, counted_s=self.counted_s + counted)

    @property
    def verdict(self) -> Verdict:
        """What follows now."""
        if not self.limit_s or self.counted_s < self.limit_s - self.grace_s:
            return "calm"
        return "lock" if self.counted_s >= self.limit_s else "warning"
