"""Set-up, ceremony and rotation, killed in each phase: what the next start finds then."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.core.directory import open_directory
from appliance.operations import escrow_bundle, setup
from appliance.operations.escrow_ceremony import DECLARATION
from appliance.operations.escrow_record import read_escrow
from appliance.operations.records import is_set_up
from tests.escrow_room import hold, wanted
from tests.operator_desk import Desk
from tests.service.cut_operation import opened

pytestmark = pytest.mark.kill

SETUP = [each.name for each in setup.DECLARATION.phases]
CEREMONY = [each.name for each in DECLARATION.phases]


def killed(data: Path, operation: str, phase: str) -> None:
    """Run an operation in a process of its own until it is killed in a phase."""
    command = [sys.executable, "-m", "tests.service.cut_operation", str(data), operation, phase]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL


async def closed(desk: Desk) -> None:
    await desk.box.intake.close()


@pytest.mark.cuts("setup", "setup-vault", "setup-public", "setup-record")
@pytest.mark.parametrize("phase", SETUP)
async def test_a_set_up_that_is_killed_is_made_again_from_the_start(
    tmp_path: Path, phase: str
) -> None:
    data = tmp_path / "data"
    killed(data, "setup", phase)
    desk = await opened(data)
    assert not is_set_up(desk.box.folder)
    assert desk.box.folder.setup_file.exists(), "what it left is known to be of a set-up"
    (data.parent / "log").unlink(missing_ok=True)  # the set-up sweeps the vault, the log with it
    await closed(desk)
    desk = await opened(data)
    await desk.set_up()
    await closed(desk)
    desk = await opened(data)
    assert desk.box.keys is not None
    assert len(desk.storage.named("setup")) == 1
    assert not desk.box.folder.setup_file.exists()
    await closed(desk)


@pytest.mark.cuts("escrow_ceremony", "ceremony-steps", "ceremony-public", "ceremony-bundle")
@pytest.mark.parametrize("rotation", [False, True], ids=["first", "rotation"])
@pytest.mark.parametrize("phase", CEREMONY)
async def test_a_ceremony_that_is_killed_has_changed_nothing_or_is_in_force(
    tmp_path: Path, phase: str, rotation: bool
) -> None:
    data = tmp_path / "data"
    desk = await opened(data)
    await desk.set_up()
    if rotation:
        await hold(desk, wanted())
    before = read_escrow(desk.box).active
    await closed(desk)
    killed(data, "escrow_ceremony", phase)
    desk = await opened(data)
    escrow_bundle.ensure(desk.box)
    active, pin = read_escrow(desk.box).active, desk.box.held_keys().pin
    directory = open_directory(desk.box.folder.directory_file.read_bytes(), pin)
    if phase == "ceremony-bundle":
        assert active is not None
        assert active != before
        assert directory.recovery == active.recipient
        assert len(desk.storage.named("escrow_active")) == 1 + rotation
        assert len(escrow_bundle.labels(desk.box)) >= 2
    else:
        assert active == before
        assert directory.recovery == (before.recipient if before else None)
        assert len(desk.storage.named("escrow_ceremony")) == rotation
    await hold(desk, wanted())
    again = read_escrow(desk.box).active
    assert again is not None
    assert again != active
    await closed(desk)
