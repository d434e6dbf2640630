"""Draws questions (tui.form) and keeps each answer as it is typed."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Label

from tui.form import Answered, Field, Kind, Option
from tui.model import Console
from tui.widgets.choices import Choices, SearchChoices
from tui.widgets.entry_line import EntryLine

WRITTEN = (Kind.TEXT, Kind.SECRET)


class Form(VerticalScroll):
    """A few questions whose answers go straight to where they are kept.

    Args:
        console: for the words.
        fields: what is asked.
        answers: where the answers are kept.
    """

    can_focus = False

    def __init__(self, console: Console, fields: Sequence[Field], answers: Answered) -> None:
        super().__init__()
        self.console = console
        self.fields = fields
        self.answers = answers

    def compose(self) -> ComposeResult:
        """Lay the questions out, one under another."""
        words = self.console.words
        for each in self.fields:
            if each.kind is not Kind.FLAG:
                yield Label(each.label(words), classes="question", markup=False)
            yield self._widget(each)
            if len(self.fields) < 3 or each.kind in WRITTEN:
                yield Label(each.hint(words), classes="hint", markup=False)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.name is not None:
            self.answers.put(event.input.name, event.value)

    @on(Choices.Chosen)
    def _chosen(self, event: Choices.Chosen) -> None:
        kind = next(each.kind for each in self.fields if each.key == event.key)
        if kind is Kind.FLAG:
            self.answers.put(event.key, bool(event.values))
        elif kind is Kind.MANY:
            self.answers.put(event.key, event.values)
        else:
            self.answers.put(event.key, event.values[0])

    def _widget(self, field: Field) -> Widget:
        value = self.answers.get(field.key)
        if field.kind in WRITTEN:
            found, hidden = f"field-{field.key.replace('.', '-')}", field.kind is Kind.SECRET
            return EntryLine(str(value), name=field.key, id=found, password=hidden)
        if field.kind is Kind.FLAG:
            option = Option("yes", field.label(self.console.words))
            chosen = ("yes",) if value else ()
            return Choices(self.console, field.key, [option], chosen, many=True)
        options = field.options(self.console.words)
        if field.kind is Kind.SEARCH:
            return SearchChoices(self.console, field.key, options, str(value))
        if isinstance(value, tuple):
            return Choices(self.console, field.key, options, value, many=True)
        return Choices(self.console, field.key, options, (str(value),) if value else ())
