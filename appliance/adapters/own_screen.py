"""The terminal of a sitting, opened by the sitting itself: nothing typed passes through others."""

import array
import contextlib
import fcntl
import os
import termios
from collections.abc import Mapping
from types import TracebackType
from typing import Final, Literal, Self

from appliance.errors import OwnScreenError

Place = Literal["console", "terminal", "remote"]

TERMINAL: Final = "/dev/tty"
REMOTE_MARKS: Final = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
CLEAR: Final = "\x1b[H\x1b[2J\x1b[3J"  # the last one empties the scrollback
OWN_PAGE: Final = "\x1b[?1049h"
PAGE_BEFORE: Final = "\x1b[?1049l"
_TIOCGDEV: Final = 0x80045432
_CONSOLE_MAJOR: Final = 4
_CONSOLES: Final = range(1, 64)
_READ_BYTES: Final = 4096


class OwnScreen:
    """The terminal that this process is started on, for it alone while it is open.

    Args:
        path: the terminal.

    Raises:
        OwnScreenError: there is none, or it cannot clear itself.
    """

    def __init__(self, path: str = TERMINAL) -> None:
        try:
            self._terminal = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as error:
            raise OwnScreenError from error

    def __enter__(self) -> Self:
        self._before = termios.tcgetattr(self._terminal)
        self._write(OWN_PAGE + CLEAR)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError, termios.error):  # the terminal may have gone
            self._write(CLEAR + PAGE_BEFORE + CLEAR)
            # What was typed ahead must not reach the shell that comes next.
            termios.tcsetattr(self._terminal, termios.TCSAFLUSH, self._before)
        os.close(self._terminal)

    @property
    def place(self) -> Place:
        """Where this terminal is."""
        return place_of(self._device(), os.environ)

    def say(self, text: str = "") -> None:
        """Write a line."""
        self._write(text.replace("\n", "\r\n") + "\r\n")

    def clear(self) -> None:
        """Take everything off the screen and out of its scrollback."""
        self._write(CLEAR)

    def ask(self, prompt: str, *, hidden: bool = False) -> str | None:
        """Ask for a line; None when the terminal has gone or its end was typed.

        Args:
            prompt: what stands before the answer.
            hidden: show nothing of what is typed.
        """
        self._echo(on=not hidden)
        self._write(prompt + " ")
        line = os.read(self._terminal, _READ_BYTES)
        if hidden:
            self._write("\r\n")
        return line.decode("utf-8", "replace").strip() if line else None

    def _echo(self, *, on: bool) -> None:
        settings = termios.tcgetattr(self._terminal)
        settings[3] = settings[3] | termios.ICANON | termios.ISIG
        settings[3] = settings[3] | termios.ECHO if on else settings[3] & ~termios.ECHO
        termios.tcsetattr(self._terminal, termios.TCSADRAIN, settings)

    def _device(self) -> int:
        found = array.array("I", [0])
        try:
            fcntl.ioctl(self._terminal, _TIOCGDEV, found)
        except OSError as error:
            raise OwnScreenError from error
        return found[0]

    def _write(self, text: str) -> None:
        left = text.encode()
        while left:
            left = left[os.write(self._terminal, left) :]


def place_of(device: int, environment: Mapping[str, str]) -> Place:
    """Tell where a terminal is.

    Args:
        device: its number.
        environment: this process's.

    Returns:
        `console` for a virtual console of the machine's own screen, `remote` over SSH,
        `terminal` for anything else: a window, a serial line, tmux.
    """
    if any(environment.get(name) for name in REMOTE_MARKS):
        return "remote"
    if os.major(device) == _CONSOLE_MAJOR and os.minor(device) in _CONSOLES:
        return "console"
    return "terminal"
