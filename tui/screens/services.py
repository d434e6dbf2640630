"""The services: what runs, what health has found, and starting one again."""

from typing import ClassVar

from textual.binding import BindingType

from tui.model import Watched
from tui.screens.listing import ListScreen, keys_of
from tui.services_list import WATCHED


class ServicesScreen(ListScreen[Watched]):
    """Lists what needs a look, the services, and what this deployment has not got."""

    LISTING = WATCHED
    BINDINGS: ClassVar[list[BindingType]] = keys_of(WATCHED)
