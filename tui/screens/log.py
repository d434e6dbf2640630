"""The log: what happened here, and a check of everything in it."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Label
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from appliance.agent.contract import (
    LogEntry,
    LogPage,
    LogState,
    VerifyLine,
    VerifyProblem,
    VerifyProgress,
)
from appliance.agent.log_words import entry_line, verified_line
from tui.log_words import bar, line_words, problem_words
from tui.messages import LogChecked, LogRead
from tui.model import Console, Failure, attempt
from tui.screens.task import TaskScreen
from tui.widgets.choices import Menu
from tui.widgets.facts import Facts

OLDER = "older"


class LogScreen(TaskScreen):
    """Shows the log's head and readable entries, and checks the whole of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "key-back"),
        Binding("v", "verify", "key-verify"),
    ]
    HELP_TEXT = "help-log"

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.head: LogState | None = None
        self.page: LogPage | None = None
        self.entries: list[LogEntry] = []
        self.last: VerifyLine | None = None
        self.problems: list[VerifyProblem] = []
        self.checking = False

    def body(self) -> ComposeResult:
        """Lay out head, progress, problems and entries."""
        yield Label(self.words("log-title"), classes="title", markup=False)
        yield Label(self.words("log-lead"), classes="lead", markup=False)
        yield Facts(id="head")
        yield Label(self._verified(), id="verified", markup=False)
        yield Label("", id="progress", markup=False)
        yield Menu(id="problems")
        yield Menu(id="log-entries")

    def on_mount(self) -> None:
        """Ask for the head and the newest entries."""
        self.drawn()
        self._read()
        self._read_entries(None)
        self.query_one("#log-entries").focus()

    def drawn(self) -> None:
        """Fill everything in again after a change of language."""
        super().drawn()
        self._show_head()
        self._show_progress()
        self._show_problems()
        self._show_entries()

    def action_back(self) -> None:
        """Leave; a check that runs is stopped, which harms nothing."""
        self.workers.cancel_node(self)
        self.dismiss(None)

    def action_verify(self) -> None:
        """Check the whole log."""
        if self.checking:
            return
        self.checking = True
        self.last, self.problems = None, []
        self._show_problems()
        self._show_progress()
        self._verify()

    def _show_head(self) -> None:
        if self.head is not None and self.query("#head"):
            root = self.head.root
            pairs = [
                ("", self.words("log-size", size=self.head.size)),
                ("", self.words("log-root", root=root)),
            ]
            self.query_one("#head", Facts).show(pairs)

    def _show_progress(self) -> None:
        text = ""
        if self.last is not None:
            text = line_words(self.last, self.words)
            if isinstance(self.last, VerifyProgress):
                text = f"{bar(self.last)} {text}"
        elif self.checking:
            text = self.words("log-start")
        for label in self.query("#progress").results(Label):
            label.update(text)

    def _read_entries(self, before: int | None) -> None:
        self.ask(lambda: self.console.log_entries(before), self._entries_came, None, "entries")

    def _entries_came(self, page: LogPage) -> None:
        self.page = page
        last = self.entries[-1].index if self.entries else None
        self.entries += [each for each in page.entries if last is None or each.index < last]
        self._show_entries()

    def _show_entries(self) -> None:
        """List what has come so far; the last row brings what is older."""
        for label in self.query("#verified").results(Label):
            label.update(self._verified())
        if self.page is None:
            return
        for menu in self.query("#log-entries").results(Menu):
            standing = menu.highlighted
            menu.clear_options()
            menu.add_options([entry_line(each, self.words) for each in self.entries])
            if self.page.older is not None:
                menu.add_option(Option(self.words("entries-older"), id=OLDER))
            if not self.entries:
                menu.add_option(Option(self.words("entries-none"), disabled=True))
            menu.highlighted = standing or 0

    def _verified(self) -> str:
        check = self.words("log-verify")
        return check if self.page is None else f"{verified_line(self.page, self.words)} {check}"

    @on(Menu.OptionSelected, "#log-entries")
    def _opened(self, event: Menu.OptionSelected) -> None:
        if event.option_id == OLDER and self.page is not None:
            self._read_entries(self.page.older)

    def _show_problems(self) -> None:
        menu = self.query_one("#problems", Menu)
        menu.clear_options()
        menu.add_options([problem_words(each, self.words) for each in self.problems])
        menu.display = bool(self.problems)

    @work(thread=True, exclusive=True, group="head", exit_on_error=False)
    def _read(self) -> None:
        self.post_message(LogRead(attempt(self.console.log_head)))

    @work(thread=True, exclusive=True, group="verify", exit_on_error=False)
    def _verify(self) -> None:
        found = attempt(self._report)
        if isinstance(found, Failure):
            self.post_message(LogChecked(found))

    def _report(self) -> None:
        """Tell the screen of each line; of progress only what would be seen to move."""
        worker, shown = get_current_worker(), ""
        for line in self.console.verify_log():
            if worker.is_cancelled:
                return
            now = bar(line) if isinstance(line, VerifyProgress) else ""
            if not now or now != shown:
                shown = now
                self.post_message(LogChecked(line))

    @on(LogRead)
    def _head_read(self, event: LogRead) -> None:
        if isinstance(event.outcome, Failure):
            self.fail(event.outcome)
            return
        self.head = event.outcome
        self._show_head()

    @on(LogChecked)
    def _checked(self, event: LogChecked) -> None:
        if isinstance(event.line, Failure):
            self.checking, self.last = False, None
            self._show_progress()
            self.fail(event.line)
        elif isinstance(event.line, VerifyProblem):
            self.problems.append(event.line)
            for menu in self.query("#problems").results(Menu):
                menu.add_option(problem_words(event.line, self.words))
                menu.display = True
        else:
            self.last = event.line
            self.checking = isinstance(event.line, VerifyProgress)
            self._show_progress()
            if not self.checking:  # the check is an entry itself
                self.entries = []
                self._read_entries(None)
            if not self.checking and self.problems:
                self.say(self.words("log-bad-next"))
