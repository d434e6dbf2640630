"""The backups: where they go, how they stand, and what runs."""

from typing import ClassVar

from textual.binding import BindingType

from appliance.agent.contract import BackupTarget
from tui.backups_list import BACKUPS
from tui.screens.jobs import LIVE_EVERY_S
from tui.screens.listing import ListScreen, keys_of


class BackupsScreen(ListScreen[BackupTarget]):
    """Lists the targets and does what is asked about backups."""

    LISTING = BACKUPS
    BINDINGS: ClassVar[list[BindingType]] = keys_of(BACKUPS)
    READ_EVERY_S = LIVE_EVERY_S
