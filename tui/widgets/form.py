"""Draws questions (tui.form) and keeps each answer as it is typed."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label

from tui.form import Answered, Field, Kind, Option, Value
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

    class Changed(Message):
        """An answer has changed."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

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
            self._keep(event.input.name, event.value)

    @on(Choices.Chosen)
    def _chosen(self, event: Choices.Chosen) -> None:
        kind = next(each.kind for each in self.fields if each.key == event.key)
        if kind is Kind.FLAG:
            self._keep(event.key, bool(event.values))
        elif kind is Kind.MANY:
            self._keep(event.key, event.values)
        else:
            self._keep(event.key, event.values[0])

    def stand_on(self, key: str) -> None:
        """Put the cursor on a question; on the first one where there is none of that key."""
        asked = [each for each in self.query("*") if each.focusable]
        names = {f"{kind}-{key.replace('.', '-')}" for kind in ("field", "choice", "search")}
        found = next((each for each in asked if each.id in names), next(iter(asked), None))
        if found is not None:
            found.focus()

    def _keep(self, key: str, value: Value) -> None:
        if self.answers.get(key) != value:
            self.answers.put(key, value)
            self.post_message(self.Changed(key))

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
