"""The door: name and passphrase open the vault."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Label

from appliance.errors import MaintenanceError
from appliance.secret import Secret
from tui.messages import UnlockFinished
from tui.model import Console, Failure, attempt
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
        with Horizontal(classes="buttons"):
            yield PushButton(self.words("sign-in-button"), id="unlock")

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
        else:
            self.passphrase_typed = event.value

    @on(Input.Submitted, "#name")
    def _name_entered(self) -> None:
        self.query_one("#passphrase").focus()

    @on(Input.Submitted, "#passphrase")
    def _passphrase_entered(self) -> None:
        self.action_unlock()

    @on(Button.Pressed, "#unlock")
    def _pressed(self) -> None:
        self.action_unlock()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _unlock(self, name: str, passphrase: Secret[str]) -> None:
        outcome = attempt(lambda: self.console.unlock(name, passphrase))
        self.post_message(UnlockFinished(outcome))

    @on(UnlockFinished)
    def _finished(self, event: UnlockFinished) -> None:
        self.settled = True
        if isinstance(event.outcome, Failure):
            if isinstance(event.outcome.error, MaintenanceError):
                self.app.push_screen(MaintenanceScreen(self.console))
                return
            self.say(f"! {self.console.sign_in_problem(event.outcome)}")
            line = self.query_one("#passphrase", Input)
            line.value = ""
            line.focus()
            return
        self.door.show_place()
