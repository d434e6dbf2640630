"""What the console asks of the agent; `appliance.agent.client.AgentClient` answers it."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from appliance.agent.contract import (
    Approval,
    Ask,
    BoxStatus,
    Invitation,
    Job,
    LogPage,
    LogState,
    Operator,
    OperatorApproval,
    OperatorInvitation,
    Person,
    Plan,
    SetupDone,
    Unread,
    VerifyLine,
    WipeLine,
    WipePlan,
)
from appliance.agent.escrow_client import EscrowStatus
from appliance.agent.seat import CodeApp
from appliance.agent.wipe_client import Signer
from appliance.core.destruction import Level
from appliance.operations.answers import Answers
from appliance.secret import Secret
from tui.backup_agent import BackupAgent, RestoreAgent


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

    def give_code(self, code: str) -> None:
        """Give the code of one's code app, after the passphrase."""

    def accept_operator(
        self, secret: Secret[str], name: str, passphrase: Secret[str], app: CodeApp
    ) -> tuple[str, ...]:
        """Become an operator, as far as a colleague's approval; return six words."""

    def set_code(self, app: CodeApp) -> None:
        """Set up one's own code app."""

    def operators(self) -> list[Operator]:
        """Return every operator."""

    def invite_operator(
        self, name: str, organisation: str, roles: Sequence[str]
    ) -> OperatorInvitation:
        """Make a one-time secret for a new operator."""

    def plan_operator_approval(self, operator: str) -> OperatorApproval:
        """Return what approving an operator would do."""

    def approve_operator(self, approval: OperatorApproval) -> None:
        """Approve an operator."""

    def plan_operator_disable(self, operator: str) -> Plan:
        """Return what disabling an operator would do."""

    def disable_operator(self, operator: str, plan: Plan) -> None:
        """Disable an operator, once enough people agree."""

    def approvals(self) -> list[Ask]:
        """Return what a second person is asked just now."""

    def agree(self, ask: Ask) -> None:
        """Agree to what somebody else asks for."""

    def refuse(self, ask: Ask) -> None:
        """Refuse it, or take back what one has asked."""

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

    def disable(self, person: str, plan: Plan) -> Unread:
        """Refuse somebody from now on; return what nobody is left to read."""

    def plan_reinvite(self, person: str) -> Plan:
        """Return what a new link for somebody would do."""

    def reinvite(self, person: str, plan: Plan) -> Invitation:
        """Give somebody a new one-time link."""

    def restart_service(self, service: str) -> None:
        """End one service and start it again."""

    def escrow_status(self) -> EscrowStatus:
        """Return how key escrow stands."""

    def jobs(self) -> list[Job]:
        """Return every job, the newest first."""

    def stop_job(self, job: str) -> Job:
        """Stop a job half-way and return how it ended."""

    @property
    def backups(self) -> BackupAgent:
        """Everything about backups."""

    @property
    def restores(self) -> RestoreAgent:
        """Making this new box the one that a backup was made of."""

    def log_head(self) -> LogState:
        """Return the log's newest checkpoint."""

    def log_entries(self, before: int | None = None, limit: int = 20) -> LogPage:
        """Return readable entries of the log, newest first."""

    def verify_log(self) -> Iterator[VerifyLine]:
        """Re-check the whole log."""

    def plan_wipe(self, level: Level) -> WipePlan:
        """Return what a wipe would destroy and what survives it."""

    def rehearse_wipe(self, level: Level) -> Iterator[WipeLine]:
        """Do everything but destroy."""

    def wipe(self, plan: WipePlan, signers: Sequence[Signer]) -> Iterator[WipeLine]:
        """Destroy exactly what was shown."""
