"""Trustees at a terminal: starts a command on one of its own, reads the screen, types."""

import contextlib
import fcntl
import os
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

WITHIN_S = 120
NUMBERED = re.compile(r"\b(\d{1,2})\. ([a-z]+)")
SAFEHOLD = (sys.executable, "-m", "appliance.cli")
CLEARED = "\x1b[3J"


@dataclass
class Screen:
    """A terminal with a command on it; what it shows is kept from the last look on."""

    process: subprocess.Popen[bytes]
    terminal: int
    shown: str = ""
    everything: str = ""
    seen: list[str] = field(default_factory=list)

    def read_until(self, text: str) -> str:
        """Wait until the screen shows a text; return what came with it."""
        deadline = time.monotonic() + WITHIN_S
        while text not in self.shown:
            assert time.monotonic() < deadline, f"never shown: {text!r} in {self.shown!r}"
            assert self._more(deadline - time.monotonic()), f"ended before {text!r}: {self.shown}"
        found, _, self.shown = self.shown.partition(text)
        self.seen.append(found + text)
        return found

    def type(self, line: str = "") -> None:
        """Type a line."""
        os.write(self.terminal, line.encode() + b"\n")

    def finish(self) -> int:
        """Read to the end; return the exit code."""
        deadline = time.monotonic() + WITHIN_S
        while self._more(deadline - time.monotonic()):
            continue
        return self.process.wait(WITHIN_S)

    @property
    def command(self) -> psutil.Process:
        """The command's process; the shell before it holds the terminal."""
        return psutil.Process(self.process.pid).children()[0]

    def sitting(self) -> psutil.Process:
        """Return the sitting's own process."""
        found: list[psutil.Process] = []
        for each in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if "appliance.cli.sitting_main" in each.cmdline():
                    found.append(each)
        assert len(found) == 1
        return found[0]

    def _more(self, within_s: float) -> bool:
        ready, _, _ = select.select([self.terminal], [], [], max(0.0, within_s))
        if not ready:
            return False
        try:
            piece = os.read(self.terminal, 65536).decode("utf-8", "replace")
        except OSError:  # the other end has gone
            return False
        self.shown += piece
        self.everything += piece
        return bool(piece)


def words_shown(text: str) -> list[str]:
    """Return the numbered words of a share that the screen shows."""
    found = {int(number): word for number, word in NUMBERED.findall(text)}
    return [found[number] for number in range(1, 34)]


@contextlib.contextmanager
def on_screen(*arguments: str, environment: Mapping[str, str] | None = None) -> Iterator[Screen]:
    """Start `safehold …` on a terminal of its own."""
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        ["/bin/sh", "-c", 'trap : INT; "$@"; exit $?', "sh", *SAFEHOLD, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={
            **{name: each for name, each in os.environ.items() if not name.startswith("SSH_")},
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "TERM": "linux",
            **(environment or {}),
        },
        start_new_session=True,
        preexec_fn=_takes_terminal,  # noqa: PLW1509 - no thread of the tests holds a lock
    )
    os.close(theirs)
    try:
        yield Screen(process, ours)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()
        os.close(ours)


def hold_ceremony(
    screen: Screen, looks: Mapping[int, Callable[[list[str]], None]], count: int
) -> list[str]:
    """Go through a ceremony as trustees do; return their papers.

    Args:
        screen: where it is held.
        looks: by number of a share: called with its words while the screen shows them.
        count: how many trustees are there.
    """
    papers = []
    screen.read_until("Press Enter.")  # training, and not the box's own screen
    screen.type()
    for number in range(1, count + 1):
        screen.read_until(f"Share {number} of")
        screen.read_until("Then press Enter.")
        screen.type()
        words = words_shown(screen.read_until("the screen is cleared."))
        if number in looks:
            looks[number](words)
        papers.append(" ".join(words))
        screen.type()
        type_share(screen, papers[-1])
        screen.read_until("Word for good days:")
        screen.type("calm river")
        screen.read_until("Word for bad days:")
        screen.type("grey stone")
    return papers


def type_share(screen: Screen, paper: str) -> None:
    """Type a share in three lines."""
    words = paper.split()
    for first in range(0, 33, 11):
        screen.read_until(f"Word {first + 1}:")
        screen.type(" ".join(words[first : first + 11]))


def _takes_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def files_below(root: Path) -> list[Path]:
    """Return every file below a folder."""
    return [each for each in root.rglob("*") if each.is_file()]
