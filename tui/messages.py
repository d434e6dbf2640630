"""What has happened, told by workers to the screens."""

from dataclasses import dataclass

from textual.message import Message

from appliance.agent.contract import (
    Approval,
    BoxStatus,
    Invitation,
    LogState,
    Person,
    Plan,
    SetupDone,
    VerifyLine,
)
from appliance.agent.escrow_client import EscrowStatus
from tui.model import Failure


@dataclass
class StatusRead(Message):
    """The agent said how the box is, or did not answer."""

    outcome: BoxStatus | Failure


@dataclass
class SetUpFinished(Message):
    """The set-up came to its end."""

    outcome: SetupDone | Failure


@dataclass
class UnlockFinished(Message):
    """Signing in came to its end."""

    outcome: Failure | None


@dataclass
class DoorClosed(Message):
    """The operator has locked the vault or signed out."""

    outcome: Failure | None


@dataclass
class PeopleRead(Message):
    """The list of people has come."""

    outcome: list[Person] | Failure


@dataclass
class Invited(Message):
    """Somebody was invited, for the first time or again."""

    name: str
    outcome: Invitation | Failure


@dataclass
class ApprovalPlanned(Message):
    """What approving somebody would do is known."""

    outcome: Approval | Failure


@dataclass
class DisablingPlanned(Message):
    """What disabling somebody would do is known."""

    person: Person
    outcome: Plan | Failure


@dataclass
class PersonChanged(Message):
    """Somebody was approved or disabled; `notice` says so."""

    notice: str
    outcome: Failure | None


@dataclass
class EscrowRead(Message):
    """How key escrow stands has come."""

    outcome: EscrowStatus | Failure


@dataclass
class LogRead(Message):
    """The log's newest checkpoint has come."""

    outcome: LogState | Failure


@dataclass
class LogChecked(Message):
    """A check of the log has said something."""

    line: VerifyLine | Failure
