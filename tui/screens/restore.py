"""Restoring a new box: what is asked, what was found, and how far it is."""

from typing import ClassVar

from textual.binding import BindingType

from appliance.agent.contract import Job
from tui.restoring import RESTORES
from tui.screens.jobs import LIVE_EVERY_S
from tui.screens.listing import ListScreen, keys_of


class RestoreScreen(ListScreen[Job]):
    """Asks for target and key, shows what would come back, then how far it is."""

    LISTING = RESTORES
    BINDINGS: ClassVar[list[BindingType]] = keys_of(RESTORES)
    READ_EVERY_S = LIVE_EVERY_S
