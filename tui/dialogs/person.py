"""What can be done about one person."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option as Row

from appliance.agent.contract import Person
from tui.dialogs.dialog import Dialog
from tui.model import Console
from tui.offers import Offer, offers_for
from tui.people import name_of
from tui.widgets.choices import Menu


class PersonDialog(Dialog[Offer]):
    """Shows a person and returns what to do about her.

    Args:
        console: the view-model.
        person: whom.
    """

    HELP_TEXT = "help-people"

    def __init__(self, console: Console, person: Person) -> None:
        super().__init__(console)
        self.person = person

    def body(self) -> ComposeResult:
        """Lay out who it is and what can be done."""
        yield self.title_line(self.words("person-title", name=name_of(self.person, self.words)))
        yield Label(self._about(), markup=False)
        if self.person.last_seen_week:
            seen = self.words("person-seen", week=self.person.last_seen_week)
            yield Label(seen, markup=False)
        message = f"person-next-{self.person.status}" if offers_for(self.person) else "person-own"
        yield Label(self.words(message), classes="lead", markup=False)
        menu = Menu(id="offers")
        menu.add_options(self._rows())
        yield menu

    def on_mount(self) -> None:
        """Stand on what most likely comes next."""
        menu = self.query_one("#offers", Menu)
        menu.highlighted = 0
        menu.focus()

    def _about(self) -> str:
        return self.words(
            "person-about",
            role=self.words(f"role-{self.person.role}"),
            organisation=self.console.organisations.get(self.person.organisation, "–"),
            status=self.words(f"status-{self.person.status}"),
        )

    def _rows(self) -> list[Row]:
        rows = [Row(self.words(f"person-{each}"), id=each) for each in offers_for(self.person)]
        return [*rows, Row(self.words("button-back"), id="back")]

    @on(OptionList.OptionSelected, "#offers")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        chosen = str(event.option_id)
        self.dismiss(None if chosen == "back" else Offer(chosen))
