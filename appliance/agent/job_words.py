"""How far a job is and how it ended, in words that the command line and the console share."""

from typing import Protocol

from appliance.agent.contract import Job
from appliance.agent.job_record import DONE, FAILED, RUNNING

IN_BYTES = frozenset({"backup-content", "backup-state", "restore-state", "restore-content"})
KIB, MIB, GIB = 2**10, 2**20, 2**30
MINUTE_S, HOUR_S = 60, 3600
BAR_CELLS = 20


class Saying(Protocol):
    """Says things in one language."""

    def __call__(self, message: str, **values: str | int) -> str:
        """Return a message with its values filled in."""

    def knows(self, message: str) -> bool:
        """Tell whether there is such a message."""


def job_name(job: Job, words: Saying) -> str:
    """Return what a job does, and what it is about."""
    key = f"job-name-{job.operation}"
    name = words(key) if words.knows(key) else job.operation
    return words("job-about", name=name, about=job.about) if job.about else name


def job_state(job: Job, words: Saying) -> str:
    """Return how a job stands, in a word or two."""
    return words(f"job-{job.state}")


def job_progress(job: Job, words: Saying) -> str:
    """Return how far a running job is: phase, share, rate and time left, as far as known."""
    parts = [words("job-phase", phase=phase_words(job, words), percent=percent(job))]
    if job.rate is not None and job.phase in IN_BYTES:
        parts.append(words("job-rate", size=size_words(int(job.rate), words)))
    if job.left_s is not None:
        parts.append(time_left(job.left_s, words))
    return " · ".join(parts)


def job_end(job: Job, words: Saying) -> str:
    """Return how a job ended, and how to go on where it did not come to its end."""
    if job.state in {RUNNING, DONE}:
        return ""
    if job.state == FAILED:
        key = f"error-{job.error}"
        reasons = [f"refused-{each}" for each in str(job.result.get("reasons", "")).split()]
        keys = [key if words.knows(key) else "error-internal"]
        return " ".join(words(each) for each in [*keys, *filter(words.knows, reasons)])
    cut = words(f"job-cut-{job.state}", phase=phase_words(job, words))
    again = f"job-again-{job.operation}"
    return f"{cut} {words(again)}" if words.knows(again) else cut


def phase_words(job: Job, words: Saying) -> str:
    """Return the phase a job is in, or ended in."""
    key = f"phase-{job.phase}"
    return words(key) if words.knows(key) else words("phase-begin")


def percent(job: Job) -> int:
    """Return how much of the whole is done."""
    return int(job.fraction * 100)


def bar(job: Job, cells: int = BAR_CELLS) -> str:
    """Return how much is done as a bar that every terminal can draw."""
    full = int(job.fraction * cells)
    return f"[{'#' * full}{'.' * (cells - full)}]"


def size_words(size_bytes: int, words: Saying) -> str:
    """Return a size in the unit that fits it."""
    for unit, name in ((GIB, "gib"), (MIB, "mib"), (KIB, "kib")):
        if size_bytes >= unit:
            tenths = size_bytes * 10 // unit
            number = str(tenths // 10) if tenths >= 100 else f"{tenths // 10}.{tenths % 10}"
            return words(f"size-{name}", number=number)
    return words("size-bytes", number=str(size_bytes))


def time_left(seconds: int, words: Saying) -> str:
    """Return how long it will take, no more exactly than it is known."""
    if seconds < MINUTE_S:
        return words("left-seconds", n=seconds)
    if seconds < HOUR_S:
        return words("left-minutes", n=-(-seconds // MINUTE_S))
    return words("left-hours", hours=seconds // HOUR_S, minutes=seconds % HOUR_S // MINUTE_S)
