"""The people: who waits, who works, who is refused."""

from typing import ClassVar

from textual.binding import BindingType

from appliance.agent.contract import Person
from tui.people_list import PEOPLE
from tui.screens.listing import ListScreen, keys_of


class PeopleScreen(ListScreen[Person]):
    """Lists everybody and does what is asked about one of them."""

    LISTING = PEOPLE
    BINDINGS: ClassVar[list[BindingType]] = keys_of(PEOPLE)
