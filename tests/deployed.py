"""A whole deployment as an operator starts it: `safehold up --training` and its processes."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

SERVING = ("gateway", "intake", "storage", "coordination", "agent")
SERVICES = (*SERVING, "wiped")
START_WITHIN_S = 120
STOP_WITHIN_S = 30


@dataclass
class Deployed:
    """One running deployment."""

    process: subprocess.Popen[str]
    data: Path
    addresses: dict[str, str]

    def pid_of(self, service: str) -> int | None:
        """Return the process id of a service, or None while it is down."""
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.process.pid).children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                    words = child.cmdline()
                    if "serve" in words and words[words.index("serve") + 1] == service:
                        return int(child.pid)
        return None

    def command(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `safehold …` on this deployment."""
        return subprocess.run(
            [*SAFEHOLD, *words, "--data", str(self.data)],
            capture_output=True,
            text=True,
            timeout=120,
            check=check,
        )

    def status(self) -> dict[str, object]:
        """Return what `safehold status --json` says."""
        found = json.loads(self.command("status", "--json").stdout)
        assert isinstance(found, dict)
        return found

    def unlock(self) -> None:
        """Open the vault as the training operator."""
        operator = json.loads((self.data / "state/training.json").read_text())["operator"]
        read, write = os.pipe()
        os.write(write, str(operator["passphrase"]).encode())
        os.close(write)
        words = ["unlock", "--data", str(self.data), "--operator", operator["name"]]
        subprocess.run(
            [*SAFEHOLD, *words, "--passphrase-fd", str(read)],
            pass_fds=[read],
            timeout=120,
            check=True,
            capture_output=True,
        )
        os.close(read)

    def stop(self) -> int:
        """Stop it as Ctrl-C does; return the exit code."""
        self.process.terminate()
        return self.process.wait(STOP_WITHIN_S)


SAFEHOLD = (sys.executable, "-m", "appliance.cli")


def free_ports() -> int:
    """Return the first of three free ports in a row."""
    while True:
        with contextlib.ExitStack() as stack:
            first = stack.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            with contextlib.suppress(OSError, OverflowError):
                for offset in (1, 2):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", port + offset))
                return port


@contextlib.contextmanager
def deployed(data: Path, *options: str) -> Iterator[Deployed]:
    """Start a deployment, wait until it is ready, and stop it at the end.

    Args:
        data: its data folder.
        options: further words after `safehold up`, such as `--training`.
    """
    errors = (data.parent / f"{data.name}.log").open("a")
    process = subprocess.Popen(
        [*SAFEHOLD, "up", "--data", str(data), "--port", str(free_ports()), *options],
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith("ready: "):
            process.wait(STOP_WITHIN_S)
            raise AssertionError(Path(errors.name).read_text()[-3000:])
        yield Deployed(process, data, json.loads(line.removeprefix("ready: ")))
    finally:
        errors.close()
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_WITHIN_S)
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def wait_until(happened: Callable[[], bool], within_s: float = START_WITHIN_S) -> None:
    """Ask again until something has happened; fail if it does not."""
    deadline = time.monotonic() + within_s
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError("it did not happen in time")
        time.sleep(0.05)
