"""What stands in the log, in words: the console and the terminal say the same."""

from typing import Protocol

from appliance.agent.contract import LogEntry, LogPage


class Words(Protocol):
    """A catalogue that has `log.ftl` in it."""

    def __call__(self, message: str, **values: str | int) -> str:
        """Return a message with its values filled in."""

    def knows(self, message: str) -> bool:
        """Return whether there is a message."""


def entry_line(entry: LogEntry, words: Words) -> str:
    """Return one entry in one line: day, what, and by which role."""
    known = f"event-{entry.event}"
    what = words(known) if words.knows(known) else words("event-other", event=entry.event)
    if entry.alone:
        what = words("entry-alone", what=what)
    by = words(f"by-{entry.by}")
    return words("entry-line", day=entry.day, what=what, by=by, index=str(entry.index))


def verified_line(page: LogPage, words: Words) -> str:
    """Return when the whole log was last checked, and what came of it."""
    found = page.verified
    if found is None:
        return words("verified-never")
    if found.problems:
        return words("verified-bad", day=found.day, problems=found.problems)
    return words("verified-good", day=found.day)
