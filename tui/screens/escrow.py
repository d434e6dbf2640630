"""Key escrow: who holds shares, who is due, and how a ceremony begins."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Label

from appliance.agent.escrow_client import EscrowStatus
from tui.escrow import escrow_lines, escrow_steps
from tui.messages import EscrowRead
from tui.model import Console, Failure, attempt
from tui.screens.task import TaskScreen
from tui.widgets.choices import Menu


class EscrowScreen(TaskScreen):
    """Shows the shares. What makes or takes words is never here: it has a screen of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "key-back")]
    HELP_TEXT = "help-escrow"

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.status: EscrowStatus | None = None

    def body(self) -> ComposeResult:
        """Lay out what to do next and the shares."""
        yield Label(self.words("escrow-title"), classes="title", markup=False)
        yield Label(self.words("escrow-lead"), classes="lead", markup=False)
        yield Label("", id="steps", classes="hint", markup=False)
        yield Menu(id="shares")

    def on_mount(self) -> None:
        """Ask how it stands."""
        self.drawn()
        self.query_one("#shares").focus()
        self._read()

    def drawn(self) -> None:
        """Fill everything in again after a change of language."""
        super().drawn()
        self._show()

    def action_back(self) -> None:
        """Leave."""
        self.workers.cancel_node(self)
        self.dismiss(None)

    def _show(self) -> None:
        if self.status is None:
            return
        for label in self.query("#steps").results(Label):
            label.update("\n".join(escrow_steps(self.status, self.words)))
        for menu in self.query("#shares").results(Menu):
            menu.clear_options()
            menu.add_options(escrow_lines(self.status, self.words))

    @work(thread=True, exclusive=True, group="escrow", exit_on_error=False)
    def _read(self) -> None:
        self.post_message(EscrowRead(attempt(self.console.escrow_status)))

    @on(EscrowRead)
    def _came(self, event: EscrowRead) -> None:
        if isinstance(event.outcome, Failure):
            self.fail(event.outcome)
            return
        self.status = event.outcome
        self._show()
