"""What has happened, told by workers to the screens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.message import Message

from appliance.agent.contract import (
    BoxStatus,
    LogState,
    SetupDone,
    VerifyLine,
    WipeLine,
    WipePlan,
)
from appliance.agent.escrow_client import EscrowStatus
from tui.model import Failure


@dataclass
class Returned(Message):
    """A call of a screen has come back; one of the two shows what it brought."""

    outcome: object
    then: Callable[[Any], None]
    otherwise: Callable[[Failure], None]


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
class EscrowRead(Message):
    """How key escrow stands has come."""

    outcome: EscrowStatus | Failure


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
