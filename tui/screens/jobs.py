"""The jobs: what goes on, how far it is, and how it ended."""

from typing import ClassVar

from textual.binding import BindingType

from appliance.agent.contract import Job
from tui.jobs_list import JOBS
from tui.screens.listing import ListScreen, keys_of

LIVE_EVERY_S = 2


class JobsScreen(ListScreen[Job]):
    """Lists the jobs, live, and stops one."""

    LISTING = JOBS
    BINDINGS: ClassVar[list[BindingType]] = keys_of(JOBS)
    READ_EVERY_S = LIVE_EVERY_S
