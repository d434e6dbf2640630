"""Shown until the agent answers for the first time."""

from textual.app import ComposeResult
from textual.widgets import Label

from tui.screens.task import TaskScreen


class WaitingScreen(TaskScreen):
    """Says that the console is trying to reach Safehold."""

    has_cursor = False

    def body(self) -> ComposeResult:
        """Lay out one sentence."""
        known = "wait" if self.console.connected else "failure-unavailable"
        yield Label(self.words(known), id="waiting", markup=False)

    def status_changed(self) -> None:
        """Say calmly that there is no answer yet."""
        super().status_changed()
        if not self.console.connected:
            for label in self.query("#waiting").results(Label):
                label.update(self.words("failure-unavailable"))
