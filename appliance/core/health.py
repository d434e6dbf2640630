"""Health as a list of checks: what each is called, how urgent it is, and what repairs it.

The catalogues have the words of a check as `alarm-<id>` (what is the case) and
`alarm-<id>-next` (what to do about it). Nothing here looks at a machine.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, Self

Severity = Literal["act", "look", "set_up"]
"""Act now; look at it soon; or a gap of the set-up, said where one asks, never a red light."""

DAY_S: Final = 86_400
LEAST_SPAN_S: Final = DAY_S
LONGEST_FORECAST_DAYS: Final = 3650


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at.

    Args:
        id: its name, in the catalogues and for scripts.
        severity: how urgent it is once it is found.
        repair: the operation that repairs it, where there is one.
        by_itself: whether the box tries that without being asked.
    """

    id: str
    severity: Severity
    repair: str = ""
    by_itself: bool = False


CHECKS: Final = (
    Check("log-fault", "act", "verify_log"),
    Check("record-lost", "act"),
    Check("storage-down", "act", "restart_service", by_itself=True),
    Check("service-down", "act", by_itself=True),
    Check("service-hung", "act", "restart_service", by_itself=True),
    Check("disk-low", "act"),
    Check("reports-set-aside", "act"),
    Check("keys-not-held", "act", "unlock"),
    Check("organisation-without-intake", "act", "invite"),
    Check("orphans", "act", "escrow_recover"),
    Check("directory-expired", "act", "unlock"),
    Check("certificate-expired", "act"),
    Check("onion-unreachable", "act"),
    Check("clock-back", "act"),
    Check("clock-ahead", "act"),
    Check("wiper-down", "act", by_itself=True),
    Check("wiper-no-room", "act"),
    Check("dead-man", "act", "unlock"),
    Check("hq-locked", "act", "unlock"),
    Check("escrow-damaged", "act"),
    Check("escrow-compromised", "act", "escrow_ceremony"),
    Check("program-changed", "act"),
    Check("backup-failed", "look", "backup", by_itself=True),
    Check("backup-old", "look", "backup", by_itself=True),
    Check("no-backup", "look", "backup_target_add"),
    Check("verify-old", "look", "backup_verify", by_itself=True),
    Check("drill-old", "look", "backup_drill"),
    Check("backup-key-due", "look", "backup_key"),
    Check("disk-soon", "look"),
    Check("memory-low", "look"),
    Check("clock-drift", "look"),
    Check("directory-old", "look", "unlock", by_itself=True),
    Check("certificate-expires", "look"),
    Check("sign-ins-failed", "look"),
    Check("no-code", "look", "operator_code"),
    Check("escrow-none", "look", "escrow_ceremony"),
    Check("escrow-due", "look", "escrow_proof"),
    Check("escrow-behind", "look"),
    Check("clock-no-source", "set_up"),
    Check("wiper-swap", "set_up"),
    Check("disk-not-encrypted", "set_up"),
    Check("witness-none", "set_up"),
    Check("updates-none", "set_up"),
)
"""Every check, most urgent first."""

BY_ID: Final = {each.id: each for each in CHECKS}
_PLACE: Final = {each.id: place for place, each in enumerate(CHECKS)}


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that has found something.

    Args:
        code: the check.
        about: what it is about, such as a service or an organisation.
        count: the number in its sentence, where there is one.
    """

    code: str
    about: str = ""
    count: int = 0

    @property
    def key(self) -> str:
        """Under which it is remembered since when it is so."""
        return f"{self.code} {self.about}".rstrip()

    @property
    def check(self) -> Check:
        """The check; one that is not listed needs a look."""
        return BY_ID.get(self.code, Check(self.code, "look"))

    def to_json(self, since: str) -> dict[str, Any]:
        """Return it as status tells it."""
        check = self.check
        found: dict[str, Any] = {
            "about": self.about,
            "by_itself": check.by_itself,
            "code": self.code,
            "count": self.count,
            "repair": check.repair,
            "severity": check.severity,
            "since": since,
        }
        return {name: value for name, value in found.items() if value not in ("", 0)}


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return each finding once, most urgent first."""
    once = {each.key: each for each in findings}
    return sorted(once.values(), key=lambda each: (_PLACE.get(each.code, len(_PLACE)), each.about))


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many there are of each severity: all that may leave the box."""
    found = dict.fromkeys(("act", "look", "set_up"), 0)
    for each in findings:
        found[each.check.severity] += 1
    return found


@dataclass(frozen=True, slots=True)
class Steady:
    """A yes or no that several looks in a row have to agree on before it changes.

    Args:
        on: what holds.
        against: how many looks in a row have said otherwise.
    """

    on: bool = False
    against: int = 0

    def look(self, found: bool, to_on: int = 2, to_off: int = 2) -> Self:
        """Take in one look."""
        if found == self.on:
            return replace(self, against=0)
        if self.against + 1 >= (to_off if self.on else to_on):
            return replace(self, on=found, against=0)
        return replace(self, against=self.against + 1)


def below(value: float, was: bool, enter: float, leave: float) -> bool:
    """Tell whether a value is too low; once it is, it has to rise beyond `leave` to be well."""
    return value < (leave if was else enter)


def days_left(samples: Sequence[tuple[float, int]], room: int) -> int | None:
    """Tell in how many days a disk is full, from how it has grown.

    Args:
        samples: unix seconds and bytes in use, in any order.
        room: bytes that may still be used.

    Returns:
        Whole days; None while too little is known or nothing grows.
    """
    if len(samples) < 3:
        return None
    first = min(when for when, _ in samples)
    span_s = max(when for when, _ in samples) - first
    if span_s < LEAST_SPAN_S:
        return None
    slope = _slope([((when - first) / DAY_S, float(used)) for when, used in samples])
    if slope <= 0 or room / slope > LONGEST_FORECAST_DAYS:
        return None
    return max(0, int(room / slope))


def _slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the slope of the line that fits best, in bytes a day."""
    count = len(points)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    over = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return over / sum((x - mean_x) ** 2 for x, _ in points)
