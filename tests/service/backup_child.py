"""One operation on backups in a process of its own, which a test kills.

It is the agent's work without its door: `python -m tests.service.backup_child DATA VERB` with
`run`, `verify`, `drill` or `open-and-run`, and the vault secret on standard input. Says each
phase, and at last the result or the error, one JSON object a line.
"""

import asyncio
import json
import sys
from dataclasses import asdict
from typing import Any

from appliance.adapters.clock import SystemClock
from appliance.adapters.coordination_client import CoordinationClient
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.intake_client import IntakeClient
from appliance.adapters.service_keys import ServiceKeys
from appliance.adapters.storage_client import StorageClient
from appliance.errors import ApplianceError, UnavailableError
from appliance.operations import backup, backup_drill, backup_verify
from appliance.operations.box import Box, open_storage
from appliance.operations.records import read_deployment
from appliance.wiring import settings_with

TARGET = "usb"


class Told:
    """Progress on standard output."""

    def phase(self, name: str) -> None:
        say({"phase": name})

    def step(self, done: int, total: int) -> None:
        say({"done": done, "total": total})


def say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def box_on(data: str) -> Box:
    folder = DataFolder.at(data)
    keys = ServiceKeys(folder)
    return Box(
        folder=folder,
        settings=settings_with(None),
        clock=SystemClock(),
        storage=StorageClient(folder.socket("storage"), keys.token("agent", "storage")),
        coordination=CoordinationClient(
            folder.socket("coordination"), keys.token("agent", "coordination")
        ),
        intake=IntakeClient(folder.socket("intake"), keys.token("agent", "intake")),
        pepper=keys.pepper("agent"),
    )


async def until_ready(box: Box) -> None:
    """Wait until storage answers; it was only just started."""
    for _ in range(600):
        try:
            await box.storage.state()
        except UnavailableError:
            await asyncio.sleep(0.05)
        else:
            return


async def operate(box: Box, verb: str) -> Any:
    if verb == "open-and-run":
        await until_ready(box)
        assert box.keys is not None
        await open_storage(box, read_deployment(box.folder).id, box.keys)
    if verb in {"run", "open-and-run"}:
        found = await backup.plan(box)
        return await backup.run(box, found.hash, "agent", Told())
    if verb == "verify":
        return dict(await backup_verify.run(box, TARGET, "agent", Told()))
    return asdict(await backup_drill.run(box, TARGET, "agent", Told()))


async def main() -> None:
    box = box_on(sys.argv[1])
    box.keys = box.vault.open(bytes.fromhex(sys.stdin.readline().strip()))
    say({"ready": True})
    try:
        say({"result": await operate(box, sys.argv[2])})
    except ApplianceError as error:
        say({"error": error.code, "reasons": list(getattr(error, "reasons", ()))})
    finally:
        await box.close()


if __name__ == "__main__":
    asyncio.run(main())
