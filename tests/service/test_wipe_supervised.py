"""The wipe under a supervisor: either of the two may be killed in its midst."""

import asyncio
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.unix_socket import listens
from appliance.agent.contract import WipeCertificate, WipeLine, WipePhase
from appliance.agent.wipe_client import Signer, WipeClient
from appliance.errors import UnavailableError
from appliance.secret import Secret
from tests.service.running_box import PASSPHRASE, RunningBox, free_ports
from tests.service.wiping import CANARY, SIGNER, WITHIN_S, deployment_at, holding

MANY = 300  # files that are each overwritten and synced: enough to be in their midst
# Starts the daemon as the supervisor does, and does nothing else.
PARENT = """
import signal, sys
from appliance.agent import children
for number in (signal.SIGUSR1, signal.SIGUSR2):
    signal.signal(number, lambda *_: None)
child = children.start("appliance.cli", ["serve", "wiped", "--data", sys.argv[1]], None)
sys.stdout.write(f"{child.pid}\\n")
sys.stdout.flush()
child.wait()
"""

pytestmark = [pytest.mark.kill, pytest.mark.slow]


def plant_many(folder: DataFolder) -> None:
    """Give a wipe something to do."""
    (folder.root / "many").mkdir()
    for number in range(MANY):
        (folder.root / "many" / str(number)).write_bytes(CANARY)


def until(condition: "Iterator[bool]") -> None:
    """Ask again until it is so."""
    deadline = time.monotonic() + WITHIN_S
    for holds in condition:
        if holds:
            return
        assert time.monotonic() < deadline


def phase_of(lines: Iterator[WipeLine], name: str) -> None:
    """Follow a wipe until a phase begins."""
    for line in lines:
        if line == WipePhase(name):
            return
    pytest.fail(f"there was no phase {name}")


def test_a_daemon_killed_in_its_midst_is_started_again_and_goes_on(tmp_path: Path) -> None:
    box = RunningBox(tmp_path, free_ports())
    box.start()
    try:
        box.set_up()
        folder = DataFolder.at(box.data)
        client = WipeClient.at(folder)
        plant_many(folder)
        lines = client.run(client.plan("deployment"), [Signer("operator", Secret(PASSPHRASE))])
        phase_of(lines, "contents")
        os.kill(box.pids()["wiped"], signal.SIGKILL)
        with pytest.raises(UnavailableError):
            list(lines)
        box.until(lambda found: found.state == "new" and found.services[0].state == "up")
        assert client.certificate().resumed
        assert client.certificate().complete
        assert holding(box.data, CANARY) == []
        assert box.set_up()["deployment"]
    finally:
        box.stop()


def test_a_wipe_outlives_its_supervisor_and_then_ends(tmp_path: Path) -> None:
    told = asyncio.run(deployment_at(tmp_path / "data"))
    plant_many(told.folder)
    command = [sys.executable, "-c", PARENT, str(told.folder.root)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    daemon = os.pidfd_open(int(parent.stdout.readline()))
    client = WipeClient.at(told.folder)
    until(iter(lambda: listens(client.path), None))
    lines = client.run(client.plan("deployment"), [SIGNER])
    phase_of(lines, "keys")
    parent.kill()
    parent.wait(WITHIN_S)
    parent.stdout.close()
    *_, last = lines
    assert isinstance(last, WipeCertificate)
    assert last.complete
    assert holding(told.folder.root, CANARY) == []
    assert select.select([daemon], [], [], WITHIN_S)[0], "it lives on with nobody to end it"
    os.close(daemon)
