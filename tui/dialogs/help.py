"""Help for the screen one is on."""

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Button, Label

from tui.dialogs.dialog import Dialog
from tui.model import Console
from tui.widgets.push_button import PushButton


class HelpDialog(Dialog[None]):
    """Says what this screen is for and which keys work.

    Args:
        console: the view-model.
        text: message to show.
    """

    def __init__(self, console: Console, text: str) -> None:
        super().__init__(console)
        self.text = text

    def body(self) -> ComposeResult:
        """Lay out the text and the way out."""
        yield self.title_line(self.words("help-title"))
        with VerticalScroll(can_focus=False, classes="text"):
            yield Label(self.words(self.text), markup=False)
            yield Label("", markup=False)
            yield Label(self.words("help-keys"), markup=False)
        yield PushButton(self.words("button-close"), id="close")

    def on_mount(self) -> None:
        """Stand on the way out."""
        self.query_one("#close").focus()

    @on(Button.Pressed, "#close")
    def _read(self) -> None:
        self.dismiss(None)
