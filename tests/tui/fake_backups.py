"""Backups, jobs and restores of the agent in memory: it remembers the calls."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from appliance.agent.contract import Backups, BackupTarget, Drill, Job, Plan
from appliance.agent.restore_client import RestorePlan
from appliance.errors import TargetError
from appliance.operations.backup_credentials import Account
from appliance.operations.backup_key import Held
from appliance.operations.backup_schedule import Schedule

PLAN = "h" * 64
MIB = 2**20
Call = Callable[..., None]


def ago(**past: int) -> str:
    """Return a moment of the past as the agent writes it."""
    return (datetime.now(UTC) - timedelta(**past)).strftime("%Y-%m-%dT%H:%M:%SZ")


def job(operation: str, **changes: Any) -> Job:
    """Return a made-up job that runs."""
    made = Job(
        id=f"{operation:0>32}"[-32:],
        operation=operation,
        state="running",
        phase="backup-content",
        phases=("backup-stage", "backup-content", "backup-state"),
        fraction=0.4,
        done=40 * MIB,
        total=100 * MIB,
        began=1_795_600_000,
        ended=0,
        version=3,
        rate=2.5 * MIB,
        left_s=100,
        about="usb",
        stoppable=True,
    )
    return replace(made, **changes)


USB = BackupTarget(
    "usb", "/media/usb", good=ago(hours=20), verified=ago(hours=20), part=7, total_bytes=250 * MIB
)
FAR = BackupTarget("far", "rest:https://backup.example.org/box", tried=ago(hours=2), error="target")


class FakeBackups:
    """Targets in memory.

    Args:
        call: remembers what was asked.
    """

    def __init__(self, call: Call) -> None:
        self._call = call
        self.found = Backups((), Drill(), key_due=False, running=False)
        self.jobs: list[Job] = []

    def with_targets(self, *targets: BackupTarget) -> None:
        """Have these targets."""
        self.found = replace(self.found, targets=targets, key_due=True)

    def plan(self) -> Plan:
        steps = [
            {"code": "backup-not-to", "target": each.name, "why": each.error}
            if each.error
            else {"code": "backup-to", "target": each.name}
            for each in self.found.targets
        ]
        return Plan(PLAN, "backup", tuple(steps), {"refused": [], "targets": ["usb"]})

    def run(self, plan: Plan) -> Job:
        self._call("backup", plan.hash)
        return self._begun(job("backup"))

    def verify(self, target: str) -> Job:
        self._call("verify", target)
        return self._begun(job("backup_verify", about=target))

    def drill(self, target: str = "") -> Job:
        self._call("drill", target)
        return self._begun(job("backup_drill"))

    def check(self, target: str) -> None:
        self._call("check", target)
        if any(each.name == target and each.error for each in self.found.targets):
            raise TargetError

    def add(
        self,
        name: str,
        address: str,
        credentials: str = "",
        account: Account | None = None,
        *,
        same_disk: bool,
    ) -> None:
        shown = (account.user, account.password.reveal()) if account else ()
        self._call("add", name, address, credentials, str(same_disk), *shown)
        added = BackupTarget(name, address)
        self.found = replace(self.found, targets=(*self.found.targets, added))

    def plan_remove(self, target: str) -> Plan:
        steps = ({"code": "target-left-as-it-is"},)
        return Plan(PLAN, "backup_target_remove", steps, {"target": target})

    def remove(self, target: str, plan: Plan) -> None:
        self._call("remove", target, plan.hash)
        rest = tuple(each for each in self.found.targets if each.name != target)
        self.found = replace(self.found, targets=rest)

    def schedule(self, schedule: Schedule) -> None:
        self._call("schedule", repr(schedule))

    def export_key(self, path: Path) -> None:
        self._call("export_key", str(path))

    def _begun(self, made: Job) -> Job:
        self.jobs = [made, *self.jobs]
        return made


class FakeRestores:
    """A backup that can be brought back.

    Args:
        call: remembers what was asked.
        backups: knows the jobs.
    """

    def __init__(self, call: Call, backups: FakeBackups) -> None:
        self._call = call
        self._backups = backups

    def plan(
        self, address: str, held: Held, credentials: str = "", account: Account | None = None
    ) -> RestorePlan:
        self._call("plan_restore", address, held.deployment, credentials, repr(account))
        subject = {"blobs": 812, "log_size": 1204, "made": ago(days=4)}
        return RestorePlan(Plan(PLAN, "restore_here", (), subject), {"address": address})

    def run(self, wanted: RestorePlan) -> Job:
        self._call("restore", wanted.request["address"])
        made = job("restore_here", phase="restore-content", about="")
        self._backups.jobs = [made, *self._backups.jobs]
        return made
