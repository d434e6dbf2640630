"""The list of backup targets, and what can be done with them."""

from pathlib import Path

from appliance.agent.contract import Backups, BackupTarget, Job
from appliance.errors import InvalidInputError
from appliance.operations.backup_schedule import Schedule
from tui import backups
from tui.form import Field, Kind, Problem
from tui.listing import Column, Deed, Done, Listing, Question, Request
from tui.model import Console
from tui.offers import Offer
from tui.targets import (
    Typed,
    account_of,
    fields_of,
    kind_field,
    named_problem,
    new_target,
    target_of,
)

SCHEDULED = ("every_hours", "from_hour", "to_hour", "upload_kib_s")


def _name(_console: Console, target: BackupTarget) -> str:
    return target.name


def _cells(console: Console, target: BackupTarget) -> tuple[str, ...]:
    return backups.cells(target, backups.backups_of(console), console.words)


def _line(console: Console, target: BackupTarget) -> str:
    words = console.words
    return words(
        "plain-target",
        name=target.name,
        kind=backups.kind_words(target, words),
        good=backups.when(target.good, words),
        read=backups.read_words(target, backups.backups_of(console), words),
        next=backups.next_of(target, words),
    )


def _about(console: Console, target: BackupTarget) -> list[str]:
    return backups.about(target, backups.backups_of(console), console.words)


def _all_targets(console: Console) -> list[Backups]:
    found = backups.backups_of(console)
    return [found] if found is not None and found.targets else []


def _all_line(console: Console, found: Backups) -> str:
    return ", ".join(each.name for each in found.targets) or console.words("backups-empty")


def _begun(console: Console, _job: Job) -> Done:
    backups.read_backups(console)
    return Done(console.words("job-begun-here"))


def _backing_up(console: Console, _found: Backups) -> Question:
    words, plan = console.words, console.agent.backups.plan()

    def lines() -> list[str]:
        found = [words(f"refused-{each}") for each in plan.subject["refused"]]
        for step in plan.steps:
            if "target" in step and "why" in step:
                why = backups.code_words(str(step["why"]), words)
                found.append(words("backup-not-to-target", target=str(step["target"]), why=why))
            elif "target" in step:
                found.append(words("backup-to-target", target=str(step["target"])))
        return found

    def run() -> Done:
        return _begun(console, console.agent.backups.run(plan))

    return Question(
        lambda: words("backup-run-title"), lines, "backup-run-yes", run, help_text="help-backups"
    )


def _drilling(console: Console, _found: Backups) -> Question:
    words = console.words
    return Question(
        lambda: words("drill-title"),
        lambda: [words("drill-text")],
        "drill-yes",
        lambda: _begun(console, console.agent.backups.drill()),
        help_text="help-backups",
    )


def _verifying(console: Console, target: BackupTarget) -> Question:
    words = console.words
    return Question(
        lambda: words("verify-title", name=target.name),
        lambda: [words("verify-text")],
        "verify-yes",
        lambda: _begun(console, console.agent.backups.verify(target.name)),
        help_text="help-backups",
    )


def _checking(console: Console, target: BackupTarget) -> Question:
    words = console.words

    def check() -> Done:
        console.agent.backups.check(target.name)
        return Done(words("target-answers", name=target.name))

    return Question(
        lambda: words("check-title", name=target.name),
        lambda: [words("check-text")],
        "check-yes",
        check,
        help_text="help-backups",
    )


def _removing(console: Console, target: BackupTarget) -> Question:
    words, plan = console.words, console.agent.backups.plan_remove(target.name)

    def remove() -> Done:
        console.agent.backups.remove(target.name, plan)
        backups.read_backups(console)
        return Done(words("target-removed", name=target.name))

    return Question(
        lambda: words("target-remove-title", name=target.name),
        lambda: [words("target-remove-text"), words("target-remove-wipe")],
        "target-remove-yes",
        remove,
        word="remove-word",
        help_text="help-backups",
    )


def _ask_kind(_console: Console, draft: Typed) -> Request[Typed]:
    kind = draft.text("kind")
    return Request(
        Offer.ADD_TARGET,
        "n",
        "key-add-target",
        "target-add-title",
        lambda _console: fields_of(kind, named=True),
        lambda _console: draft,
        named_problem,
        _add,
        save="target-add-button",
        help_text="help-targets",
    )


def _add(console: Console, draft: Typed) -> Done:
    target, account = target_of(draft), account_of(draft)
    console.agent.backups.add(
        target.name, target.address, target.credentials, account, same_disk=target.same_disk
    )
    backups.read_backups(console)
    return Done(console.words("target-added", name=target.name))


def _schedule_fields(_console: Console) -> tuple[Field, ...]:
    return tuple(Field(Kind.TEXT, each, f"schedule-{each}") for each in SCHEDULED)


def _schedule_now(console: Console) -> Typed:
    found = backups.backups_of(console)
    return Typed({each: str(getattr(found, each, 0)) for each in SCHEDULED})


def _schedule_problem(draft: Typed) -> Problem | None:
    try:
        Schedule.read({each: int(draft.text(each)) for each in SCHEDULED})
    except (ValueError, InvalidInputError):
        return Problem("problem-schedule")
    return None


def _set_schedule(console: Console, draft: Typed) -> Done:
    found = Schedule.read({each: int(draft.text(each)) for each in SCHEDULED})
    console.agent.backups.schedule(found)
    backups.read_backups(console)
    return Done(console.words("schedule-set"))


def _export(console: Console, draft: Typed) -> Done:
    path = Path(draft.text("file"))
    console.agent.backups.export_key(path)
    return Done(console.words("key-file-done", file=str(path)))


def _path_problem(draft: Typed) -> Problem | None:
    path = Path(draft.text("file"))
    if not path.is_absolute() or not path.parent.is_dir():
        return Problem("problem-target-path", "file")
    return Problem("problem-file-there", "file") if path.exists() else None


BACKUPS: Listing[BackupTarget] = Listing(
    Offer.BACKUPS,
    "backups-title",
    "backups-hint",
    "backups-empty",
    (
        Column("backups-columns-name", 14),
        Column("backups-columns-kind", 12),
        Column("backups-columns-good", 18),
        Column("backups-columns-read", 12),
        Column("backups-columns-state", 14),
    ),
    read=backups.read_backups,
    rows=backups.targets_of,
    key=lambda target: target.name,
    name=_name,
    cells=_cells,
    line=_line,
    about=_about,
    above=backups.above,
    deeds=(
        Deed(
            Offer.BACK_UP,
            "b",
            "key-back-up",
            "backup-run-yes",
            _all_targets,
            lambda found: bool(found.targets),
            _all_line,
            _backing_up,
            none="backups-empty",
            finds=True,
        ),
        Deed(
            Offer.HOLD_DRILL,
            "d",
            "key-drill",
            "drill-yes",
            _all_targets,
            lambda found: any(each.good for each in found.targets),
            _all_line,
            _drilling,
            none="drill-nothing",
            finds=True,
        ),
        Deed(
            Offer.VERIFY_TARGET,
            "r",
            "key-verify-target",
            "verify-yes",
            backups.targets_of,
            lambda target: bool(target.good),
            _line,
            _verifying,
            none="drill-nothing",
        ),
        Deed(
            Offer.CHECK_TARGET,
            "c",
            "key-check-target",
            "check-yes",
            backups.targets_of,
            lambda _target: True,
            _line,
            _checking,
            none="backups-empty",
        ),
        Deed(
            Offer.REMOVE_TARGET,
            "x",
            "key-remove",
            "target-remove-yes",
            backups.targets_of,
            lambda _target: True,
            _line,
            _removing,
            none="backups-empty",
        ),
    ),
    requests=(
        Request(
            Offer.ADD_TARGET,
            "n",
            "key-add-target",
            "target-add-title",
            lambda _console: (kind_field(),),
            lambda _console: new_target(),
            lambda _draft: None,
            _ask_kind,
            save="button-next",
            help_text="help-targets",
        ),
        Request(
            Offer.SCHEDULE,
            "t",
            "key-schedule",
            "schedule-title",
            _schedule_fields,
            _schedule_now,
            _schedule_problem,
            _set_schedule,
            help_text="help-backups",
        ),
        Request(
            Offer.EXPORT_KEY,
            "k",
            "key-key-file",
            "key-file-title",
            lambda _console: (Field(Kind.TEXT, "file", "key-file"),),
            lambda _console: Typed(),
            _path_problem,
            _export,
            help_text="help-backups",
        ),
    ),
    help_text="help-backups",
)
