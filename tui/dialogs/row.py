"""What can be done about one row of a list."""

from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from tui.dialogs.dialog import Dialog
from tui.listing import Deed, Listing
from tui.model import Console
from tui.offers import Offer
from tui.widgets.choices import Menu

Row = TypeVar("Row")


class RowDialog(Dialog[Offer], Generic[Row]):
    """Shows a row and returns what to do about it.

    Args:
        console: the view-model.
        listing: the list it stands in.
        row: which one.
    """

    def __init__(self, console: Console, listing: Listing[Row], row: Row) -> None:
        super().__init__(console)
        self.listing = listing
        self.row = row

    @property
    def help_text(self) -> str:
        """The message that F1 shows here."""
        return self.listing.help_text

    def body(self) -> ComposeResult:
        """Lay out what it is and what can be done."""
        yield self.title_line(self.listing.name(self.console, self.row))
        for line in self.listing.about(self.console, self.row):
            yield Label(line, markup=False)
        yield Label("", markup=False)
        menu = Menu(id="offers")
        menu.add_options(self._options())
        yield menu

    def on_mount(self) -> None:
        """Stand on what most likely comes next."""
        menu = self.query_one("#offers", Menu)
        menu.highlighted = 0
        menu.focus()

    def _able(self) -> list[Deed[object]]:
        return [
            each for each in self.listing.deeds if each.subject(self.console, self.row) is self.row
        ]

    def _options(self) -> list[Option]:
        found = [Option(self.words(each.label), id=each.offer) for each in self._able()]
        return [*found, Option(self.words("button-back"), id="back")]

    @on(OptionList.OptionSelected, "#offers")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        chosen = str(event.option_id)
        self.dismiss(None if chosen == "back" else Offer(chosen))
