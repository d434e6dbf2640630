"""A new passphrase: typed twice, with a meter in words and signs."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Label

from appliance.core.passphrase_strength import LEAST_CHARACTERS
from tui.form import Problem
from tui.model import Console
from tui.widgets.entry_line import EntryLine


class NewPassphrase(Vertical):
    """Two lines and a meter.

    Args:
        console: for the words and the estimate.
        typed: keeps what was typed, so that going back loses nothing.
    """

    @dataclass(repr=False)
    class Typed:
        """What was typed so far; it is never shown."""

        once: str = ""
        again: str = ""

    def __init__(self, console: Console, typed: Typed) -> None:
        super().__init__()
        self.console = console
        self.typed = typed

    def compose(self) -> ComposeResult:
        """Lay out both lines and the meter."""
        words = self.console.words
        yield Label(words("passphrase-advice"), classes="hint", markup=False)
        yield Label(words("field-passphrase"), classes="question", markup=False)
        yield EntryLine(self.typed.once, password=True, id="once")
        yield Label(self._meter(), id="meter", markup=False)
        yield Label(words("field-passphrase-again"), classes="question", markup=False)
        yield EntryLine(self.typed.again, password=True, id="again")
        yield Label(words("field-passphrase-hint"), classes="hint", markup=False)

    def problem(self) -> Problem | None:
        """Return why it cannot be used, or nothing."""
        if not self.console.judge_passphrase(self.typed.once).enough:
            return Problem("problem-passphrase-weak", "once")
        differs = self.typed.once != self.typed.again
        return Problem("problem-passphrase-differs", "again") if differs else None

    @on(Input.Changed, "#once")
    def _typed_once(self, event: Input.Changed) -> None:
        self.typed.once = event.value
        self.query_one("#meter", Label).update(self._meter())

    @on(Input.Changed, "#again")
    def _typed_again(self, event: Input.Changed) -> None:
        self.typed.again = event.value

    def _meter(self) -> str:
        strength = self.console.judge_passphrase(self.typed.once)
        if not strength.long_enough:
            return self.console.words("strength-short", least=LEAST_CHARACTERS)
        return self.console.words(f"strength-{strength.level}")
