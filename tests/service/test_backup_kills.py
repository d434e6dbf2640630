"""Backups, checks, drills and restores that are killed: nothing half done counts or stays."""

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.embedded_vault import EmbeddedVault
from appliance.operations import (
    backup,
    backup_drill,
    backup_key,
    backup_verify,
    restore,
    restore_here,
)
from appliance.operations.backup_records import INTERRUPTED, Records, read_records
from appliance.operations.backup_status import clear_leftovers
from appliance.secret import Secret
from tests.service.running_box import PASSPHRASE, RunningBox, free_ports
from tests.service.test_backup_and_restore import World, events_named, run

pytestmark = [pytest.mark.slow, pytest.mark.kill, pytest.mark.needs("restic")]

KILLS = int(os.environ.get("SAFEHOLD_BACKUP_KILLS", "2"))
SEED = int(os.environ.get("SAFEHOLD_SEED", "0")) or random.SystemRandom().randrange(1 << 32)
WITHIN_S = 120.0
GONE_WITHIN_S = 20.0
PHASES = {
    "run": backup.PHASES,
    "verify": backup_verify.DECLARATION.phases,
    "drill": backup_drill.PHASES,
    "restore": restore.PHASES,
}
MOMENTS = [(verb, each.name) for verb, phases in PHASES.items() for each in phases]


@dataclass
class Child:
    """A process that works on backups and says where it is."""

    process: "subprocess.Popen[bytes]"
    rest: bytes = b""
    said: list[dict[str, Any]] = field(default_factory=list)

    def until(self, wanted: str, within_s: float = WITHIN_S) -> float:
        """Wait for a phase, or for the end where it is empty; return how long that took."""
        begun = time.monotonic()
        while not self._has_said(wanted):
            left = begun + within_s - time.monotonic()
            if left <= 0 or not self._hear(left):
                break
        return time.monotonic() - begun

    def kill(self) -> None:
        self.process.kill()
        self.close()

    def close(self) -> None:
        while self._hear(WITHIN_S):
            pass
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    @property
    def ended(self) -> bool:
        return any("result" in each or "error" in each for each in self.said)

    def _has_said(self, wanted: str) -> bool:
        return self.ended or any(wanted and each.get("phase") == wanted for each in self.said)

    def _hear(self, within_s: float) -> bool:
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], within_s)[0]:
            return False
        piece = os.read(self.process.stdout.fileno(), 65536)
        *lines, self.rest = (self.rest + piece).split(b"\n")
        self.said += [json.loads(each) for each in lines]
        return bool(piece)


@dataclass
class Bench:
    """A running box with a backup, whose agent holds no keys: a child does its work."""

    world: World
    secret: bytes
    keys: Path

    @property
    def folder(self) -> DataFolder:
        return DataFolder.at(self.world.box.data)

    @property
    def new(self) -> Path:
        return self.world.root / "new"

    def start(self, verb: str) -> Child:
        if verb == "restore":
            return Child(self._restore())
        command = [sys.executable, "-m", "tests.service.backup_child", str(self.folder.root), verb]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdin is not None
        process.stdin.write(self.secret.hex().encode() + b"\n")
        process.stdin.close()
        return Child(process)

    def _restore(self) -> "subprocess.Popen[bytes]":
        words = ["restore_child", str(self.world.usb), str(self.new), str(self.keys), PASSPHRASE]
        return subprocess.Popen(
            [sys.executable, "-m", f"tests.service.{words[0]}", *words[1:]], stdout=subprocess.PIPE
        )

    def finished(self, verb: str) -> dict[str, Any]:
        """Do something to its end; it must go well."""
        child = self.start(verb)
        child.until("")
        child.close()
        [last] = child.said[-1:]
        assert "result" in last, last
        return dict(last["result"])

    def records(self) -> Records:
        return read_records(self.folder)

    def runs(self) -> list[str]:
        """Return the backups at the target, by what a new box would be made from."""
        with self.world.client() as client:
            return [each["run"] for each in client.backups.list("usb")]


def _is_ours(root: Path, words: list[bytes]) -> bool:
    scratch = os.fsencode(root / "data" / "backup" / "drill")
    if b"up" in words:
        return any(each.startswith(scratch) for each in words)
    ours = os.fsencode(root)
    return any(b"restic" in each for each in words) and any(ours in each for each in words)


def left_running(root: Path) -> list[int]:
    """Return the processes that still work on a folder: restic, or a scratch deployment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if _is_ours(root, words):
            found.append(int(path.parent.name))
    return found


def wait_until_alone(root: Path) -> None:
    deadline = time.monotonic() + GONE_WITHIN_S
    while found := left_running(root):
        assert time.monotonic() < deadline, f"{len(found)} programs outlived the kill"
        select.select([], [], [], 0.02)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    root = tmp_path_factory.mktemp("kills")
    world = World(RunningBox(root, free_ports()), root)
    world.box.start()
    world.box.set_up()
    world.usb.mkdir()
    with world.client() as client:
        client.backups.add("usb", str(world.usb), same_disk=True)
        world.send(4)
        run(client)
        (root / "keys.json").write_text(json.dumps(client.backups.key_file()))
    vault = EmbeddedVault(DataFolder.at(world.box.data).vault_file)
    secret = backup_key._vault_secret(vault.slots(), Secret(PASSPHRASE))
    agent = world.box.pids()["agent"]
    os.kill(agent, signal.SIGKILL)  # storage stays open, and nobody else makes backups
    world.box.until(lambda _: world.box.pids().get("agent") not in {None, agent})
    yield Bench(world, secret, root / "keys.json")
    world.box.stop()


def test_every_declared_phase_has_a_kill_test() -> None:
    declared = {
        *backup.DECLARATION.phases,
        *backup_verify.DECLARATION.phases,
        *backup_drill.DECLARATION.phases,
        *restore.PHASES,
    }
    assert {each.name for each in declared} == {phase for _, phase in MOMENTS}


@pytest.mark.cuts("backup", "backup-stage", "backup-content", "backup-state")
@pytest.mark.cuts("backup_verify", "backup-verify")
@pytest.mark.cuts(
    "backup_drill", "restore-state", "restore-content", "restore-check", "drill-start"
)
@pytest.mark.parametrize(("verb", "phase"), MOMENTS, ids=str)
def test_what_is_killed_in_any_phase_leaves_nothing_and_the_next_goes_well(
    bench: Bench, verb: str, phase: str
) -> None:
    chance = random.Random(f"{SEED} {verb} {phase}")
    for number in range(KILLS):
        before = bench.finished("run") if not number and verb != "run" else {}
        child = bench.start(verb)
        child.until(phase)
        # The first at once; the others anywhere between this phase and the end.
        child.until("", chance.uniform(0, 3.0) if number else 0)
        child.kill()
        wait_until_alone(bench.world.root)
        expect_clean(bench, verb, child)
        assert before is not None


def expect_clean(bench: Bench, verb: str, child: Child) -> None:
    """What a kill must leave: the mark that says so, no half snapshot, and a way on."""
    if verb == "restore":
        expect_restored(bench, child)
        return
    records = bench.records()
    marks = {
        "run": records.of("usb").error,
        "verify": records.of("usb").verify_error,
        "drill": records.drill.error,
    }
    assert marks[verb] == ("" if child.ended else marks[verb])
    assert marks[verb] in {"", INTERRUPTED}
    clear_leftovers(bench.folder)  # as the agent's next start does
    assert {each.name for each in bench.folder.backup.iterdir()} <= {"cache"}
    made = bench.finished(verb)
    assert {
        "run": bench.records().of("usb").error,
        "verify": bench.records().of("usb").verify_error,
        "drill": bench.records().drill.error,
    }[verb] == ""
    if verb == "run":
        assert bench.records().of("usb").run == made["run"]


def expect_restored(bench: Bench, child: Child) -> None:
    unfinished = restore.unfinished_beside(bench.new)
    if bench.new.exists():  # killed behind the last step: everything is there
        assert DataFolder.at(bench.new).restored_file.exists()
    else:
        bench.finished("restore")
    assert not unfinished.exists() or bench.new.exists()
    restore.check(DataFolder.at(bench.new))
    subprocess.run(["rm", "-rf", str(bench.new), str(unfinished)], check=True)


@pytest.mark.cuts("restore_here", "restore-state", "restore-content", "restore-check")
@pytest.mark.parametrize("phase", [each.name for each in restore_here.PHASES])
def test_a_restore_on_a_new_box_that_is_killed_says_so_and_begins_again(
    bench: Bench, tmp_path: Path, phase: str
) -> None:
    new = RunningBox(tmp_path, free_ports())
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    wanted = ["restore", "--here", "--yes", "--target", str(bench.world.usb)]
    wanted += ["--key-file", str(bench.keys), "--passphrase-file", str(tmp_path / "passphrase")]
    new.start()
    try:
        identifier = new.json(*wanted, "--detach")["job"]
        with new.client() as client:
            for job in client.follow(client.job(identifier)):
                if job.phase == phase or job.state != "running":
                    break
        agent = new.pids()["agent"]
        os.kill(agent, signal.SIGKILL)
        new.until(lambda _: new.pids().get("agent") not in {None, agent})
        found = new.until(lambda status: status.state in {"new", "sealed"})
        if found.state == "new" and not (new.data / "restored").exists():
            with new.client() as client:
                assert client.job(identifier).state == "interrupted"
            assert not (new.data / ".restored.restoring").exists()
            new.json(*wanted)
        elif found.state == "new":  # all was there: it takes its place at the next start
            new.stop()
            new.start()
        new.until(lambda status: status.state == "sealed")
        new.unlock()
        assert new.log_problems() == 0
    finally:
        new.stop()


def test_nothing_acknowledged_was_lost_by_all_of_this(bench: Bench) -> None:
    box = bench.world.box
    box.unlock()
    assert box.log_problems() == 0
    stored = {each["case"] for each in events_named(box.data, "received")}
    assert stored == set(bench.world.cases)
