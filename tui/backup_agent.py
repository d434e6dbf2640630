"""What the console asks of the agent about backups and restores; `appliance.agent` answers it."""

from pathlib import Path
from typing import Protocol

from appliance.agent.contract import Job, Plan
from appliance.agent.restore_client import RestorePlan
from appliance.operations.backup_credentials import Account
from appliance.operations.backup_key import Held
from appliance.operations.backup_schedule import Schedule


class BackupAgent(Protocol):
    """Backups, as `appliance.agent.backup_client.BackupClient` makes them."""

    def plan(self) -> Plan:
        """Return where a backup would go, and what stands in its way."""

    def run(self, plan: Plan) -> Job:
        """Begin the backup that was shown."""

    def verify(self, target: str) -> Job:
        """Begin to read the next part of a target back."""

    def drill(self, target: str = "") -> Job:
        """Begin a restore drill."""

    def check(self, target: str) -> None:
        """Find out whether a target can take a backup now."""

    def add(
        self,
        name: str,
        address: str,
        credentials: str = "",
        account: Account | None = None,
        *,
        same_disk: bool,
    ) -> None:
        """Add a target."""

    def plan_remove(self, target: str) -> Plan:
        """Return what taking a target off the list would do."""

    def remove(self, target: str, plan: Plan) -> None:
        """Take a target off the list."""

    def schedule(self, schedule: Schedule) -> None:
        """Change when backups are made, and how fast."""

    def export_key(self, path: Path) -> None:
        """Write a key file."""


class RestoreAgent(Protocol):
    """A restore, as `appliance.agent.restore_client.RestoreClient` makes it."""

    def plan(
        self, address: str, held: Held, credentials: str = "", account: Account | None = None
    ) -> RestorePlan:
        """Return the newest backup that what is held opens."""

    def run(self, wanted: RestorePlan) -> Job:
        """Begin to bring exactly that back."""
