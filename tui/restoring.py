"""Restoring a new box from a backup, a question at a time; both faces ask the same."""

from pathlib import Path

from appliance.agent.contract import Job
from appliance.agent.restore_client import RestorePlan, held_in
from appliance.secret import Secret
from tui import backups, jobs_list
from tui.form import Field, Kind, Option, Problem
from tui.listing import Done, Listing, Question, Request
from tui.model import Console
from tui.offers import Offer
from tui.targets import Typed, account_of, fields_of, kind_field, new_target, problem_of, target_of
from tui.words import Words

OPENED_BY = ("key", "escrow")


def restores(console: Console) -> list[Job]:
    """Return the restores of this box."""
    return [each for each in console.jobs if each.operation == "restore_here"]


def _opened_by() -> Field:
    def ways(words: Words) -> list[Option]:
        return [Option(each, words(f"restore-with-{each}")) for each in OPENED_BY]

    return Field(Kind.ONE, "with", "restore-with", ways)


def _new(_console: Console) -> Typed:
    draft = new_target()
    draft.put("with", "key")
    return draft


def _fields(draft: Typed) -> tuple[Field, ...]:
    place = fields_of(draft.text("kind"), named=False)
    if draft.text("with") == "escrow":
        return (*place, Field(Kind.TEXT, "held", "restore-passwords"))
    key = Field(Kind.TEXT, "held", "restore-key")
    return (*place, key, Field(Kind.SECRET, "passphrase", "restore-passphrase"))


def _problem(draft: Typed) -> Problem | None:
    if found := problem_of(draft):
        return found
    if not Path(draft.text("held")).is_file():
        return Problem("problem-file-missing", "held")
    if draft.text("with") == "key" and not draft.text("passphrase"):
        return Problem("problem-empty", "passphrase")
    return None


def _details(_console: Console, draft: Typed) -> Request[Typed]:
    return Request(
        Offer.RESTORE,
        "n",
        "key-restore",
        "restore-title",
        lambda _console: _fields(draft),
        lambda _console: draft,
        _problem,
        _look,
        save="button-next",
        help_text="help-restore",
    )


def _look(console: Console, draft: Typed) -> Question:
    """Open what opens the backup, find it, and show what would come back before it does."""
    words = console.words
    passphrase = Secret(draft.text("passphrase")) if draft.text("with") == "key" else None
    held = held_in(Path(draft.text("held")).read_bytes(), passphrase)
    target = target_of(draft)
    wanted = console.agent.restores.plan(
        target.address, held, target.credentials, account_of(draft)
    )

    def begin() -> Done:
        console.agent.restores.run(wanted)
        jobs_list.read_jobs(console)
        return Done(words("restore-begun"))

    return Question(
        lambda: words("restore-found-title"),
        lambda: _found(wanted, words),
        "restore-yes",
        begin,
        word="restore-word",
        help_text="help-restore",
    )


def _found(wanted: RestorePlan, words: Words) -> list[str]:
    what = wanted.plan.subject
    made = str(what["made"])
    return [
        words("restore-found", made=backups.when(made, words), size=what["log_size"]),
        words("restore-files", count=what["blobs"]),
        words("restore-loss"),
        words("restore-old-box"),
    ]


RESTORES: Listing[Job] = Listing(
    Offer.RESTORES,
    "restores-title",
    "restores-hint",
    "restores-hint",
    jobs_list.COLUMNS,
    read=jobs_list.read_jobs,
    rows=restores,
    key=lambda job: job.id,
    name=jobs_list.name,
    cells=jobs_list.cells,
    line=jobs_list.line,
    about=jobs_list.about,
    deeds=(jobs_list.STOP,),
    requests=(
        Request(
            Offer.RESTORE,
            "n",
            "key-restore",
            "restore-title",
            lambda _console: (_opened_by(), kind_field()),
            _new,
            lambda _draft: None,
            _details,
            save="button-next",
            help_text="help-restore",
        ),
    ),
    help_text="help-restore",
)
