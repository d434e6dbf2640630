"""A box is backed up, drilled, lost, and made again from a target and the key file."""

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.embedded_vault import EmbeddedVault
from appliance.adapters.service_keys import ServiceKeys
from appliance.adapters.storage_client import StorageClient
from appliance.adapters.words import Words
from appliance.agent.client import AgentClient
from appliance.agent.contract import Job
from appliance.agent.operator_calls import outcome
from appliance.core import bundle as bundles
from appliance.core import checkpoint as notes
from appliance.core import succession
from appliance.core.canonical import unb64
from appliance.core.succession import LogName
from appliance.errors import (
    AlreadySetUpError,
    BackupRefusedError,
    BackupRunningError,
    ConflictError,
    NotFoundError,
    PassphraseError,
    SealedError,
    StoppedError,
    TargetDamagedError,
    TargetError,
)
from appliance.operations import backup_key
from appliance.operations.restore import refuse_existing
from appliance.secret import Secret
from tests.service.running_box import PASSPHRASE, SAFEHOLD, RunningBox, free_ports
from tests.service.storage.box import report

pytestmark = [pytest.mark.slow, pytest.mark.needs("restic")]
REPORTS = 4


@dataclass
class World:
    """A running box with a target, and what was acknowledged before its backup."""

    box: RunningBox
    root: Path
    cases: list[str] = field(default_factory=list)

    def client(self) -> AgentClient:
        client = self.box.client()
        client.login("operator", Secret(PASSPHRASE))
        return client

    @property
    def usb(self) -> Path:
        return self.root / "usb"

    def send(self, count: int) -> None:
        """Hand reports to storage as intake does."""
        folder = DataFolder.at(self.box.data)
        token = ServiceKeys(folder).token("intake", "storage")

        async def hand_over() -> None:
            async with StorageClient(folder.socket("storage"), token) as storage:
                reports = [report() for _ in range(count)]
                outcome = await storage.send_reports([bundles.build(each) for each in reports])
                assert outcome.stored == {each.case for each in reports}
                self.cases += [each.case for each in reports]

        asyncio.run(hand_over())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    root = tmp_path_factory.mktemp("world")
    found = World(RunningBox(root, free_ports()), root)
    found.box.start()
    found.box.set_up()
    found.usb.mkdir()
    with found.client() as client:
        client.backups.add("usb", str(found.usb), same_disk=True)
    found.send(REPORTS)
    yield found
    if found.box.process is not None:
        found.box.stop()


def finished(client: AgentClient, job: Job) -> tuple[list[str], dict[str, Any]]:
    """Follow a job to its end: the phases it went through, and its result."""
    *_, job = client.follow(job)
    return phases(client, job), outcome(job)


def phases(client: AgentClient, job: Job) -> list[str]:
    found = client.send("GET", f"/jobs/{job.id}")
    return [each["phase"] for each in found["history"]]


def run(client: AgentClient) -> dict[str, Any]:
    return finished(client, client.backups.run(client.backups.plan()))[1]


def alarms(world: World) -> set[str]:
    return {each.code for each in world.box.status().alarms}


def events_named(data: Path, name: str) -> list[dict[str, Any]]:
    with sqlite3.connect(data / "vault" / "storage.db") as connection:
        rows = connection.execute("SELECT body FROM events WHERE name = ?", (name,)).fetchall()
    return [json.loads(body) for (body,) in rows]


def test_a_backup_goes_through_its_phases_and_is_dated_and_logged(world: World) -> None:
    assert "no-backup" in alarms(world)
    with world.client() as client:
        seen, result = finished(client, client.backups.run(client.backups.plan()))
        listed = client.backups.list("usb")
    assert seen == ["backup-stage", "backup-content", "backup-state"]
    assert result["targets"] == {"usb": ""}
    assert [each["run"] for each in listed] == [result["run"]]
    status = world.box.status()
    assert status.backup == result["made"]
    assert "no-backup" not in {each.code for each in status.alarms}
    [logged] = events_named(world.box.data, "backup")
    assert logged["details"]["run"] == result["run"]
    assert not any((world.box.data / "backup").glob("staged*"))


def test_a_part_of_the_target_is_read_back_each_time(world: World) -> None:
    with world.client() as client:
        found = finished(client, client.backups.verify("usb"))[1]
    assert found == {"part": 1, "parts": 30}
    assert events_named(world.box.data, "backup_verified")[-1]["details"] == found


def test_a_drill_restores_starts_and_removes_the_newest_backup(world: World) -> None:
    assert "backup-key-due" in alarms(world)
    with world.client() as client:
        seen, result = finished(client, client.backups.drill())
    assert seen == ["restore-state", "restore-content", "restore-check", "drill-start"]
    assert result["blobs"] == REPORTS * 2
    backups = world.box.status().backups
    assert backups is not None
    assert backups.drill.good
    assert backups.drill.leaves == result["leaves"]
    assert not (world.box.data / "backup" / "drill").exists()


def test_the_command_line_follows_one_lets_another_go_on_and_stops_it(world: World) -> None:
    done = world.box.json("backup", "run", *world.box.operator)
    assert done["targets"] == {"usb": ""}
    begun = world.box.json("backup", "verify", "usb", "--detach", *world.box.operator)["job"]
    followed = world.box.run("jobs", "follow", begun, "--json")
    assert json.loads(followed.stdout)["result"]["parts"] == 30
    with world.client() as client:
        job = client.backups.drill()
        with pytest.raises(BackupRunningError):
            client.backups.verify("usb")
        assert client.stop_job(job.id).state == "stopped"
        with pytest.raises(StoppedError):
            finished(client, job)
    assert not (world.box.data / "backup" / "drill").exists()
    assert events_named(world.box.data, "job_stopped")[-1]["details"]["job"] == job.id
    said = world.box.run("jobs", "list").stdout
    assert job.id in said
    assert Words("en", ("jobs",))("job-again-backup_drill") in said
    refused = world.box.run("jobs", "stop", "0" * 32, *world.box.operator)
    assert refused.returncode == NotFoundError.exit_code


def test_one_target_that_fails_is_named_and_the_other_goes_on(world: World) -> None:
    other = world.root / "other"
    other.mkdir()
    with world.client() as client:
        client.backups.add("other", str(other), same_disk=True)
        other.rename(world.root / "unplugged")
        plan = client.backups.plan()
        assert {step["target"]: step.get("why") for step in plan.steps} == {
            "usb": None,
            "other": "target",
        }
        assert finished(client, client.backups.run(plan))[1]["targets"] == {"usb": ""}
        with pytest.raises(TargetError):
            client.backups.check("other")
        client.backups.remove("other", client.backups.plan_remove("other"))
        with pytest.raises(NotFoundError):
            client.backups.check("other")
    assert (world.root / "unplugged").is_dir()


def test_what_cannot_be_a_target_is_refused(world: World) -> None:
    with world.client() as client:
        with pytest.raises(BackupRefusedError) as refused:
            client.backups.add("near", str(world.root), same_disk=False)
        assert refused.value.reasons == ("target-same-disk",)
        with pytest.raises(BackupRefusedError) as refused:
            client.backups.add("inside", str(world.box.data / "state"), same_disk=True)
        assert refused.value.reasons == ("target-in-data",)
        with pytest.raises(TargetError):
            client.backups.add("absent", "/nowhere", same_disk=True)
        with pytest.raises(ConflictError):
            client.backups.add("usb", str(world.usb), same_disk=True)


def test_a_plan_that_is_no_longer_so_is_not_run(world: World) -> None:
    with world.client() as client:
        plan = client.backups.plan()
        away = world.usb.rename(world.root / "away")
        try:
            with pytest.raises(ConflictError):
                finished(client, client.backups.run(plan))
            refused = client.backups.plan()
            with pytest.raises(BackupRefusedError) as error:
                finished(client, client.backups.run(refused))
            assert error.value.reasons == ("target",)
        finally:
            away.rename(world.usb)


def test_a_tampered_target_fails_the_check_and_raises_an_alarm(world: World) -> None:
    shutil.copytree(world.usb, world.root / "kept")
    packs = [each for each in world.usb.glob("*content/data/*/*") if each.is_file()]
    for pack in packs:
        pack.chmod(0o600)
        pack.write_bytes(bytes(pack.stat().st_size))
    try:
        with world.client() as client, pytest.raises(TargetError):
            finished(client, client.backups.drill())
        assert "drill-old" in alarms(world)
        with world.client() as client, pytest.raises(TargetDamagedError):
            finished(client, client.backups.verify("usb"))
        assert "backup-failed" in alarms(world)
    finally:
        shutil.rmtree(world.usb)
        (world.root / "kept").rename(world.usb)


@pytest.mark.kill
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the killed end's
@pytest.mark.parametrize("phase", ["backup-stage", "backup-content", "backup-state"])
def test_a_backup_whose_agent_is_killed_is_none_and_the_next_is_whole(
    world: World, phase: str
) -> None:
    agent = world.box.pids()["agent"]
    with world.client() as client:
        before = client.backups.list("usb")
        job = client.backups.run(client.backups.plan())
        assert any(each.phase == phase for each in client.follow(job))
        os.kill(agent, signal.SIGKILL)
        *_, job = client.follow(job)
    assert (job.state, job.phase) == ("interrupted", phase)
    world.box.until(
        lambda found: (
            world.box.pids().get("agent") not in {None, agent}
            and all(each.state == "up" for each in found.services)
        )
    )
    world.box.unlock()
    with world.client() as client:
        assert [each["run"] for each in client.backups.list("usb")] == [
            each["run"] for each in before
        ]
        made = run(client)["run"]
        assert [each["run"] for each in client.backups.list("usb")][len(before) :] == [made]
    assert not any((world.box.data / "backup").glob("staged*"))


def test_a_sealed_box_makes_no_backup(world: World) -> None:
    with world.client() as client:
        client.lock()
        with pytest.raises(SealedError):
            client.backups.plan()
    world.box.unlock()


def test_a_new_box_that_runs_becomes_the_one_that_was_backed_up(world: World) -> None:
    root = world.root / "anew"
    root.mkdir()
    (root / "passphrase").write_text(PASSPHRASE + "\n")
    keys = root / "keys.json"
    with world.client() as client:
        made = run(client)
        keys.write_text(json.dumps(client.backups.key_file()))
    new = RunningBox(root, free_ports())
    new.start()
    try:
        arguments = ["restore", "--here", "--target", str(world.usb), "--key-file", str(keys)]
        arguments += ["--passphrase-file", str(root / "passphrase"), "--yes"]
        (root / "wrong").write_text("another quiet river")
        wrong = new.run(*arguments[:-2], str(root / "wrong"), "--yes")
        assert wrong.returncode == PassphraseError.exit_code
        done = new.json(*arguments)
        assert (done["run"], done["blobs"]) == (made["run"], len(world.cases) * 2)
        new.until(lambda found: found.state == "sealed")
        again = new.run(*arguments)
        assert again.returncode == AlreadySetUpError.exit_code
        with new.client() as client:
            [job] = [each for each in client.jobs() if each.operation == "restore_here"]
            assert job.state == "done"
        new.unlock()
        assert new.log_problems() == 0
        assert len(events_named(new.data, "restored")) == 1
        assert not (new.data / "restored").exists()
    finally:
        new.stop()


def test_a_new_box_is_made_from_target_key_file_and_passphrase(world: World) -> None:
    box, keys = world.box, world.root / "keys.json"
    given = proof_of_the_first_leaf(box)
    with world.client() as client:
        made = run(client)
        keys.write_text(json.dumps(client.backups.key_file()))
    assert "backup-key-due" not in alarms(world)
    last = [*world.cases]
    world.send(1)  # after the backup: this one is lost, and the log says from when
    box.stop()

    box.data.rename(world.root / "lost")
    done = box.run_restore(world.usb, keys, world.root / "passphrase")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["run"] == made["run"]
    with pytest.raises(ConflictError):
        refuse_existing(box.data)

    folder = DataFolder.at(box.data)
    vault = EmbeddedVault(folder.vault_file)
    secret = backup_key._vault_secret(vault.slots(), Secret(PASSPHRASE))
    assert vault.open(secret).log_seed == b""  # no backup holds it
    old = log_of(folder)

    box.start()
    assert box.status().state == "sealed"
    box.unlock()
    assert box.log_problems() == 0
    stored = {each["case"] for each in events_named(box.data, "received")}
    assert stored == set(last)
    [fork] = events_named(box.data, "restored")
    pin = json.loads(folder.deployment_file.read_text())["pin"]
    stated = succession.open_succession(fork["details"]["succession"], pin)
    assert stated.old == old
    assert stated.new == log_of(folder) != old
    assert stated.made == made["made"][:10] <= stated.restored
    assert stated.run == made["run"]
    [kept] = json.loads(folder.succession_file.read_text())["successions"]
    assert succession.open_succession(kept, pin) == stated
    entry = first_entry(box.data)
    parsed = notes.parse_proof(given)
    key = Ed25519PublicKey.from_public_bytes(unb64(old.key, 32))
    assert parsed.verify(entry, old.origin, key).size <= old.open(stated.checkpoint).size
    box.unlock()
    assert len(events_named(box.data, "restored")) == 1
    with world.client() as client:
        place = client.backups.plan()
    assert place.steps == ({"code": "backup-to", "target": "usb"},)


def log_of(folder: DataFolder) -> LogName:
    """Return the log that the signed directory names."""
    found = json.loads(folder.directory_file.read_text())["directory"]["log"]
    return LogName(found["origin"], found["key"])


def first_entry(data: Path) -> bytes:
    with sqlite3.connect(data / "vault" / "storage.db") as connection:
        found: bytes = connection.execute("SELECT entry FROM leaves WHERE idx = 0").fetchone()[0]
    return found


def proof_of_the_first_leaf(box: RunningBox) -> str:
    folder = DataFolder.at(box.data)
    token = ServiceKeys(folder).token("agent", "storage")

    async def ask() -> str:
        async with StorageClient(folder.socket("storage"), token) as storage:
            return await storage.log_proof(0)

    return asyncio.run(ask())


def test_a_backup_of_an_older_release_restores_with_its_migrations(world: World) -> None:
    box, keys = world.box, world.root / "keys.json"
    with world.client() as client:
        keys.write_text(json.dumps(client.backups.key_file()))
    box.stop()
    older = box.data / "vault" / "coordination.db"
    with sqlite3.connect(older) as connection:  # as the release before the last left it
        for table in ("former_keys", "recovery_wraps"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DROP INDEX grants_renews")
        connection.execute("ALTER TABLE grants DROP COLUMN renews")
        connection.execute("ALTER TABLE cases DROP COLUMN unanswered")
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
    secret = backup_key._vault_secret(
        EmbeddedVault(DataFolder.at(box.data).vault_file).slots(), Secret(PASSPHRASE)
    )
    made = backed_up_by_storage_alone(box, secret)
    box.data.rename(world.root / "older")
    done = box.run_restore(world.usb, keys, world.root / "passphrase")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["run"] == made
    assert schema_version(older) == "0002"
    box.start()
    box.unlock()
    assert box.log_problems() == 0
    assert schema_version(older) == "0005"
    assert len(events_named(box.data, "restored")) == 2


def schema_version(database: Path) -> str:
    with sqlite3.connect(database) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def backed_up_by_storage_alone(box: RunningBox, secret: bytes) -> str:
    """Make a backup with no service but storage, so that the databases stay as they are."""
    command = [*SAFEHOLD, "serve", "storage", "--data", str(box.data), "--port", str(box.port)]
    storage = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        words = [sys.executable, "-m", "tests.service.backup_child", str(box.data), "open-and-run"]
        done = subprocess.run(
            words, input=secret.hex() + "\n", capture_output=True, text=True, check=True
        )
    finally:
        storage.terminate()
        storage.wait(30)
    last = json.loads(done.stdout.splitlines()[-1])
    return str(last["result"]["run"])
