"""A link as QR code and as text, over the whole screen: the code needs the room."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.geometry import Size
from textual.widgets import Button, Label, Static

from tui.dialogs.dialog import Dialog
from tui.links import warnings
from tui.model import Console
from tui.qr import half_blocks
from tui.terminal import show_alone
from tui.widgets.frame import KeyLine, TrainingBanner
from tui.widgets.push_button import PushButton

SMALLEST_TEXT = 26  # columns beside the code


class LinkDialog(Dialog[None]):
    """Shows one link.

    Args:
        console: the view-model.
        title: says what it is; a call, so that it follows the language.
        lines: what to know about it.
        link: the link.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("c", "alone", "key-alone")]
    HELP_TEXT = "help-links"

    def __init__(
        self,
        console: Console,
        title: Callable[[], str],
        lines: Callable[[], Sequence[str]],
        link: str,
    ) -> None:
        super().__init__(console)
        self.heading = title
        self.lines = lines
        self.link = link

    def compose(self) -> ComposeResult:
        """Lay out the code to the left and the words to the right."""
        code = half_blocks(self.link)
        fits = self._fits(code, self.app.size)
        with Horizontal(id="link"):
            if fits:
                yield Static("\n".join(code), id="qr", markup=False)
            with Vertical(id="beside"):
                yield TrainingBanner(self.console)
                yield self.title_line(self.heading())
                with VerticalScroll(can_focus=False):
                    if not fits:
                        wide = len(code[0]) + SMALLEST_TEXT
                        small = self.words("qr-too-big", columns=wide, rows=len(code))
                        yield Label(small, markup=False)
                    yield Label(self.link, id="address", markup=False)
                    for each in (*warnings(self.link, self.words), *self.lines()):
                        yield Label(each, markup=False)
                yield PushButton(self.words("button-close"), id="close")
                yield KeyLine(self.console)

    def on_mount(self) -> None:
        """Stand on the way out."""
        self.query_one("#close").focus()

    async def on_resize(self, event: events.Resize) -> None:
        """Show the code only where all of it fits: a code that lacks a row says nothing."""
        fits = self._fits(half_blocks(self.link), event.size)
        if fits is not bool(self.query("#qr")):
            await self.speak()

    def action_alone(self) -> None:
        """Show the link as one line that can be marked and copied."""
        try:
            with self.app.suspend():
                show_alone(self.link, self.words("link-alone"))
        except SuspendNotSupported:
            self.notify(self.words("link-alone-not"), markup=False)

    @on(Button.Pressed, "#close")
    def _read(self) -> None:
        self.dismiss(None)

    def _fits(self, code: list[str], size: Size) -> bool:
        return len(code) <= size.height and len(code[0]) + SMALLEST_TEXT <= size.width
