"""Backups, as the console and the command line ask the agent for them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from appliance.adapters.files import write_durably
from appliance.agent import reading
from appliance.agent.contract import Job, Plan
from appliance.core.canonical import canonical
from appliance.errors import ConflictError
from appliance.operations.backup_credentials import Account
from appliance.operations.backup_schedule import Schedule


class Caller(Protocol):
    """Sends a request to the agent."""

    def __call__(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Return the answer."""


@dataclass(frozen=True, slots=True)
class BackupClient:
    """Everything about backups.

    Args:
        call: sends one request.
    """

    call: Caller

    def plan(self) -> Plan:
        """Return where a backup would go, and what stands in its way."""
        return reading.plan(self.call("POST", "/backups/plan", {}))

    def run(self, plan: Plan) -> Job:
        """Begin the backup that was shown."""
        return reading.job(self.call("POST", "/backups", {"plan": plan.hash}))

    def verify(self, target: str) -> Job:
        """Begin to read the next part of a target back."""
        return reading.job(self.call("POST", f"/backups/targets/{target}/verify", {}))

    def drill(self, target: str = "") -> Job:
        """Begin a restore drill."""
        body = {"target": target} if target else {}
        return reading.job(self.call("POST", "/backups/drill", body))

    def list(self, target: str) -> "list[dict[str, str]]":
        """Return the backups at a target, oldest first: `run` and `time` of each."""
        found: list[dict[str, str]] = self.call("POST", f"/backups/targets/{target}/list", {})[
            "backups"
        ]
        return found

    def key_file(self) -> Mapping[str, Any]:
        """Return a key file that covers this quarter and the next."""
        found: Mapping[str, Any] = self.call("POST", "/backups/key", {})
        return found

    def export_key(self, path: Path) -> None:
        """Write a key file that covers this quarter and the next.

        Raises:
            ConflictError: something is there already.
        """
        if path.exists():
            raise ConflictError("backup-into-existing")
        write_durably(path.absolute(), canonical(self.key_file()))

    def add(
        self,
        name: str,
        address: str,
        credentials: str = "",
        account: Account | None = None,
        *,
        same_disk: bool,
    ) -> None:
        """Add a target, once it has answered and its repositories are made.

        Args:
            name: what it is called here.
            address: where it is.
            credentials: path of a file with what it asks for.
            account: the same where there is no file yet; the box writes one.
            same_disk: whether it may lie on the disk of the data.
        """
        body: dict[str, Any] = {"address": address, "name": name, "same_disk": same_disk}
        if account is not None:
            body["account"] = account.to_json()
        self.call("POST", "/backups/targets", {**body, **_given(credentials=credentials)})

    def schedule(self, schedule: Schedule) -> None:
        """Change when backups are made, and how fast."""
        self.call("POST", "/backups/schedule", asdict(schedule))

    def check(self, target: str) -> None:
        """Find out whether a target can take a backup now."""
        self.call("POST", f"/backups/targets/{target}/check", {})

    def plan_remove(self, target: str) -> Plan:
        """Return what taking a target off the list would do."""
        return reading.plan(self.call("POST", f"/backups/targets/{target}/remove/plan", {}))

    def remove(self, target: str, plan: Plan) -> None:
        """Take a target off the list."""
        self.call("POST", f"/backups/targets/{target}/remove", {"plan": plan.hash})


def _given(**members: str) -> dict[str, str]:
    return {name: value for name, value in members.items() if value}
