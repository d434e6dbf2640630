"""Shown until the agent answers for the first time."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Label

from tui.screens.task import TaskScreen
from tui.screens.wipe import WipeScreen


class WaitingScreen(TaskScreen):
    """Says that the console is trying to reach Safehold."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f8", "wipe", "key-wipe", priority=True)]
    has_cursor = False

    def body(self) -> ComposeResult:
        """Lay out one sentence."""
        known = "wait" if self.console.connected else "failure-unavailable"
        yield Label(self.words(known), id="waiting", markup=False)

    def action_wipe(self) -> None:
        """Show what a wipe would destroy: an agent that hangs must not stand in its way."""
        self.app.push_screen(WipeScreen(self.console))

    def status_changed(self) -> None:
        """Say calmly that there is no answer yet."""
        super().status_changed()
        if not self.console.connected:
            for label in self.query("#waiting").results(Label):
                label.update(self.words("failure-unavailable"))
