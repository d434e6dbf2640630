"""Services of a real box that hang, are restarted, and say so; nothing flaps meanwhile."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.agent.contract import BoxStatus, Job
from tests.service.running_box import RunningBox, free_ports

# Root may trace any process, unless that is taken away: then it is an account like others.
WITHOUT = ("setpriv", "--bounding-set", "-sys_ptrace", "--inh-caps", "-sys_ptrace")
UNTRACING = () if os.geteuid() else WITHOUT

pytestmark = [pytest.mark.slow, pytest.mark.kill]


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBox]:
    found = RunningBox(tmp_path_factory.mktemp("box"), free_ports(), before=UNTRACING)
    found.start()
    found.set_up()
    yield found
    found.stop()


def codes(status: BoxStatus) -> set[str]:
    return {f"{each.code} {each.about}".strip() for each in status.alarms}


def is_well(status: BoxStatus) -> bool:
    wrong = {each.code for each in status.alarms}
    up = all(each.state == "up" for each in status.services)
    return up and not wrong & {"service-hung", "service-down", "storage-down", "keys-not-held"}


def test_each_service_tells_its_memory_and_since_when_it_runs(box: RunningBox) -> None:
    status = box.until(is_well)
    for each in status.services:
        resident = _resident_kib(box.pids()[each.name])
        assert each.memory_bytes == pytest.approx(resident * 1024, rel=0.2), each.name
    told = box.json("services", "list")["services"]
    assert {each["name"] for each in told} == set(box.pids())
    assert "storage: running; for" in box.run("services", "list").stdout


def test_a_stopped_service_is_said_to_hang_and_to_be_well_once_it_goes_on(box: RunningBox) -> None:
    before = box.pids()["coordination"]
    os.kill(before, signal.SIGSTOP)
    try:
        box.until(lambda status: "service-hung coordination" in codes(status))
        said = box.run("status").stdout
        assert "The service “coordination” runs, but does not answer." in said
        assert "restart it under “Services”" in said
    finally:
        os.kill(before, signal.SIGCONT)
    box.until(is_well)
    assert box.pids()["coordination"] == before, "it was not restarted for so short a time"


def test_status_answers_soon_while_storage_is_stopped(box: RunningBox) -> None:
    before = box.pids()["storage"]
    os.kill(before, signal.SIGSTOP)
    try:
        began = time.monotonic()
        box.status()
        assert time.monotonic() - began < 5
        box.until(lambda status: "storage-down" in codes(status))
    finally:
        os.kill(before, signal.SIGCONT)
    box.until(is_well)


@pytest.mark.parametrize("service", ["coordination", "storage", "intake", "gateway"])
def test_a_stopped_service_is_restarted_by_command_and_the_log_says_so(
    box: RunningBox, service: str
) -> None:
    box.until(is_well)
    before = box.pids()
    os.kill(before[service], signal.SIGSTOP)
    done = box.json("services", "restart", service, *box.operator)
    assert done == {"service": service}
    after = box.pids()
    assert after[service] != before[service]
    assert {n: p for n, p in after.items() if n != service} == {
        n: p for n, p in before.items() if n != service
    }
    status = box.until(is_well)
    assert status.state == "open"
    assert status.keys_held
    assert box.log_problems() == 0


def test_a_service_that_ends_is_not_said_to_be_down_before_it_stays_so(box: RunningBox) -> None:
    box.until(is_well)
    before = box.pids()["intake"]
    os.kill(before, signal.SIGKILL)
    seen: set[str] = set()

    def is_back(status: BoxStatus) -> bool:
        seen.update(codes(status))
        return is_well(status) and box.pids().get("intake", before) != before

    box.until(is_back)
    assert not seen & {"service-down intake", "service-hung intake"}


@pytest.mark.parametrize("service", ["agent", "wiped", "nobody"])
def test_what_cannot_be_restarted_alone_is_refused(box: RunningBox, service: str) -> None:
    done = box.run("services", "restart", service, *box.operator)
    assert done.returncode == 2
    assert "invalid choice" in done.stderr


@pytest.mark.cuts("verify_log", "check")
def test_a_check_of_the_log_that_is_killed_is_told_and_can_be_made_again(box: RunningBox) -> None:
    box.until(is_well)
    pids = box.pids()
    os.kill(pids["coordination"], signal.SIGSTOP)  # it holds the check up in its midst
    try:
        job = box.json("log", "verify", "--background")["job"]
        box.until(lambda _: find(box, job).phase == "check")
        os.kill(pids["agent"], signal.SIGKILL)
    finally:
        os.kill(pids["coordination"], signal.SIGCONT)
    box.until(lambda _: box.pids().get("agent", pids["agent"]) != pids["agent"])
    box.until(lambda status: status.state == "open")
    ended = find(box, job)
    assert (ended.state, ended.phase) == ("interrupted", "check")
    assert "keys-not-held" in {each.code for each in box.status().alarms}
    box.unlock()
    box.until(is_well)
    again = box.json("log", "verify", "--background")["job"]
    box.until(lambda _: find(box, again).state == "done")
    assert find(box, again).result["problems"] == 0


def find(box: RunningBox, job: str) -> Job:
    with box.client() as client:
        return client.job(job)


READ = "import sys; open(sys.argv[1], 'rb').read(0); print('opened')"


def _spy(pid: int) -> str:
    """Let another process of this account, which may not trace any process, open a memory."""
    command = [*UNTRACING, sys.executable, "-c", READ, f"/proc/{pid}/mem"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_no_process_of_the_same_account_reads_the_memory_of_a_service(box: RunningBox) -> None:
    box.until(is_well)
    waiting = [*UNTRACING, sys.executable, "-c", "print('here', flush=True); input()"]
    other = subprocess.Popen(waiting, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"here\n"
        if "opened" not in _spy(other.pid):
            pytest.skip("this kernel lets nobody read the memory of another process")
    finally:
        other.communicate(b"\n")
    for name, pid in box.pids().items():
        assert "opened" not in _spy(pid), name


def _resident_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
