"""What has happened, told by workers to the screens."""

from dataclasses import dataclass

from textual.message import Message

from appliance.agent.contract import (
    Approval,
    BoxStatus,
    Invitation,
    LogState,
    Operator,
    OperatorApproval,
    OperatorInvitation,
    Person,
    Plan,
    SetupDone,
    VerifyLine,
    WipeLine,
    WipePlan,
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
class ReinvitingPlanned(Message):
    """What a new link for somebody would do is known."""

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
class OperatorsRead(Message):
    """The list of operators has come, and what they ask for."""

    outcome: list[Operator] | Failure


@dataclass
class OperatorInvited(Message):
    """An operator was invited."""

    name: str
    outcome: OperatorInvitation | Failure


@dataclass
class AdmissionPlanned(Message):
    """What approving an operator would do is known."""

    outcome: OperatorApproval | Failure


@dataclass
class DismissalPlanned(Message):
    """What disabling an operator would do is known."""

    operator: Operator
    outcome: Plan | Failure


@dataclass
class OperatorChanged(Message):
    """Something about operators was done; `notice` says so."""

    notice: str
    outcome: Failure | None


@dataclass
class Joined(Message):
    """A new operator has handed her keys in; six words are to be compared."""

    outcome: tuple[str, ...] | Failure


@dataclass
class LogRead(Message):
    """The log's newest checkpoint has come."""

    outcome: LogState | Failure


@dataclass
class LogChecked(Message):
    """A check of the log has said something."""

    line: VerifyLine | Failure


@dataclass
class WipePlanned(Message):
    """What a wipe would destroy is known."""

    outcome: WipePlan | Failure


@dataclass
class WipeTold(Message):
    """A wipe or a rehearsal has said something."""

    line: WipeLine | Failure
