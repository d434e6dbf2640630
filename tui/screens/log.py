"""The log: how long it is, and a check of everything in it."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Label
from textual.worker import get_current_worker

from appliance.agent.contract import LogState, VerifyLine, VerifyProblem, VerifyProgress
from tui.log_words import bar, line_words, problem_words
from tui.messages import LogChecked, LogRead
from tui.model import Console, Failure, attempt
from tui.screens.task import TaskScreen
from tui.widgets.choices import Menu
from tui.widgets.facts import Facts


class LogScreen(TaskScreen):
    """Shows the log's head and checks the whole of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "key-back"),
        Binding("v", "verify", "key-verify"),
    ]
    HELP_TEXT = "help-log"
    has_cursor = False

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.head: LogState | None = None
        self.last: VerifyLine | None = None
        self.problems: list[VerifyProblem] = []
        self.checking = False

    def body(self) -> ComposeResult:
        """Lay out head, progress and problems."""
        yield Label(self.words("log-title"), classes="title", markup=False)
        yield Label(self.words("log-lead"), classes="lead", markup=False)
        yield Facts(id="head")
        yield Label(self.words("log-verify"), classes="hint", markup=False)
        yield Label("", id="progress", markup=False)
        yield Menu(id="problems")

    def on_mount(self) -> None:
        """Ask for the head."""
        self.drawn()
        self._read()

    def drawn(self) -> None:
        """Fill everything in again after a change of language."""
        super().drawn()
        self._show_head()
        self._show_progress()
        self._show_problems()

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
            if not self.checking and self.problems:
                self.say(self.words("log-bad-next"))
