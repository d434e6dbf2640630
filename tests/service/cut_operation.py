"""An operation killed in a phase: `python -m tests.service.cut_operation DATA OPERATION PHASE`.

The operation is the real one on real files; its log is kept in a file, each event after an fsync.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from appliance.adapters.argon2 import Kdf
from appliance.agent import seat
from appliance.core.canonical import unb64
from appliance.operations import unlock
from appliance.operations.records import is_set_up, read_operators
from tests.escrow_room import hold, wanted
from tests.operator_desk import PASSPHRASE, Desk, Storage


class KeptStorage(Storage):
    """A log that outlives its process.

    Args:
        path: where it is kept.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        lines = path.read_text().splitlines() if path.exists() else []
        self.events = {each["id"]: each for each in map(json.loads, lines)}

    async def append_events(self, events: Any) -> list[int]:
        new = [each for each in events if each["id"] not in self.events]
        found = await super().append_events(events)
        with self.path.open("a") as file:
            file.writelines(json.dumps(each) + "\n" for each in new)
            file.flush()
            os.fsync(file.fileno())
        return found


class Killed:
    """Kills this process when a phase begins."""

    def __init__(self, phase: str) -> None:
        self.wanted = phase

    def phase(self, name: str) -> None:
        if name == self.wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    def step(self, done: int, total: int) -> None:
        """Nobody is told."""


async def opened(data: Path) -> Desk:
    """Return a new agent on this data, opened with the operator's passphrase where it is set up."""
    desk = Desk(data, storage=KeptStorage(data.parent / "log"), pepper=bytes(32))
    if is_set_up(desk.box.folder):
        [operator] = read_operators(desk.box.folder)
        slot = desk.box.vault.slot(operator.id)
        keys = seat.passphrase_keys(PASSPHRASE, Kdf.parse(slot.kdf))
        identity, wrap = unb64(operator.sealed_identity), unb64(operator.staff_wrap)
        secret = seat.open_seat(operator.id, identity, wrap, slot.sealed, keys).vault_secret
        assert secret is not None
        await unlock.run(desk.box, unlock.plan(desk.box, secret.reveal()), operator.key)
    return desk


async def main(data: Path, operation: str, phase: str) -> None:
    desk = await opened(data)
    if operation == "setup":
        await desk.set_up(Killed(phase))
    else:
        await hold(desk, wanted(), Killed(phase))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
