"""A whole deployment started beside the running one, on ports of its own, to see that it starts."""

import json
import os
import selectors
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from appliance.adapters.bound_process import bound
from appliance.errors import DrillError

READY = "ready: "
READY_WITHIN_S = 120.0
ANSWER_WITHIN_S = 20.0
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")
CHECKOUT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def started(folder: Path) -> Iterator[dict[str, Any]]:
    """Start a deployment on a data folder; give what its status says; end it at once afterwards.

    It is not given any passphrase, so it stays sealed.

    Raises:
        DrillError: it did not start, or does not answer.
    """
    command = [sys.executable, "-m", "appliance.cli", "up"]
    command += ["--data", str(folder), "--port", str(_free_ports())]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
        bound(command),
        cwd=CHECKOUT,
        env={name: os.environ[name] for name in INHERITED if name in os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield _status(_ready(process))
    finally:
        process.kill()  # nothing in it has to survive; the kernel ends what it has started
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _ready(process: "subprocess.Popen[bytes]") -> dict[str, str]:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        if not selector.select(READY_WITHIN_S):
            raise DrillError
    line = process.stdout.readline().decode()
    if not line.startswith(READY):
        raise DrillError
    found: dict[str, str] = json.loads(line.removeprefix(READY))
    return found


def _status(ready: dict[str, str]) -> dict[str, Any]:
    transport = httpx.HTTPTransport(uds=ready["agent"], verify=False)
    try:
        with httpx.Client(transport=transport, timeout=ANSWER_WITHIN_S) as client:
            answer = client.get("http://agent/status")
            answer.raise_for_status()
            found: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise DrillError from error
    return found


def _free_ports() -> int:
    """Return the first of three free ports in a row."""
    for _ in range(100):
        with ExitStack() as stack, suppress(OSError, OverflowError):
            probe = stack.enter_context(socket.socket())
            probe.bind(("127.0.0.1", 0))
            first = int(probe.getsockname()[1])
            for offset in (1, 2):
                stack.enter_context(socket.socket()).bind(("127.0.0.1", first + offset))
            return first
    raise DrillError
