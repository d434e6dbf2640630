"""What a command says: words for people, or one JSON object for scripts."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from appliance.adapters.words import Words
from appliance.agent.contract import (
    BoxStatus,
    LogHead,
    LogPage,
    Operator,
    Orphan,
    Person,
    Plan,
    Unread,
    VerifyProblem,
    VerifyResult,
)
from appliance.agent.health_words import gaps, pressing, whole
from appliance.agent.log_words import entry_line, verified_line
from appliance.core.shown import shown
from appliance.errors import (
    ApplianceError,
    ConfigurationError,
    ConflictError,
    ShareError,
    UsageError,
)

MOST_FORESEEN = 40


@dataclass(slots=True)
class Output:
    """Writes results to standard output and everything else to standard error.

    Args:
        words: the catalogue.
        as_json: one JSON object a result, for scripts.
    """

    words: Words
    as_json: bool

    def result(self, message: str, **values: Any) -> None:
        """Write the one result of a command."""
        if self.as_json:
            written(json.dumps(values, ensure_ascii=False))
        else:
            plain = {name: value for name, value in values.items() if isinstance(value, str | int)}
            written(self.words(message, **plain))

    def say(self, message: str, **values: str | int) -> None:
        """Write one line of a result that has several."""
        written(self.words(message, **values))

    def status(self, status: BoxStatus) -> None:
        """Write the state of the box."""
        if self.as_json:
            written(json.dumps(asdict(status), ensure_ascii=False))
            return
        written(self.words(f"status-{status.state}"))
        if status.training:
            written(self.words("status-training"))
        for service in status.services:
            state = self.words(f"service-{service.state}")
            written(self.words("status-service", name=service.name, state=state))
        if status.log is not None:
            written(self._log(status.log))
        if status.practice is not None:
            who = {"name": status.practice.name, "passphrase": status.practice.passphrase}
            written(self.words("practice-operator", **who))
            place = {"address": status.addresses["case"], "file": status.practice.file}
            written(self.words("practice-others", **place))
        if status.link is not None:
            written(self.words("status-link", link=status.link))
        for alarm in pressing(status.alarms):
            written(whole(alarm, self.words))
        if missing := gaps(status.alarms):
            written(self.words("health-set-up"))
            for alarm in missing:
                written(f"– {whole(alarm, self.words)}")

    def people(self, people: Sequence[Person]) -> None:
        """Write everybody, one a line."""
        if self.as_json:
            written(json.dumps({"people": [asdict(each) for each in people]}, ensure_ascii=False))
            return
        for each in people:
            state = self.words(f"person-{each.status}")
            line = f"{each.id}  {state:<12}  {each.role:<14}  {name_of(each, self.words)}"
            written(shown(f"{line}  {' '.join(each.words)}".rstrip()))

    def log_page(self, page: LogPage) -> None:
        """Write entries of the log, one a line."""
        if self.as_json:
            written(json.dumps(asdict(page), ensure_ascii=False))
            return
        written(verified_line(page, self.words))
        for each in page.entries:
            written(entry_line(each, self.words))
        if page.older is not None:
            self.note("entries-more", index=str(page.older))
        elif not page.entries:
            self.note("entries-none")

    def plan(self, plan: Plan) -> None:
        """Write what an operation would do, as far as it says more than the question."""
        for step in plan.steps:
            values = dict(step)
            message = f"plan-{values.pop('code')}"
            if not self.as_json and self.words.knows(message):
                self.note(message, **values)

    def orphans(self, orphans: Sequence[Orphan]) -> None:
        """Write what nobody is left to read, one case a line."""
        if self.as_json:
            written(json.dumps({"orphans": [asdict(each) for each in orphans]}))
            return
        if not orphans:
            written(self.words("orphans-none"))
        for each in orphans:
            written(f"{each.case}  {' '.join(each.compartments)}")
        if orphans:
            self.note("orphans-do", cases=len(orphans))

    def foreseen(self, plan: Plan) -> None:
        """Write which compartments of which cases a plan would leave without a reader."""
        listed = plan.subject.get("orphans", ())
        for each in () if self.as_json else listed[:MOST_FORESEEN]:
            self.note_line(f"  {each['case']}  {' '.join(each['compartments'])}")
        if len(listed) > MOST_FORESEEN and not self.as_json:
            self.note("orphans-more")

    def unread(self, unread: Unread) -> None:
        """Write what nobody is left to read, where there is something."""
        if unread.compartments and not self.as_json:
            self.note("disable-unread", **asdict(unread))

    def problem(self, problem: VerifyProblem) -> None:
        """Write one thing that a check of the log has found; scripts get them with its end."""
        if self.as_json:
            return
        place = problem.item or (str(problem.index) if problem.index is not None else "")
        kind = self.words(f"log-kind-{problem.kind}")
        written(self.words("log-problem", kind=kind, what=problem.what, place=place))

    def verified(self, result: VerifyResult, problems: Sequence[VerifyProblem]) -> None:
        """Write how a check of the log ended."""
        if self.as_json:
            found = {**asdict(result), "found": [asdict(each) for each in problems]}
            written(json.dumps(found, ensure_ascii=False))
            return
        message = "log-bad" if result.problems else "log-good"
        written(self.words(message, leaves=result.leaves, blobs=result.blobs, n=result.problems))

    def progress(self, message: str, **values: str | int) -> None:
        """Write over one line of a terminal; nothing where there is none."""
        self.line(self.words(message, **values))

    def line(self, text: str) -> None:
        """Write something in words already over one line of a terminal; an empty one clears it."""
        if sys.stderr.isatty() and not self.as_json:
            sys.stderr.write(f"\r{shown(text)}\x1b[K")
            sys.stderr.flush()

    def note(self, message: str, **values: str | int) -> None:
        """Write something that is not a result."""
        self.note_line(self.words(message, **values))

    def note_line(self, line: str) -> None:
        """Write a line that is in words already and is not a result."""
        sys.stderr.write(shown(line, "\n") + "\n")
        sys.stderr.flush()

    def error(self, error: ApplianceError, command: str = "") -> None:
        """Write what happened and what to do next, in the words of the command if it has some."""
        if self.as_json:
            written(json.dumps(error.to_json(), ensure_ascii=False))
            return
        sys.stderr.write(shown(f"safehold: {told(error, self.words, command)}\n", "\n"))

    def confirm(self, message: str, otherwise: str, **values: str | int) -> None:
        """Ask for a yes; anything else ends the command.

        Raises:
            UsageError: there is no terminal to ask on.
            ConflictError: the answer is no.
        """
        if self.ask(message, otherwise, **values).strip() not in self.words("answers-yes").split():
            raise ConflictError("nothing-done")

    def ask(self, message: str, otherwise: str, **values: str | int) -> str:
        """Ask something on the terminal.

        Raises:
            UsageError: there is no terminal to ask on.
        """
        if not sys.stdin.isatty():
            raise UsageError("usage-terminal", otherwise)
        sys.stderr.write(shown(self.words(message, **values), "\n") + " ")
        sys.stderr.flush()
        return sys.stdin.readline()

    def _log(self, log: LogHead) -> str:
        if log.checkpoint_age_s is None:
            return self.words("status-log-unsigned", size=log.size)
        return self.words("status-log", size=log.size, age=log.checkpoint_age_s, root=log.root)


def told(error: ApplianceError, words: Words, command: str = "") -> str:
    """Return what happened and what to do next, in the words of the catalogue.

    A command's own errors name a message; all others have words by their code, and where a file
    is at fault also the place in it.
    """
    if words.knows(error.message):
        return " ".join(words(each) for each in (error.message, error.hint) if each)
    if isinstance(error, ShareError):
        return told_share(error, words)
    failure = f"failure-{error.code}"
    known = (f"{failure}-{command}", failure, f"error-{error.code}", "error-internal")
    text = words(next(each for each in known if words.knows(each)), **error.values)
    if isinstance(error, ConfigurationError) and error.message != type(error).default_message():
        return " ".join(each for each in (text, error.message, error.hint) if each)
    return text


def told_share(error: ShareError, words: Words) -> str:
    """Return what is wrong with a trustee's words, and which word it is where that is known."""
    message = f"share-{error.problem.replace('_', '-')}"
    if error.values.get("like"):
        message += "-like"
    if not words.knows(message):
        message = f"error-{error.code}"
    return words(message, **error.values)


def name_of(one: Person | Operator, words: Words) -> str:
    """Return a name, or words that say that there is none to show."""
    return one.name or words("person-nameless", start=one.id[:6])


def written(line: str) -> None:
    """Write one line of a result, or a few, and nothing that steers the terminal."""
    sys.stdout.write(shown(line, "\n") + "\n")
    sys.stdout.flush()
