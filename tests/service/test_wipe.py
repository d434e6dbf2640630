"""The worst minute: agent and storage hang, the disk is full, and everything has to go."""

import contextlib
import errno
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from appliance.adapters.argon2 import Kdf
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.embedded_vault import EmbeddedVault
from appliance.agent import seat
from appliance.agent.contract import BoxStatus
from appliance.agent.wipe_client import WipeClient
from appliance.core.destruction import Intent
from appliance.operations.records import read_operators
from appliance.secret import Secret
from tests.service.running_box import (
    ENVIRONMENT,
    PASSPHRASE,
    SAFEHOLD,
    SERVICES,
    RunningBox,
    free_ports,
)
from tests.service.searching import _has, _memory
from tests.service.wiping import CANARY, holding, independent_code, material, plant
from tests.service.wiping import read_independently as read
from tests.serving import short_folder

PHRASE = "Destroy  everything here\n"
TMPFS_MB = 48


@dataclass
class Worst:
    """One box that was wiped in the worst minute, and what was seen."""

    box: RunningBox
    pin: str
    seed: bytes
    secrets: list[bytes]
    held_before: list[str]
    memory_before: list[str]
    pids_before: dict[str, int]
    out: Path
    done: subprocess.CompletedProcess[str]
    held_after: list[str] = field(default_factory=list)
    memory_after: list[str] = field(default_factory=list)
    status_after: BoxStatus | None = None

    @property
    def file(self) -> dict[str, Any]:
        return dict(json.loads(self.done.stdout))


@pytest.fixture(scope="module")
def worst() -> Iterator[Worst]:
    """Wipe a whole deployment whose agent and storage are stopped and whose disk is full."""
    if os.geteuid():
        pytest.skip("a small disk to fill can only be mounted by root")
    with short_folder() as root, small_disk(root / "data"):
        box = RunningBox(root, free_ports())
        box.start()
        try:
            found = wiped_in_the_worst_minute(box)
            found.status_after = box.until(is_blank)
            found.memory_after = remembering(box, found.seed)
            yield found
        finally:
            box.stop()


def wiped_in_the_worst_minute(box: RunningBox) -> Worst:
    pin = box.set_up()["pin"]
    folder = DataFolder.at(box.data)
    box.until(lambda _: WipeClient.at(folder).state()["endorsed"])
    plant(folder)
    secrets, pids = material(folder), box.pids()
    held, seed = holding(box.data, *secrets, CANARY), deployment_seed(folder)
    memory = remembering(box, seed)
    for name in ("agent", "storage"):
        os.kill(pids[name], signal.SIGSTOP)
    fill(box.data / "filler")
    (box.root / "phrase").write_text(PHRASE)
    out = box.root / "certificate.json"
    options = ["--phrase-file", str(box.root / "phrase"), "--out", str(out), "--json"]
    done = box.run("wipe", "run", *box.operator, *options)
    after = holding(box.data, *secrets, CANARY)
    return Worst(box, pin, seed, secrets, held, memory, pids, out, done, held_after=after)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mount a disk of a few megabytes."""
    folder.mkdir(mode=0o700)
    options = ["-o", f"size={TMPFS_MB}m,mode=700"]
    subprocess.run(["mount", "-t", "tmpfs", *options, "none", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(path: Path) -> None:
    """Write until the disk takes nothing more."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(bytes(size))
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        path.with_name("one-more").write_bytes(bytes(1 << 16))


def is_blank(status: BoxStatus) -> bool:
    return status.state == "new" and all(each.state == "up" for each in status.services)


def deployment_seed(folder: DataFolder) -> bytes:
    """Open the vault as its operator does."""
    vault = EmbeddedVault(folder.vault_file)
    slot = vault.slot(read_operators(folder)[0].id)
    keys = seat.passphrase_keys(Secret(PASSPHRASE), Kdf.parse(slot.kdf))
    return vault.open(seat.open_slot(slot.sealed, keys)).deployment_seed


def remembering(box: RunningBox, seed: bytes) -> list[str]:
    """Return the processes of the box with a seed in their memory."""
    assert box.process is not None
    everyone = {**box.pids(), "supervisor": box.process.pid}
    return sorted(
        name
        for name, pid in everyone.items()
        if any(_has(piece, [seed]) for piece in _memory(pid, len(seed)))
    )


def test_nothing_that_opened_anything_is_left_on_the_disk(worst: Worst) -> None:
    assert worst.done.returncode == 0, worst.done.stderr
    assert len(worst.held_before) > len(worst.secrets)
    assert worst.held_after == []


def test_the_deployment_key_is_in_nobody_s_memory(worst: Worst) -> None:
    assert "agent" in worst.memory_before
    assert worst.memory_after == []
    gone = {name: pid for name, pid in worst.pids_before.items() if name != "wiped"}
    assert not [name for name, pid in gone.items() if Path(f"/proc/{pid}").exists()]


def test_the_certificate_is_verified_by_code_that_knows_nothing_of_ours(worst: Worst) -> None:
    stated = read(worst.file, worst.pin)
    assert stated["complete"]
    assert not stated["resumed"]
    assert not stated["without_intent"]
    assert stated["processes"] >= len(SERVICES) - 1
    assert len(stated["actors"]) == 1
    assert json.loads(worst.out.read_bytes()) == worst.file
    tampered = {**worst.file, "certificate": {**worst.file["certificate"], "files": 1}}
    with pytest.raises(Exception, match=r"^$"):
        read(tampered, worst.pin)


def test_no_key_is_left_within_a_second_of_the_confirmation(
    worst: Worst, record_testsuite_property: Any
) -> None:
    stated = read(worst.file, worst.pin)
    record_testsuite_property("wipe_keys_gone_ms", stated["keys_gone_ms"])
    record_testsuite_property("wipe_took_ms", stated["took_ms"])
    assert 0 < stated["keys_gone_ms"] <= stated["took_ms"]


def test_the_certificate_can_be_shown_again_until_it_is_forgotten(worst: Worst) -> None:
    shown = worst.box.run("wipe", "certificate")
    assert shown.returncode == 0
    assert independent_code(worst.file) in shown.stdout
    assert "█" in shown.stdout
    assert "Switch this machine off" in shown.stdout


def test_a_blank_box_is_left_that_can_be_set_up_again(worst: Worst) -> None:
    assert worst.status_after is not None
    assert worst.status_after.deployment is None
    again = worst.box.set_up()
    assert again["pin"] != worst.pin
    assert worst.box.status().state == "open"
    assert worst.box.log_problems() == 0
    assert worst.box.people() == []


def test_a_hung_agent_does_not_keep_the_box_open(worst: Worst) -> None:
    box = worst.box
    if box.status().state == "new":
        box.set_up()
    box.unlock()
    os.kill(box.pids()["agent"], signal.SIGSTOP)
    with box.client() as client:
        client.lock_now()
    box.until(lambda found: found.state == "sealed" and not found.keys_held)
    assert box.process is not None
    assert box.process.poll() is None


@pytest.mark.kill
def test_safehold_up_finishes_a_wipe_before_it_starts_anything() -> None:
    with short_folder() as root:
        folder = DataFolder.at(root / "data")
        folder.prepare()
        plant(folder)
        intent = Intent("deployment", "d" * 32, "h" * 64, seed=bytes(32))
        folder.intent_file.write_bytes(intent.to_bytes())
        errors = root / "errors"
        arguments = ["up", "--data", str(folder.root), "--port", str(free_ports())]
        with errors.open("wb") as told:
            process = subprocess.Popen(
                [*SAFEHOLD, *arguments], stdout=subprocess.PIPE, stderr=told, env=ENVIRONMENT
            )
        assert process.stdout is not None
        with process.stdout:
            assert process.stdout.readline().startswith(b"ready: ")
            shown = WipeClient.at(folder).certificate()
            process.terminate()
            assert process.wait(30) == 0
        said = errors.read_text()
        assert "A wipe that had been cut was finished." in said
        assert said.index("wipe.finished") < said.index("A wipe that had been cut")
        assert shown.resumed
        assert not shown.signed
        assert holding(folder.root, CANARY) == []
