"""Backups, checks and drills as jobs, begun by an operator or by the agent itself.

One at a time: each works with the same copies, and a target that is read back while it is written
to would look damaged.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from appliance.agent.jobs import Jobs, Work
from appliance.errors import BackupRunningError, JobRunningError, StoppedError
from appliance.operations import backup, backup_drill, backup_status, backup_verify
from appliance.operations.backup_records import read_targets
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration, Phase
from appliance.operations.events import AGENT
from appliance.operations.progress import Progress

Told = Mapping[str, Any]


class BackupJobs:
    """Begins what is done with backup targets.

    Args:
        box: this box.
        jobs: where it goes on.
    """

    def __init__(self, box: Box, jobs: Jobs) -> None:
        self._box = box
        self._jobs = jobs

    def backup(self, approved_plan: str, by: str) -> Told:
        """Begin a backup to the targets that were shown."""
        names = [each.name for each in read_targets(self._box.folder)]
        first, *each_target = backup.PHASES

        async def work(progress: Progress) -> Told:
            return await backup.run(self._box, approved_plan, by, progress)

        phases = (first, *each_target * max(len(names), 1))
        return self._begin(backup.DECLARATION, by, work, " ".join(names), phases)

    def verify(self, target: str, by: str) -> Told:
        """Begin to read the next part of a target back.

        Raises:
            NotFoundError: there is none of this name.
        """
        name = backup_verify.plan(self._box, target).name

        async def work(progress: Progress) -> Told:
            return await backup_verify.run(self._box, name, by, progress)

        return self._begin(backup_verify.DECLARATION, by, work, name)

    def drill(self, target: str, by: str) -> Told:
        """Begin a restore drill.

        Raises:
            NotFoundError: there is none of this name, or no backup yet.
        """
        name = backup_drill.plan(self._box, target).name

        async def work(progress: Progress) -> Told:
            return asdict(await backup_drill.run(self._box, name, by, progress))

        return self._begin(backup_drill.DECLARATION, by, work, name)

    async def make_if_due(self) -> None:
        """Make a backup where one is due, then read back a part of each target."""
        box = self._box
        if box.keys is None or box.backing_up.locked() or not backup_status.is_due(box):
            return
        found = await backup.plan(box)
        await self._jobs.ended(str(self.backup(found.hash, AGENT)["id"]))
        for name in backup_status.verify_due(box):
            await self._jobs.ended(str(self.verify(name, AGENT)["id"]))

    def _begin(
        self,
        operation: Declaration,
        by: str,
        work: Work,
        about: str,
        phases: tuple[Phase, ...] = (),
    ) -> Told:
        self._box.held_keys()
        if self._box.backing_up.locked():
            raise BackupRunningError

        def stop() -> None:
            self._box.restic.stop(StoppedError)

        try:
            return self._jobs.start(operation, by, work, about=about, phases=phases, stop=stop)
        except JobRunningError as error:
            raise BackupRunningError from error
