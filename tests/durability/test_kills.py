"""Nothing acknowledged is lost when a service is killed, and nothing is half done (law 2)."""

import asyncio
import json
import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deployed import SERVING, Deployed, deployed, wait_until
from tests.durability.stream import (
    Stream,
    events_with,
    expect_each_once,
    read_directory,
    storage_of,
    wait_until_idle,
)

KILLS = int(os.environ.get("SAFEHOLD_KILLS", "20"))
SEED = int(os.environ.get("SAFEHOLD_SEED", "0")) or random.SystemRandom().randrange(1 << 32)


async def _kill(box: Deployed, stream: Stream, service: str, chance: random.Random) -> None:
    """Kill a service at a random instant of a flowing stream and wait until it is back."""
    await stream.flow(chance.randint(1, 12))
    await asyncio.sleep(chance.uniform(0.0, 0.02))
    pid = await asyncio.to_thread(box.pid_of, service)
    assert pid is not None, f"{service} was not there to be killed"
    os.kill(pid, signal.SIGKILL)
    await asyncio.to_thread(wait_until, lambda: box.pid_of(service) not in (None, pid))


async def _unlock_if_sealed(box: Deployed) -> None:
    """What an operator does after the agent died: open the vault again."""
    status = await asyncio.to_thread(_state_of, box)
    if status == "sealed":
        await asyncio.to_thread(box.unlock)


def _state_of(box: Deployed) -> str:
    found: list[str] = []

    def answers() -> bool:
        result = box.command("status", "--json", check=False)
        if result.returncode == 0:
            found.append(str(json.loads(result.stdout)["state"]))
        return bool(found)

    wait_until(answers)
    return found[-1]


@pytest.mark.kill
@pytest.mark.slow
async def test_every_acknowledged_report_survives_the_killing_of_any_service(
    tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    record_testsuite_property("seed", SEED)
    chance = random.Random(SEED)
    with deployed(tmp_path / "data", "--training") as box:
        intake, storage_address = box.addresses["intake"], box.addresses["storage"]
        stream = Stream(intake, storage_address, await read_directory(intake))
        async with stream.running(senders=4):
            for number in range(KILLS):
                # Every service has its turn; intake and storage, which acknowledge, twice.
                service = (*SERVING, "intake", "storage")[number % 7]
                await _kill(box, stream, service, chance)
                if number % 14 == 9:  # with the agent its keys died; storage has sealed since
                    await _unlock_if_sealed(box)
            await _unlock_if_sealed(box)
        async with storage_of(tmp_path / "data") as storage:
            await wait_until_idle(tmp_path / "data")
            expect_each_once(await events_with(storage, set(stream.acknowledged)), stream)
        checked = await asyncio.to_thread(box.command, "log", "verify", "--json")
    assert len(stream.acknowledged) > KILLS, "too few reports for the test to mean anything"
    assert len(stream.mail.stored) > 2, "too few files and messages"
    assert json.loads(checked.stdout)["problems"] == 0
