"""Somebody is forced to sign in: what is seen is maintenance, and nothing is left to open."""

import os
import select
import time
from pathlib import Path

from appliance.adapters.data_folder import DataFolder
from tests.service.running_box import RunningBox, free_ports
from tests.service.wiping import CANARY, holding, material, plant

DURESS = "the quiet sea under seven harbours"
WITHIN_S = 60.0


def test_a_forced_sign_in_meets_maintenance_and_destroys(tmp_path: Path) -> None:
    box = RunningBox(tmp_path, free_ports())
    box.start()
    try:
        box.set_up()
        (tmp_path / "duress").write_text(DURESS + "\n")
        box.json("wipe", "duress", "--duress-file", str(tmp_path / "duress"), *box.operator)
        folder = DataFolder.at(box.data)
        plant(folder)
        secrets = material(folder)
        storage = os.pidfd_open(box.pids()["storage"])
        forced = box.run(
            "unlock", "--operator", "operator", "--passphrase-file", str(tmp_path / "duress")
        )
        assert forced.returncode == 69
        assert "Maintenance is going on." in forced.stderr
        ended(storage)
        until_blank(folder)
        assert holding(box.data, *secrets, CANARY) == []
        assert set(box.pids()) == {"wiped"}
        assert box.run("wipe", "certificate").returncode == 66
    finally:
        box.stop()
    box.start()
    try:
        assert box.status().state == "new"
    finally:
        box.stop()


def ended(pidfd: int) -> None:
    """Wait for a process to end."""
    assert select.select([pidfd], [], [], WITHIN_S)[0], "it did not end"
    os.close(pidfd)


def until_blank(folder: DataFolder) -> None:
    """Wait for the intent to be taken back, which comes last."""
    deadline = time.monotonic() + WITHIN_S
    while any(folder.intent_file.read_bytes()):
        assert time.monotonic() < deadline, "the wipe did not end"
