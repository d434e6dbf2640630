"""The console in a real terminal of 80×24: from a key to the paint, and bytes a screen costs.

Run as a program it is the console itself, on an agent in memory with 500 people.
"""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from appliance.agent.contract import BoxStatus
from tests.bench.machine import cpu_s
from tests.tui.fake_agent import FakeAgent, person
from tui.app import ConsoleApp
from tui.model import Console
from tui.words import Words

PEOPLE = 500
ROWS, COLUMNS = 24, 80
QUIET_S = 0.4  # no output for so long: what a key has caused is painted
STEPS = 60
WITHIN_S = 10.0
SCREENS = {
    "people": b"p",
    "operators": b"m",
    "log": b"l",
    "links": b"k",
    "help": b"\x1bOP",
}


class TimedAgent(FakeAgent):
    """Says on a pipe when it has answered for the first time."""

    def status(self) -> BoxStatus:
        found = super().status()
        if not self.calls:
            self.calls.append(("answered",))
            os.write(int(sys.argv[1]), struct.pack("d", time.perf_counter()))
        return found


@dataclass
class Painted:
    """What was measured.

    Args:
        first_screen_ms: from the agent's first answer to the whole first screen.
        keys_ms: from each key to the end of its paint.
        key_cpu_ms: processor time that a key has cost, whatever else the machine did.
        screen_bytes: written to the terminal to show each screen, home first.
    """

    first_screen_ms: float = 0.0
    keys_ms: list[float] = field(default_factory=list)
    key_cpu_ms: float = 0.0
    screen_bytes: dict[str, int] = field(default_factory=dict)


def measure() -> Painted:
    """Open the console, go through its screens, and walk through 500 people."""
    found = Painted()
    with _console() as (terminal, answered, process):
        home, painted = _burst(terminal, until=b"Wipe")
        found.first_screen_ms = (painted - struct.unpack("d", os.read(answered, 8))[0]) * 1000
        found.screen_bytes["home"] = home
        for name, key in SCREENS.items():
            found.screen_bytes[name], _ = _press(terminal, key)
            _press(terminal, b"\x1b")
        _press(terminal, b"p")
        used_s = cpu_s(process)
        for key in (b"\x1b[B",) * STEPS + (b"\x1b[6~",) * (STEPS // 3):
            start = time.perf_counter()
            size, painted = _press(terminal, key)
            if size:
                found.keys_ms.append((painted - start) * 1000)
        found.key_cpu_ms = (cpu_s(process) - used_s) * 1000 / len(found.keys_ms)
    return found


@contextmanager
def _console() -> Iterator[tuple[int, int, int]]:
    terminal, its_end = pty.openpty()
    fcntl.ioctl(its_end, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    answered, told = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.console", str(told)],
        stdin=its_end, stdout=its_end, stderr=its_end, pass_fds=[told],
        env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )  # fmt: skip
    os.close(its_end)
    os.close(told)
    try:
        yield terminal, answered, process.pid
    finally:
        process.kill()
        process.wait()
        os.close(terminal)
        os.close(answered)


def _press(terminal: int, key: bytes) -> tuple[int, float]:
    os.write(terminal, key)
    return _burst(terminal)


def _burst(terminal: int, until: bytes = b"") -> tuple[int, float]:
    """Wait for output, then read until nothing more comes; return its bytes, and when it ended."""
    seen, last, deadline = b"", time.perf_counter(), time.perf_counter() + WITHIN_S
    while time.perf_counter() < deadline:
        wait_s = QUIET_S if seen and until in seen else WITHIN_S
        if not select.select([terminal], [], [], wait_s)[0]:
            break
        seen += os.read(terminal, 65536)
        last = time.perf_counter()
    return len(seen), last


def main() -> None:
    """Be the console that is measured."""
    people = [person(each, "pending" if each < 3 else "active") for each in range(PEOPLE)]
    ConsoleApp(Console(TimedAgent("open", people).sign_in(), Words("en"))).run()


if __name__ == "__main__":
    main()
