"""The dashboard in words: what is the case, and what to do next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from appliance.agent.contract import BoxStatus
from appliance.agent.health_words import pressing, whole
from tui.words import Words

Level = Literal["calm", "look", "act"]
LOW_DISK_BYTES = 1_000_000_000
GB = 1_000_000_000
DAY_S = 24 * 3600
NO_INTAKE = "organisation-without-intake"  # said once for all where there is no key at all
MOST_STEPS = 4
SHOWN_ABOVE = ("no-backup",)  # a line of the dashboard says it already


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the dashboard.

    Args:
        label: what it is about.
        text: how that stands.
        level: whether it needs the operator: `calm`, `look` (a look), `act` (a step).
    """

    label: str
    text: str
    level: Level = "calm"

    @property
    def sign(self) -> str:
        """A sign for the level, for eyes that see no colour."""
        return {"calm": " ", "look": "*", "act": "!"}[self.level]


def overview(status: BoxStatus, words: Words) -> list[Line]:
    """Return the lines of the dashboard, always the same ones in the same order."""
    return [
        _state(status, words),
        _services(status, words),
        _disk(status, words),
        Line(words("line-log"), _log(status, words)),
        _directory(status, words),
        Line(
            words("line-backup"),
            words("backup-last", when=status.backup) if status.backup else words("backup-none"),
            "calm" if status.backup else "look",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for the operator beside what the box itself asks for.

    Args:
        people: who have handed in a key to be approved.
        operators: the same, and what a second person is asked.
    """

    people: int = 0
    operators: int = 0


def next_steps(status: BoxStatus, words: Words, waiting: Waiting) -> list[str]:
    """Return what the operator should do next, most urgent first."""
    return [
        *_alarm_steps(status, words),
        *_intake_steps(status, words),
        *_waiting_steps(waiting, words),
    ]


def trials_only(status: BoxStatus | None) -> bool:
    """Return whether to say that the box is not for real reports; a training's banner does."""
    return status is not None and not status.disk_encrypted and not status.training


def state_sentence(status: BoxStatus, words: Words, steps: Sequence[str]) -> str:
    """Return in one sentence how things are; a plain disk is never answered with “all is well”."""
    if steps:
        return words("home-needs", count=len(steps))
    return words("home-all-well" if status.disk_encrypted else "home-plain-disk")


def place_name(status: BoxStatus | None, words: Words) -> str:
    """Return the name of the deployment, or of the product before it has one."""
    if status is None or status.deployment is None:
        return words("product")
    return status.deployment.name


def amount(size_bytes: int, words: Words) -> str:
    """Return a number of bytes as an operator reads it, rounded down."""
    if size_bytes >= 10 * GB:
        return words("amount-gb", count=str(size_bytes // GB))
    tenths = size_bytes * 10 // GB
    return words("amount-gb", count=words("decimal", whole=tenths // 10, tenth=tenths % 10))


def age(seconds: int, words: Words) -> str:
    """Return how long ago something was."""
    if seconds < 60:
        return words("age-now")
    if seconds < 3600:
        return words("age-minutes", count=seconds // 60)
    if seconds < 2 * DAY_S:
        return words("age-hours", count=seconds // 3600)
    return words("age-days", count=seconds // DAY_S)


def _state(status: BoxStatus, words: Words) -> Line:
    return Line(words("line-state"), words(f"state-{status.state}"))


def _services(status: BoxStatus, words: Words) -> Line:
    down = [each.name for each in status.services if each.state != "up"]
    names = ", ".join(words(f"part-{each}") for each in down)
    restarts = sum(each.restarts for each in status.services)
    if down:
        return Line(words("line-services"), words("services-down", names=names), "act")
    if restarts:
        text = words("services-restarted", count=len(status.services), restarts=restarts)
        return Line(words("line-services"), text, "look")
    return Line(words("line-services"), words("services-up", count=len(status.services)))


def _disk(status: BoxStatus, words: Words) -> Line:
    free, total = amount(status.free_bytes, words), amount(status.total_bytes, words)
    text = words("disk-free", free=free, total=total)
    if not status.disk_encrypted:
        text = f"{text} {words('disk-plain')}"
    if status.free_bytes < LOW_DISK_BYTES:
        return Line(words("line-disk"), text, "act")
    return Line(words("line-disk"), text, "calm" if status.disk_encrypted else "look")


def _log(status: BoxStatus, words: Words) -> str:
    if status.log is None:
        return words("log-closed")
    if status.log.checkpoint_age_s is None:
        return words("log-unsigned", size=status.log.size)
    signed = age(status.log.checkpoint_age_s, words)
    return words("log-head", size=status.log.size, age=signed, root=status.log.root)


def _directory(status: BoxStatus, words: Words) -> Line:
    label, head = words("line-directory"), status.directory
    if head is None:
        return Line(label, words("directory-none"))
    if not head.intake_keys:
        return Line(label, words("directory-keyless", version=head.version), "act")
    text = words(
        "directory-head", version=head.version, expires=head.expires, keys=head.intake_keys
    )
    return Line(label, text)


def _alarm_steps(status: BoxStatus, words: Words) -> list[str]:
    """Return the most urgent findings; the page of services has them all."""
    found = [
        whole(each, words)
        for each in pressing(status.alarms)
        if each.code not in SHOWN_ABOVE
        and not (each.code == NO_INTAKE and _wants_intake_key(status))
    ]
    if len(found) <= MOST_STEPS:
        return found
    return [*found[: MOST_STEPS - 1], words("next-more", count=len(found) - MOST_STEPS + 1)]


def _intake_steps(status: BoxStatus, words: Words) -> Iterator[str]:
    if _wants_intake_key(status):
        yield words("next-intake-key")


def _waiting_steps(waiting: Waiting, words: Words) -> Iterator[str]:
    if waiting.people:
        yield words("next-people", count=waiting.people)
    if waiting.operators:
        yield words("next-operators", count=waiting.operators)


def _wants_intake_key(status: BoxStatus) -> bool:
    """Tell whether the box is open and no organisation has an intake key."""
    directory = status.directory
    return status.state == "open" and directory is not None and not directory.intake_keys
