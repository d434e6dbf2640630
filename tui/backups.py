"""Backups in words: how they stand, how old they are, and what to do; both faces say the same."""

from datetime import UTC, datetime

from appliance.agent.contract import Backups, BackupTarget, Job
from appliance.agent.job_record import RUNNING
from appliance.agent.job_words import bar, job_name, job_progress, size_words
from tui.model import Console
from tui.overview import age
from tui.targets import kind_of
from tui.words import Words

STAMP = "%Y-%m-%dT%H:%M:%SZ"
OLD_S = 3 * 24 * 3600
ON_TARGETS = ("backup", "backup_verify", "backup_drill")


def backups_of(console: Console) -> Backups | None:
    """Return how backups stand, as far as that is known."""
    return console.status.backups if console.status is not None else None


def targets_of(console: Console) -> list[BackupTarget]:
    """Return every target."""
    found = backups_of(console)
    return list(found.targets) if found is not None else []


def read_backups(console: Console) -> list[BackupTarget]:
    """Ask how backups stand, and what runs."""
    console.read_status()
    console.jobs = console.agent.jobs()
    return targets_of(console)


def running_on_targets(console: Console) -> Job | None:
    """Return the job that works with the targets now, if one does."""
    for each in console.jobs:
        if each.state == RUNNING and each.operation in ON_TARGETS:
            return each
    return None


def kind_words(target: BackupTarget, words: Words) -> str:
    """Return what kind of place it is."""
    return words(f"target-kind-{kind_of(target.address)}")


def when(stamped: str, words: Words) -> str:
    """Return when something was, and how long ago."""
    moment, seconds = _read(stamped), age_s(stamped)
    if moment is None or seconds is None:
        return words("backup-never")
    said = words("moment", day=f"{moment:%Y-%m-%d}", hour=f"{moment:%H:%M}")
    return words("moment-age", moment=said, age=age(seconds, words))


def age_words(stamped: str, words: Words) -> str:
    """Return how long ago something was."""
    seconds = age_s(stamped)
    return words("backup-never") if seconds is None else age(seconds, words)


def age_s(stamped: str) -> int | None:
    """Return how many seconds ago something was; nothing where it never was."""
    moment = _read(stamped)
    if moment is None:
        return None
    return max(int((datetime.now(UTC) - moment).total_seconds()), 0)


def next_of(target: BackupTarget, words: Words) -> str:
    """Return what to do about a target."""
    for code in (target.error, target.verify_error):
        if code:
            return code_words(code, words)
    if not target.good:
        return words("target-next-run")
    if (age_s(target.good) or 0) > OLD_S:
        return words("target-next-old")
    return words("target-next-verify" if not target.verified else "target-next-none")


def code_words(code: str, words: Words) -> str:
    """Return what the code of an error or of a refusal means."""
    for key in (f"refused-{code}", f"error-{code}"):
        if words.knows(key):
            return words(key)
    return words("error-internal")


def cells(target: BackupTarget, backups: Backups | None, words: Words) -> tuple[str, ...]:
    """Return what the list says of a target, a column each."""
    sign = "!" if target.error or target.verify_error or not target.good else " "
    read_back = read_words(target, backups, words)
    good = age_words(target.good, words)
    return (
        f"{sign} {target.name}",
        kind_words(target, words),
        good,
        read_back,
        _short(target, words),
    )


def read_words(target: BackupTarget, backups: Backups | None, words: Words) -> str:
    """Return how much of a target has been read back."""
    if not target.verified or backups is None:
        return words("backup-never")
    return words("target-part", part=target.part, parts=backups.parts)


def about(target: BackupTarget, backups: Backups | None, words: Words) -> list[str]:
    """Return everything that is known of a target."""
    lines = [
        words("target-place", kind=kind_words(target, words), address=target.address),
        words("target-good", when=when(target.good, words)),
    ]
    if target.good:
        total, added = (size_words(n, words) for n in (target.total_bytes, target.added_bytes))
        lines.append(words("target-size", total=total, added=added))
    lines.append(words("target-read", part=read_words(target, backups, words)))
    return [*lines, next_of(target, words)]


def above(console: Console) -> list[str]:
    """Return what is said before the targets: what runs, the schedule, the drill, the key file."""
    words, found = console.words, backups_of(console)
    if found is None:
        return []
    job, lines = running_on_targets(console), []
    if job is not None:
        lines.append(f"{bar(job)} {job_name(job, words)}: {job_progress(job, words)}")
    lines.append(schedule_words(found, words))
    drill = found.drill
    said = words("drill-good", when=when(drill.good, words)) if drill.good else words("drill-none")
    lines.append(f"! {code_words(drill.error, words)} {said}" if drill.error else said)
    if found.key_due and found.targets:
        lines.append(f"! {words('alarm-backup-key-due')}")
    return lines


def schedule_words(found: Backups, words: Words) -> str:
    """Return when backups are made, and how fast."""
    speed = words("speed-free")
    if found.upload_kib_s:
        speed = words("speed-most", kib=found.upload_kib_s)
    hours = {"first": found.from_hour, "last": found.to_hour}
    return words("backup-schedule", every=found.every_hours, speed=speed, **hours)


def _short(target: BackupTarget, words: Words) -> str:
    if target.error or target.verify_error:
        return words("target-bad")
    return "" if target.good else words("target-new")


def _read(stamped: str) -> datetime | None:
    try:
        return datetime.strptime(stamped, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
