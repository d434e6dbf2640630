"""`make up` as README tells it: one command, then the console, and nothing left when it ends."""

import contextlib
import os
import shlex
import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from tests.deployed import free_ports, wait_until
from tests.tui.typist import ROOT, Typist, at_shell

pytestmark = [pytest.mark.needs("tmux", "make"), pytest.mark.slow]


def running_on(data: Path) -> list[psutil.Process]:
    """Return every process that was started for a data folder."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if str(data) in process.cmdline() and "appliance.cli" in process.cmdline():
                found.append(process)
    return found


def supervisor_of(data: Path) -> psutil.Process:
    with contextlib.suppress(psutil.NoSuchProcess):
        for process in running_on(data):
            parent = process.parent()
            if "serve" in process.cmdline() and parent is not None:
                return parent
    raise AssertionError("nothing runs on this data")


def make_up(typist: Typist, data: Path, port: int) -> None:
    arguments = f"--data {data} --port {port}"
    typist.press(f'clear; LC_ALL=C.UTF-8 make up ARGS="{arguments}"; echo "ended: $?"', "Enter")
    typist.sees("Step 1 of 9")


def test_make_up_opens_the_console_and_leaving_it_stops_everything(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_ports()
    with at_shell(tmp_path) as typist:
        make_up(typist, data, port)
        assert len({each.pid for each in running_on(data)}) >= 5
        typist.press("C-c")
        typist.sees("can reach nothing until Safehold is started again.")
        typist.stands_on("[ No, go back ]")
        typist.press("Tab")
        typist.stands_on("[ Stop everything ]")
        typist.press("Enter")
        typist.sees("ended: 0")
        assert running_on(data) == []
        make_up(typist, data, port)  # goes on with the same data, and ends with a signal
        os.kill(supervisor_of(data).pid, signal.SIGTERM)
        wait_until(lambda: running_on(data) == [])
        typist.sees("ended: 0")
        typist.press('stty -a | grep -o " echo "; echo "$((6 * 7)) seen"', "Enter")
        shown = typist.sees("42 seen")
        assert "echo" in shown.rpartition('seen"')[2], shown


def test_a_supervisor_that_is_killed_gives_the_terminal_back(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_ports()
    with at_shell(tmp_path) as typist:
        make_up(typist, data, port)
        os.kill(supervisor_of(data).pid, signal.SIGKILL)
        wait_until(lambda: running_on(data) == [])
        typist.sees("Safehold was ended from outside")
        typist.sees("ended: 2")
        typist.press(
            'stty -a | grep -o " -\\?\\(echo\\|icanon\\) "; echo "$((6 * 7)) seen"', "Enter"
        )
        shown = typist.sees("42 seen").rpartition('seen"')[2]
        assert " echo" in shown, shown
        assert "icanon" in shown, shown
        assert "-echo" not in shown, shown
        assert "-icanon" not in shown, shown


def test_a_second_make_up_names_a_command_that_works_there(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_ports()
    with at_shell(tmp_path) as typist:
        make_up(typist, data, port)
        again = subprocess.run(
            ["make", "up", f"ARGS=--data {data} --port {port}"],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "already running" in again.stderr
        command = again.stderr.partition("console with: ")[2].splitlines()[0]
        found = subprocess.run(
            [*shlex.split(command), "--help"], cwd=ROOT, capture_output=True, check=False
        )
        assert command.endswith(f" console --data {data}")
        assert found.returncode == 0
