"""Health in words, for the command line and for both faces of the console (health.ftl)."""

from collections.abc import Iterable
from typing import Protocol

from appliance.agent.contract import Alarm


class Say(Protocol):
    """A catalogue in one language."""

    def __call__(self, message: str, **values: str | int) -> str:
        """Return a message with its values filled in."""

    def knows(self, message: str) -> bool:
        """Tell whether the catalogue has a message."""


def found_words(alarm: Alarm, words: Say) -> str:
    """Return what a check has found."""
    return words(_message(alarm, words), **_values(alarm, words))


def next_words(alarm: Alarm, words: Say) -> str:
    """Return what to do about it."""
    return words(f"{_message(alarm, words)}-next", **_values(alarm, words))


def whole(alarm: Alarm, words: Say) -> str:
    """Return what a check has found, and what to do about it."""
    return f"{found_words(alarm, words)} {next_words(alarm, words)}"


def pressing(alarms: Iterable[Alarm]) -> list[Alarm]:
    """Return what somebody should do something about; a gap of the set-up is none of it."""
    return [each for each in alarms if each.severity != "set_up"]


def gaps(alarms: Iterable[Alarm]) -> list[Alarm]:
    """Return what this deployment has not got."""
    return [each for each in alarms if each.severity == "set_up"]


def _message(alarm: Alarm, words: Say) -> str:
    known = f"alarm-{alarm.code}"
    return known if words.knows(known) and words.knows(f"{known}-next") else "alarm-other"


def _values(alarm: Alarm, words: Say) -> dict[str, str | int]:
    part = f"part-{alarm.about}"
    about = words(part) if words.knows(part) else alarm.about
    return {"about": about, "code": alarm.code, "count": alarm.count}
