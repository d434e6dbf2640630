"""What the console asks of the agent; `appliance.agent.client.AgentClient` answers it."""

from collections.abc import Iterator, Sequence
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
    WipeLine,
    WipePlan,
)
from appliance.agent.wipe_client import Signer
from appliance.core.destruction import Level
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

    def lock_now(self) -> None:
        """Seal the box at once, even if the agent hangs."""

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

    def log_head(self) -> LogState:
        """Return the log's newest checkpoint."""

    def verify_log(self) -> Iterator[VerifyLine]:
        """Re-check the whole log."""

    def plan_wipe(self, level: Level) -> WipePlan:
        """Return what a wipe would destroy and what survives it."""

    def rehearse_wipe(self, level: Level) -> Iterator[WipeLine]:
        """Do everything but destroy."""

    def wipe(self, plan: WipePlan, signers: Sequence[Signer]) -> Iterator[WipeLine]:
        """Destroy exactly what was shown."""
