"""A whole deployment as `safehold up` runs it, and the commands of its operator."""

import contextlib
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.health import unix_ready
from appliance.agent.client import AgentClient
from appliance.agent.contract import BoxStatus, Person, VerifyResult
from appliance.errors import UnavailableError
from appliance.secret import Secret

PASSPHRASE = "a quiet river under seven bridges"
ANSWERS = """\
country: cd
name: Training
languages: [fr, en]
operator: operator
passphrase_file: passphrase
organisations:
  - name: Centre
    services: [psychosocial]
    intake: true
  - name: Clinic
    services: [health_medical]
"""
READY_WITHIN_S = 60
SERVICES = ("agent", "coordination", "gateway", "intake", "storage", "wiped")
SAFEHOLD = [sys.executable, "-m", "appliance.cli"]
ENVIRONMENT = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


@dataclass
class RunningBox:
    """One deployment on data and ports of its own."""

    root: Path
    port: int
    process: subprocess.Popen[str] | None = None
    ready: dict[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()  # words before the command that starts it

    @property
    def data(self) -> Path:
        return self.root / "data"

    def start(self, *options: str) -> None:
        """Start everything and wait for the one line that says so."""
        self.process = self.launch(*options)
        assert self.process.stdout is not None
        readable, _, _ = select.select([self.process.stdout], [], [], READY_WITHIN_S)
        assert readable, "nothing was ready in time"
        line = self.process.stdout.readline()
        assert line.startswith("ready: "), self.process.wait(5)
        self.ready = json.loads(line.removeprefix("ready: "))

    def launch(self, *options: str) -> subprocess.Popen[str]:
        arguments = ["up", "--data", str(self.data), "--port", str(self.port), *options]
        return subprocess.Popen(
            [*self.before, *SAFEHOLD, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
        )

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Stop everything; return the exit code."""
        assert self.process is not None
        assert self.process.stdout is not None
        self.process.send_signal(number)
        code = self.process.wait(30)
        self.process.stdout.close()
        self.process = None
        return code

    def run(self, *arguments: str, standard_input: str = "") -> subprocess.CompletedProcess[str]:
        """Run one command on this data."""
        return subprocess.run(
            [*SAFEHOLD, *arguments, "--data", str(self.data)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            input=standard_input,
            env=ENVIRONMENT,
        )

    def run_restore(
        self, target: Path, keys: Path, passphrase: Path
    ) -> subprocess.CompletedProcess[str]:
        """Make the data folder again from a target, a key file and a passphrase."""
        words = ["restore", "--target", str(target), "--into", str(self.data), "--json"]
        words += ["--key-file", str(keys), "--passphrase-file", str(passphrase)]
        return subprocess.run(
            [*SAFEHOLD, *words], capture_output=True, text=True, check=False, env=ENVIRONMENT
        )

    def json(self, *arguments: str) -> Any:
        """Run one command that must succeed; return what it says to scripts."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def set_up(self) -> Any:
        """Set the box up from a file of answers, without a terminal."""
        (self.root / "passphrase").write_text(PASSPHRASE + "\n")
        (self.root / "answers.yml").write_text(ANSWERS)
        return self.json("setup", "--from", str(self.root / "answers.yml"))

    @property
    def operator(self) -> list[str]:
        """Options with which the operator signs in."""
        return ["--operator", "operator", "--passphrase-file", str(self.root / "passphrase")]

    def client(self) -> AgentClient:
        """Return a client of the agent: what the commands use, without starting a process."""
        return AgentClient.at(DataFolder.at(self.data))

    def status(self) -> BoxStatus:
        with self.client() as client:
            return client.status()

    def unlock(self) -> None:
        with self.client() as client:
            client.unlock("operator", Secret(PASSPHRASE))

    def people(self) -> list[Person]:
        with self.client() as client:
            client.login("operator", Secret(PASSPHRASE))
            return client.people()

    def log_size(self) -> int:
        with self.client() as client:
            return client.log_head().size

    def log_problems(self) -> int:
        with self.client() as client:
            *_, last = client.verify_log()
        assert isinstance(last, VerifyResult)
        return last.problems

    def until(self, condition: Callable[[BoxStatus], bool]) -> BoxStatus:
        """Ask for the status until it is as expected."""
        deadline, agent = time.monotonic() + READY_WITHIN_S, Path(self.ready["agent"])
        while time.monotonic() < deadline:
            with contextlib.suppress(UnavailableError):
                if unix_ready(agent) and condition(found := self.status()):
                    return found
            select.select([], [], [], 0.05)
        raise AssertionError("the box did not become as expected")

    def pids(self) -> dict[str, int]:
        """Return the processes that serve this data, by service."""
        wanted = re.compile(rf"\0serve\0(\w+)\0--data\0{re.escape(str(self.data))}\0")
        found = {}
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                match = wanted.search(path.read_text())
            except OSError:
                continue
            if match:
                found[match[1]] = int(path.parent.name)
        return found


def free_ports() -> int:
    """Return the first of three free ports in a row."""
    for first in range(20000 + os.getpid() % 9000, 60000, 3):
        if all(_is_free(port) for port in range(first, first + 3)):
            return first
    raise AssertionError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
