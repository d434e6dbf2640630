"""A new passphrase, and the way of a new operator through one question after the other."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Button, Input, Label

from tui.dialogs.dialog import Dialog, when
from tui.dialogs.form import FormDialog
from tui.dialogs.link import LinkDialog
from tui.joining import JoinDraft, join_fields, join_problem
from tui.model import Console
from tui.operators import CodeDraft, code_fields, code_problem, new_code
from tui.widgets.new_passphrase import NewPassphrase
from tui.widgets.push_button import PushButton


class PassphraseDialog(Dialog[str]):
    """Asks for a new passphrase, twice."""

    HELP_TEXT = "help-passphrase"

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.typed = NewPassphrase.Typed()

    def body(self) -> ComposeResult:
        """Lay out the lines and the buttons."""
        yield self.title_line(self.words("step-passphrase"))
        with VerticalScroll(can_focus=False, classes="text"):
            yield NewPassphrase(self.console, self.typed)
        yield Label("", id="problem", markup=False)
        with Horizontal(classes="buttons"):
            yield PushButton(self.words("button-cancel"), id="cancel")
            yield PushButton(self.words("button-next"), id="next")

    def on_mount(self) -> None:
        """Stand on the first line."""
        self.query_one("#once").focus()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        self.query_one("#again" if event.input.id == "once" else "#next").focus()

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.action_leave()

    @on(Button.Pressed, "#next")
    def _next(self) -> None:
        problem = self.query_one(NewPassphrase).problem()
        if problem:
            self.query_one("#problem", Label).update(f"! {self.words(problem.said)}")
            self.query_one(f"#{problem.field}").focus()
        else:
            self.dismiss(self.typed.once)

    @on(Input.Changed)
    def _edited(self) -> None:
        """Take a message away once something else is typed."""
        self.query_one("#problem", Label).update("")


def show_code(
    screen: Screen[None], console: Console, draft: CodeDraft, act: Callable[[CodeDraft], object]
) -> None:
    """Show a new code app's secret, then ask for the code that it shows."""
    dialog = LinkDialog(
        console,
        lambda: console.words("code-title"),
        lambda: [
            console.words("code-text"),
            draft.secret.reveal(),
            console.words("code-paper"),
        ],
        draft.link,
    )

    def shown(_: None) -> None:
        form: FormDialog[CodeDraft] = FormDialog(
            console, "code-title", code_fields(), draft, code_problem
        )
        screen.app.push_screen(form, when(act))

    screen.app.push_screen(dialog, shown)


def ask_to_join(
    screen: Screen[None], console: Console, act: Callable[[JoinDraft, CodeDraft], object]
) -> None:
    """Ask a new operator for secret, name, passphrase and code, one after the other."""

    def named(draft: JoinDraft) -> None:
        def chosen(passphrase: str) -> None:
            draft.passphrase = passphrase
            code = new_code(console, draft.name)
            show_code(screen, console, code, lambda app: act(draft, app))

        screen.app.push_screen(PassphraseDialog(console), when(chosen))

    form: FormDialog[JoinDraft] = FormDialog(
        console, "join-title", join_fields(), JoinDraft(), join_problem, save="button-next"
    )
    screen.app.push_screen(form, when(named))
