"""What all dialogs share: a box over the screen that Esc closes without doing anything."""

from collections.abc import Callable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label

from tui.keys import EVERYWHERE
from tui.model import Console
from tui.typed_ahead import TypedAhead
from tui.widgets.frame import KeyLine, TrainingBanner

Result = TypeVar("Result")


class Dialog(TypedAhead, ModalScreen[Result]):
    """A question over the screen.

    Args:
        console: the view-model.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "key-back"),
        *EVERYWHERE,
    ]
    HELP_TEXT: ClassVar[str] = "help-dialog"

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console
        self.words = console.words

    @property
    def help_text(self) -> str:
        """The message that F1 shows here."""
        return self.HELP_TEXT

    def compose(self) -> ComposeResult:
        """Lay out the box."""
        with Vertical(id="dialog"):
            yield TrainingBanner(self.console)
            yield from self.body()
            yield KeyLine(self.console)

    def body(self) -> ComposeResult:
        """Lay out the question itself."""
        yield from ()

    def title_line(self, text: str) -> Label:
        """Return the line that says what this is about."""
        return Label(text, classes="title", markup=False)

    def status_changed(self) -> None:
        """Show the training banner where it belongs; called by the application's handler."""
        for banner in self.query(TrainingBanner):
            banner.show()

    def action_leave(self) -> None:
        """Close without doing anything."""
        self.dismiss(None)

    async def speak(self) -> None:
        """Draw everything again in the language in use; the cursor stays where it was."""
        focused = self.focused.id if self.focused else None
        self.drawing = bool(focused)
        await self.recompose()
        self.call_after_refresh(self._stand_on, focused)

    def _stand_on(self, name: str | None) -> None:
        """Put the cursor back once everything is laid out again."""
        if name and (found := self.query(f"#{name}")):
            self.set_focus(found.first())


def when(act: Callable[[Result], object]) -> Callable[[Result | None], None]:
    """Return what to do with a dialog's answer: nothing where there is none, or it is no."""

    def answered(result: Result | None) -> None:
        if result:
            act(result)

    return answered
