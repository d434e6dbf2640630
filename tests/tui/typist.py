"""Types into the real console in a real terminal of 80×24, through tmux."""

import contextlib
import os
import re
import select
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WITHIN_S = 60.0


@dataclass
class Typist:
    """Somebody at a terminal.

    Args:
        server: the tmux server's socket.
        output: end of a pipe that becomes readable whenever the terminal is written to.
    """

    server: Path
    output: int

    def tmux(self, *words: str) -> str:
        found = subprocess.run(
            ["tmux", "-S", str(self.server), *words], capture_output=True, text=True, check=True
        )
        return found.stdout

    def press(self, *keys: str) -> None:
        for each in keys:
            self.tmux("send-keys", each)

    def write(self, text: str) -> None:
        self.tmux("send-keys", "-l", text)

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p")

    def sees(self, text: str) -> str:
        """Wait until a text stands on the screen, looking whenever something was drawn."""
        deadline = time.monotonic() + WITHIN_S
        while text not in self._unwrapped(found := self.screen()):
            self._drawn(deadline, found)
        return found

    def stands_on(self, text: str) -> None:
        """Wait until the cursor stands on a text, which is shown reversed or on white."""
        reversed_text = re.compile(rf"\x1b\[(?:\d+;)*4?7(?:;\d+)*m[^\x1b]*{re.escape(text)}")
        deadline = time.monotonic() + WITHIN_S
        while not reversed_text.search(found := self.tmux("capture-pane", "-p", "-e")):
            self._drawn(deadline, found)

    def stands_on_line(self) -> None:
        """Wait until the cursor stands on an empty line to type in."""
        self.stands_on("_")

    def _drawn(self, deadline: float, shown: str) -> None:
        left = deadline - time.monotonic()
        ready, _, _ = select.select([self.output], [], [], max(left, 0))
        assert ready, shown
        assert left > 0, shown
        os.read(self.output, 65536)

    def _unwrapped(self, screen: str) -> str:
        return " ".join(line.strip(" │") for line in screen.splitlines() if line.strip(" │"))


@contextlib.contextmanager
def at_terminal(folder: Path, *arguments: str) -> Iterator[Typist]:
    """Open `python -m tui` in a terminal of its own, and close it at the end."""
    with at_shell(folder) as typist:
        command = shlex.join([sys.executable, "-m", "tui", *arguments])
        typist.press(f"LC_ALL=C.UTF-8 exec {command}", "Enter")
        yield typist


@contextlib.contextmanager
def at_shell(folder: Path) -> Iterator[Typist]:
    """Open a shell in the project's folder, in a terminal of its own, and close it at the end."""
    server, pipe = folder / "tmux", folder / "drawn"
    os.mkfifo(pipe)
    output = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    holder = os.open(pipe, os.O_WRONLY)  # keeps the pipe open between two drawings
    typist = Typist(server, output)
    try:
        typist.tmux("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "sh")
        typist.tmux("pipe-pane", "-o", f"cat > {shlex.quote(str(pipe))}")
        typist.press(f"cd {shlex.quote(str(ROOT))}", "Enter")
        yield typist
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            typist.tmux("kill-server")
        os.close(holder)
        os.close(output)
