"""Lists to choose from. What is chosen is marked with a sign, so colour is never needed."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option as Row

from tui.form import Option, search
from tui.model import Console
from tui.widgets.entry_line import EntryLine


class Menu(OptionList):
    """A list whose rows are taken as they stand, without markup."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id, markup=False, compact=True)


class Choices(Menu):
    """Options of which one or several can be marked.

    Args:
        console: for the words.
        key: name of the answer, also the widget's id.
        options: what can be chosen.
        chosen: what is chosen already.
        many: whether several can be.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "select", show=False)]

    class Chosen(Message):
        """The choice has changed."""

        def __init__(self, choices: "Choices") -> None:
            super().__init__()
            self.key = choices.key
            self.values = choices.chosen

    def __init__(
        self,
        console: Console,
        key: str,
        options: Sequence[Option],
        chosen: tuple[str, ...] = (),
        *,
        many: bool = False,
    ) -> None:
        super().__init__(id=f"choice-{key.replace('.', '-')}")
        self.console = console
        self.key = key
        self.choices = list(options)
        self.chosen = chosen
        self.many = many

    def on_mount(self) -> None:
        """List the options; the cursor stands on what is chosen."""
        self.list_options(self.choices)
        values = [each.value for each in self.choices]
        if self.chosen and self.chosen[0] in values:
            self.highlighted = values.index(self.chosen[0])

    def list_options(self, options: Sequence[Option]) -> None:
        """Show other options."""
        self.choices = list(options)
        self.clear_options()
        self.add_options([Row(self._marked(each), id=each.value) for each in self.choices])
        self.highlighted = 0 if self.choices else None

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        value = str(event.option_id)
        if not self.many:
            self.chosen = (value,)
        elif value in self.chosen:
            self.chosen = tuple(each for each in self.chosen if each != value)
        else:
            self.chosen = (*self.chosen, value)
        for each in self.choices:
            self.replace_option_prompt(each.value, self._marked(each))
        self.post_message(self.Chosen(self))

    def _marked(self, option: Option) -> Content:
        mark = "mark-chosen" if option.value in self.chosen else "mark-open"
        return Content(self.console.words(mark, label=option.label))


class SearchChoices(Vertical):
    """A long list with a line to type in: what begins with the letters comes first.

    Enter chooses only where one option is left, so that nobody gets a neighbour by mistake.

    Args:
        console: for the words.
        key: name of the answer.
        options: what can be chosen.
        chosen: what is chosen already, or nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "to_list", show=False)]

    def __init__(
        self, console: Console, key: str, options: Sequence[Option], chosen: str = ""
    ) -> None:
        super().__init__(classes="search")
        self.console = console
        self.key = key
        self.options = list(options)
        self.chosen = chosen

    def compose(self) -> ComposeResult:
        """Lay out the line and the list."""
        yield EntryLine(id=f"search-{self.key}")
        chosen = (self.chosen,) if self.chosen else ()
        yield Choices(self.console, self.key, self.options, chosen)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(Choices).list_options(search(self.options, event.value))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        found = self.query_one(Choices)
        if len(found.choices) == 1:
            found.action_select()
        elif found.choices:
            found.focus()

    def action_to_list(self) -> None:
        """Go from the line to the list."""
        self.query_one(Choices).focus()
