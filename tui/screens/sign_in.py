"""The door: name and passphrase open the vault."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, Label

from appliance.errors import CodeError, MaintenanceError
from appliance.secret import Secret
from tui.dialogs.join import ask_to_join
from tui.joining import JoinDraft, app_of
from tui.messages import Joined, UnlockFinished
from tui.model import Console, Failure, attempt
from tui.operators import CodeDraft
from tui.screens.maintenance import MaintenanceScreen
from tui.screens.task import TaskScreen
from tui.screens.wipe import WipeScreen
from tui.widgets.entry_line import EntryLine
from tui.widgets.push_button import PushButton


class SignInScreen(TaskScreen):
    """Asks for name and passphrase.

    Args:
        console: the view-model.
        notice: what has just happened, if anything has.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.quit", "key-back", show=False),
        Binding("f8", "wipe", "key-wipe", priority=True),
    ]
    HELP_TEXT = "help-sign_in"

    def __init__(self, console: Console, notice: str = "") -> None:
        super().__init__(console)
        self.notice = notice
        self.name_typed = console.operator
        self.passphrase_typed = ""
        self.code_wanted = False

    def body(self) -> ComposeResult:
        """Lay out what the state means, and the two questions."""
        yield Label(self.words("sign-in-title"), classes="title", markup=False)
        with VerticalScroll(can_focus=False):
            yield Label(self.console.door_words, id="state", classes="lead", markup=False)
            for line in self.console.practice_lines():
                yield Label(line, classes="lead", markup=False)
            yield Label(self.words("field-sign-in-name"), classes="question", markup=False)
            yield EntryLine(self.name_typed, id="name")
            yield Label(self.words("field-passphrase"), classes="question", markup=False)
            yield EntryLine(self.passphrase_typed, password=True, id="passphrase")
            yield Label(self.words("field-passphrase-hint"), classes="hint", markup=False)
            with Vertical(id="second") as second:
                second.display = self.code_wanted
                yield Label(self.words("sign-in-code"), classes="lead", markup=False)
                yield EntryLine(id="code")
        with Horizontal(classes="buttons"):
            yield PushButton(self.words("sign-in-button"), id="unlock")
            yield PushButton(self.words("join-button"), id="join")

    def on_mount(self) -> None:
        """Stand on the first empty line."""
        self.say(self.notice)
        self.query_one("#passphrase" if self.name_typed else "#name").focus()

    def status_changed(self) -> None:
        """Say what the state means now."""
        super().status_changed()
        for label in self.query("#state").results(Label):
            label.update(self.console.door_words)

    def action_wipe(self) -> None:
        """Show what a wipe would destroy: it needs nobody signed in, and no agent."""
        if self.settled:
            self.app.push_screen(WipeScreen(self.console))

    def action_unlock(self) -> None:
        """Try the name and the passphrase."""
        name = self.query_one("#name", Input).value
        passphrase = self.query_one("#passphrase", Input).value
        if not self.settled:
            return
        code = self.query_one("#code", Input).value
        if self.code_wanted and code:
            self.settled = False
            self._give_code(name, code)
            return
        if not name.strip() or not passphrase:
            self.query_one("#passphrase" if name.strip() else "#name").focus()
            return
        self.settled = False
        self.say(self.words("sign-in-working"))
        self._unlock(name, Secret(passphrase))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.input.id == "name":
            self.name_typed = event.value
        elif event.input.id == "passphrase":
            self.passphrase_typed = event.value
        if event.value and self.notice.startswith("!"):
            self.say("")  # it was about what has just been changed

    @on(Input.Submitted, "#name")
    def _name_entered(self) -> None:
        self.query_one("#passphrase").focus()

    @on(Input.Submitted, "#passphrase")
    def _passphrase_entered(self) -> None:
        self.action_unlock()

    @on(Input.Submitted, "#code")
    def _code_entered(self) -> None:
        self.action_unlock()

    @on(Button.Pressed, "#unlock")
    def _pressed(self) -> None:
        self.action_unlock()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _unlock(self, name: str, passphrase: Secret[str]) -> None:
        outcome = attempt(lambda: self.console.unlock(name, passphrase))
        self.post_message(UnlockFinished(outcome))

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _give_code(self, name: str, code: str) -> None:
        self.post_message(UnlockFinished(attempt(lambda: self.console.give_code(name, code))))

    def action_join(self) -> None:
        """Take a new operator through her questions."""
        ask_to_join(self, self.console, self._join)

    @on(Button.Pressed, "#join")
    def _join_pressed(self) -> None:
        self.action_join()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _join(self, draft: JoinDraft, code: CodeDraft) -> None:
        secret, passphrase = Secret(draft.secret.strip()), Secret(draft.passphrase)
        app = app_of(code)
        made = attempt(lambda: self.console.join(secret, draft.name, passphrase, app))
        self.post_message(Joined(made))

    @on(Joined)
    def _joined(self, event: Joined) -> None:
        if isinstance(event.outcome, Failure):
            self.say(f"! {self.console.join_problem(event.outcome)}")
        else:
            self.say(self.words("join-done", words=" ".join(event.outcome)))

    @on(UnlockFinished)
    def _finished(self, event: UnlockFinished) -> None:
        self.settled = True
        if isinstance(event.outcome, Failure) and isinstance(event.outcome.error, CodeError):
            self._ask_code(event.outcome)
            return
        if isinstance(event.outcome, Failure):
            if isinstance(event.outcome.error, MaintenanceError):
                self.app.push_screen(MaintenanceScreen(self.console))
                return
            self.say(f"! {self.console.sign_in_problem(event.outcome)}")
            line = self.query_one("#passphrase", Input)
            line.value = ""
            line.focus()
            self._show_code(wanted=False)
            return
        self.door.show_place()

    def _ask_code(self, failure: Failure) -> None:
        """Ask for the code; the passphrase was right."""
        again = self.code_wanted
        self._show_code(wanted=True)
        self.say(f"! {self.console.sign_in_problem(failure)}" if again else "")
        line = self.query_one("#code", Input)
        line.value = ""
        line.focus()
        line.scroll_visible(animate=False)

    def _show_code(self, *, wanted: bool) -> None:
        self.code_wanted = wanted
        self.query_one("#second").display = wanted
