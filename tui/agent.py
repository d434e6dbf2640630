"""What the console asks of the agent; `appliance.agent.client.AgentClient` answers it."""

from collections.abc import Iterator
from typing import Protocol

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
from appliance.operations.answers import Answers
from appliance.secret import Secret


class Agent(Protocol):
    """The agent as one operator meets it. Every call blocks and may raise `ApplianceError`."""

    @property
    def signed_in(self) -> bool:
        """Whether an operator has signed in."""

    def status(self) -> BoxStatus:
        """Return the state of the box."""

    def setup(self, answers: Answers, passphrase: Secret[str]) -> SetupDone:
        """Set the box up and stay signed in."""

    def unlock(self, name: str, passphrase: Secret[str]) -> None:
        """Sign in and open the vault."""

    def lock(self) -> None:
        """Seal the box."""

    def logout(self) -> None:
        """Sign out; the vault stays as it is."""

    def people(self) -> list[Person]:
        """Return everybody."""

    def invite(self, name: str, role: str, organisation: str) -> Invitation:
        """Invite somebody."""

    def plan_approval(self, person: str) -> Approval:
        """Return what approving somebody would do."""

    def approve(self, approval: Approval) -> None:
        """Approve exactly what was compared."""

    def plan_disable(self, person: str) -> Plan:
        """Return what disabling somebody would do."""

    def disable(self, person: str, plan: Plan) -> None:
        """Refuse somebody from now on."""

    def reinvite(self, person: str) -> Invitation:
        """Give somebody a new one-time link."""

    def escrow_status(self) -> EscrowStatus:
        """Return how key escrow stands."""

    def log_head(self) -> LogState:
        """Return the log's newest checkpoint."""

    def verify_log(self) -> Iterator[VerifyLine]:
        """Re-check the whole log."""
