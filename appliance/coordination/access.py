"""Who may read what of a case. Who was never given a grant gets nothing, whatever her role."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from appliance.coordination import cases, grants
from appliance.coordination.cases import Case
from appliance.coordination.duty import Viewer
from appliance.coordination.grants import Grant
from appliance.core.compartments import SURVIVOR_COMPARTMENTS
from appliance.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Access:
    """What one person may read of one case today.

    Args:
        case: the case.
        mine: her live grants in it.
        every: all live grants in it.
        by_duty: whether she may open it because nobody has taken it.
    """

    case: Case
    mine: tuple[Grant, ...]
    every: tuple[Grant, ...]
    by_duty: bool

    @property
    def compartments(self) -> frozenset[str]:
        """The compartments she may read."""
        duty = SURVIVOR_COMPARTMENTS if self.by_duty else ()
        return frozenset(duty) | self.granted

    @property
    def granted(self) -> frozenset[str]:
        """The compartments whose key she was given: where she may also write."""
        return frozenset(each.compartment for each in self.mine)

    @property
    def holds_case(self) -> bool:
        """Whether she reads on duty and not on a consent: she leads the case."""
        return self.by_duty or any(each.duty for each in self.mine)


def to_case(connection: Connection, case: str, viewer: Viewer, today: date) -> Access:
    """Return what somebody may read of a case.

    Raises:
        NotFoundError: nothing, or there is no such case; the answer is the same.
    """
    found = cases.find(connection, case)
    every = tuple(grants.live(grants.of_case(connection, case), today))
    mine = tuple(each for each in every if each.recipient == viewer.key)
    by_duty = found.state == cases.NEW and viewer.on_duty
    if not mine and not by_duty:
        raise NotFoundError
    return Access(found, mine, every, by_duty)


def relist(connection: Connection, case: str, key: str, today: date) -> None:
    """Take a case off somebody's list of referrals once she can read nothing of it."""
    live = grants.live(grants.of_case(connection, case), today)
    if not any(each.recipient == key for each in live):
        cases.unlist(connection, case, key, cases.REFERRED)
