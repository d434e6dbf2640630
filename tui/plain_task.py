"""What every task of the plain line mode shares: outcomes announced in one line."""

from collections.abc import Sequence

from typing_extensions import TypeIs

from tui.model import Console, Failure
from tui.plain_form import PlainForm
from tui.terminal import Terminal


class PlainTask:
    """Something that the line mode does.

    Args:
        console: the view-model.
        terminal: where lines go and come from.
    """

    def __init__(self, console: Console, terminal: Terminal) -> None:
        self.console = console
        self.words = console.words
        self.terminal = terminal
        self.form = PlainForm(console.words, terminal)

    def say_all(self, lines: Sequence[str]) -> None:
        """Announce lines, one after another."""
        for each in lines:
            self.terminal.say(each)

    def told(self, outcome: Failure | None, notice: str) -> None:
        """Say that something was done, or why not."""
        if not self.failed(outcome):
            self.terminal.say(notice)

    def failed(self, outcome: object) -> TypeIs[Failure]:
        """Return whether something did not work, and say why."""
        if isinstance(outcome, Failure):
            self.terminal.say(f"! {outcome.say(self.words)}")
            return True
        return False
