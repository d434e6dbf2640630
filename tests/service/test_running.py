"""`safehold up`: all processes of a deployment, from the first start to the last stop."""

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.service_keys import CALLS, ServiceKeys
from appliance.errors import SealedError
from appliance.operations.records import begin_setup
from appliance.secret import Secret
from tests.service.running_box import PASSPHRASE, READY_WITHIN_S, SERVICES, RunningBox, free_ports

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBox]:
    """A deployment that is set up and open."""
    found = RunningBox(tmp_path_factory.mktemp("box"), free_ports())
    found.start()
    found.set_up()
    yield found
    if found.process is not None:
        found.stop()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[RunningBox]:
    """A deployment that is not there yet."""
    found = RunningBox(tmp_path, free_ports())
    yield found
    if found.process is not None:
        found.stop(signal.SIGKILL)


def test_the_ready_line_names_addresses_that_answer(box: RunningBox) -> None:
    assert set(box.ready) == {"intake", "case", "storage", "agent"}
    with urlopen(box.ready["storage"] + "/healthz") as answer:
        assert answer.status == 204
    assert Path(box.ready["agent"]).is_socket()


def test_each_service_is_a_process_of_its_own(box: RunningBox) -> None:
    assert set(box.pids()) == set(SERVICES)


def test_status_tells_an_open_box_with_its_link(box: RunningBox) -> None:
    status = box.until(lambda found: found.state == "open")
    assert (status.link or "").startswith(box.ready["intake"] + "/#k=")
    assert {each.name: each.state for each in status.services} == dict.fromkeys(SERVICES, "up")
    assert not status.training


def test_status_tells_when_the_log_was_signed_and_what_was_signed(box: RunningBox) -> None:
    box.unlock()
    with box.client() as client:
        signed, status = client.log_head(), client.status()
    assert status.log is not None
    assert status.log.checkpoint_age_s is not None
    assert signed.root.startswith(status.log.root)
    assert len(status.log.root) == 12
    assert status.log.root in box.run("status").stdout


def test_what_happened_is_listed_newest_first_and_in_pages(box: RunningBox) -> None:
    found = box.json("log", "list")
    places = [each["index"] for each in found["entries"]]
    assert places == sorted(places, reverse=True)
    assert {"setup", "directory"} <= {each["event"] for each in found["entries"]}
    assert {each["by"] for each in found["entries"]} <= {"operator", "box"}
    last = box.json("log", "list", "--limit", "1")
    assert last["entries"] == found["entries"][:1]
    assert (
        box.json("log", "list", "--before", str(last["older"]))["entries"] == found["entries"][1:]
    )
    lines = box.run("log", "list").stdout.splitlines()
    assert any("Safehold was set up, by" in each for each in lines)
    for wrong in (("--limit", "0"), ("--limit", "201"), ("--before", "-1")):
        refused = box.run("log", "list", *wrong)
        assert refused.returncode != 0
        assert refused.stderr


@pytest.mark.kill
@pytest.mark.parametrize("service", SERVICES)
def test_a_killed_service_comes_back_and_the_box_stays_usable(
    box: RunningBox, service: str
) -> None:
    box.unlock()
    before = box.pids()[service]
    os.kill(before, signal.SIGKILL)
    status = box.until(
        lambda found: (
            box.pids().get(service) not in {None, before}
            and found.state == "open"
            and all(each.state == "up" for each in found.services)
        )
    )
    restarts = {each.name: each.restarts for each in status.services}
    assert restarts[service] == 1
    box.unlock()
    assert box.people() == []


def test_locked_and_unlocked_again_nothing_is_lost(box: RunningBox) -> None:
    for _ in range(3):
        size = box.log_size()
        with box.client() as client:
            client.lock()
        assert box.status().state == "sealed"
        with pytest.raises(SealedError):
            box.people()
        box.unlock()
        assert box.status().state == "open"
        assert box.log_size() == size + 2
    assert box.log_problems() == 0


def test_a_wrong_passphrase_opens_nothing(box: RunningBox, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not the passphrase")
    box.json("lock")
    refused = box.run("unlock", "--operator", "operator", "--passphrase-file", str(wrong))
    assert refused.returncode == 77
    assert box.status().state == "sealed"
    box.unlock()


def test_a_professional_is_invited_and_invited_again(box: RunningBox) -> None:
    name = box.root / "name"
    name.write_text("Somebody Made Up\n")
    options = ["--role", "doctor", "--organisation", "Clinic", "--name-file", str(name)]
    invited = box.json("invite", *options, *box.operator)
    assert invited["link"].startswith(box.ready["case"] + "/#invite=")
    again = box.json("reinvite", invited["person"], *box.operator)
    assert again["link"] != invited["link"]
    assert [(each.name, each.status) for each in box.people()] == [("Somebody Made Up", "invited")]
    refused = box.run("approve", invited["person"], "--words", "a b c d e f", *box.operator)
    assert refused.returncode == 75
    box.json("disable", invited["person"], "--yes", *box.operator)
    assert box.people()[0].status == "disabled"


def test_no_process_has_a_secret_in_its_arguments_or_environment(box: RunningBox) -> None:
    keys = ServiceKeys(DataFolder.at(box.data))
    secrets = [PASSPHRASE, *(keys.token(*call) for call in CALLS)]
    for pid in [*box.pids().values(), box.process.pid if box.process else 0]:
        shown = Path(f"/proc/{pid}/cmdline").read_text() + Path(f"/proc/{pid}/environ").read_text()
        assert not [each for each in secrets if each in shown]


def test_no_service_leaves_a_picture_of_its_memory(box: RunningBox) -> None:
    for name, pid in box.pids().items():
        limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
        [core] = [line.split() for line in limits if line.startswith("Max core file size")]
        assert core[4:6] == ["0", "0"], name


def test_a_second_start_on_the_same_data_says_so(box: RunningBox) -> None:
    second = box.run("up", "--port", str(free_ports()))
    assert second.returncode == 75
    assert "already running" in second.stderr
    assert box.status().state == "open"


def test_stopped_and_started_again_it_continues_where_it_was(box: RunningBox) -> None:
    box.unlock()
    before, size = box.status(), box.log_size()
    pids = box.pids()
    assert box.stop() == 0
    assert not box.pids()
    assert not [pid for pid in pids.values() if Path(f"/proc/{pid}").exists()]
    box.start()
    assert box.status().state == "sealed"
    box.unlock()
    after = box.status()
    assert after.deployment == before.deployment
    assert after.link == before.link
    assert box.log_size() == size + 1
    assert box.log_problems() == 0


@pytest.mark.kill
def test_a_killed_supervisor_leaves_no_process_and_no_lock(fresh: RunningBox) -> None:
    fresh.start()
    pids = fresh.pids()
    fresh.stop(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while fresh.pids() and time.monotonic() < deadline:
        pass
    assert len(pids) == len(SERVICES)
    assert not fresh.pids()
    fresh.start()
    assert fresh.status().state == "new"


def test_a_port_in_use_is_told_before_anything_starts(fresh: RunningBox) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", fresh.port + 1))
        taken.listen()
        process = fresh.launch()
        assert process.wait(30) == 78
        assert not process.communicate()[0]


def test_a_bad_file_of_answers_is_told_by_file_line_and_key(box: RunningBox) -> None:
    path = box.root / "bad.yml"
    path.write_text("country: cd\nnmae: Training\n")
    refused = box.run("setup", "--from", str(path))
    assert refused.returncode == 78
    assert "bad.yml line 2" in refused.stderr
    assert "nmae" in refused.stderr
    assert "name" in refused.stderr


def test_a_training_deployment_fills_itself(fresh: RunningBox) -> None:
    fresh.start("--training")
    status = fresh.status()
    assert status.training
    assert status.directory is not None
    assert status.directory.intake_keys == 1
    assert fresh.log_problems() == 0
    path = fresh.data / "state" / "training.json"
    assert path.stat().st_mode & 0o777 == 0o600
    notes = json.loads(path.read_text())
    assert notes["complete"]
    assert status.practice is not None
    with fresh.client() as client:
        client.lock()
        client.unlock(status.practice.name, Secret(status.practice.passphrase))


@pytest.mark.kill
def test_a_training_that_was_killed_while_it_filled_goes_on(fresh: RunningBox) -> None:
    killed = fresh.launch("--training")
    path = fresh.data / "state" / "training.json"
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and not (path.exists() and '"login"' in path.read_text()):
        pass
    killed.kill()
    killed.communicate()
    before = json.loads(path.read_text())
    assert not before["complete"]
    fresh.start("--training")
    notes = json.loads(path.read_text())
    assert notes["complete"]
    assert notes["operator"] == before["operator"]
    assert notes["people"][: len(before["people"])] == before["people"]
    with fresh.client() as client:
        client.login(notes["operator"]["name"], Secret(notes["operator"]["passphrase"]))
        people = client.people()
    assert [each.status for each in people] == ["active"] * len(notes["people"])


def test_practising_on_real_data_is_refused_on_the_terminal(fresh: RunningBox) -> None:
    fresh.start()
    fresh.set_up()
    fresh.stop()
    refused = fresh.run("up", "--training", "--port", str(fresh.port))
    assert refused.returncode == 75
    assert "real deployment" in refused.stderr
    assert "--data DIR" in refused.stderr


def test_a_set_up_that_did_not_finish_is_made_again_from_the_start(fresh: RunningBox) -> None:
    fresh.start()
    first = fresh.set_up()
    fresh.stop()
    folder = DataFolder.at(fresh.data)
    begin_setup(folder)
    folder.deployment_file.unlink()  # its last step, not reached
    fresh.start()
    assert fresh.status().state == "new"
    assert fresh.set_up()["deployment"] != first["deployment"]
    assert fresh.log_size() == 3
    assert fresh.log_problems() == 0
    assert fresh.people() == []
