"""A page that says that the box is being maintained, whatever goes on behind it."""

from textual.app import ComposeResult
from textual.widgets import Label

from tui.screens.task import TaskScreen


class MaintenanceScreen(TaskScreen):
    """Says so, and goes on saying so; one can only leave the console."""

    HELP_TEXT = "maintenance-text"
    settled = False  # nothing that becomes known later takes its place

    def compose(self) -> ComposeResult:
        """Lay out the words alone: the top line would tell that nobody answers any more."""
        yield Label(self.words("maintenance-title"), classes="title", markup=False)
        yield Label(self.words("maintenance-text"), classes="lead", markup=False)

    def on_mount(self) -> None:
        """Show nothing further."""
