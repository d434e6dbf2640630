"""One line out, one line in: all that the plain line mode needs of a terminal."""

import getpass
import os
import sys
import termios
from typing import TextIO

from appliance.core.shown import shown

SECOND_SCREEN = "\x1b[?1049h\x1b[2J\x1b[H"
FIRST_SCREEN = "\x1b[2J\x1b[?1049l"
GO_BACK = b"\r\n\x1b"


class InputEndedError(Exception):
    """Nobody types any more: the line was cut or the input has ended."""


class Terminal:
    """Says lines and asks for lines.

    Args:
        source: where answers come from.
        sink: where lines go.
    """

    def __init__(self, source: TextIO, sink: TextIO) -> None:
        self._source = source
        self._sink = sink

    def say(self, text: str) -> None:
        """Announce something, one line; what would leave it is left out."""
        self._sink.write(f"{shown(text)}\n")
        self._sink.flush()

    def ask(self, prompt: str) -> str:
        """Return the line that is typed.

        Raises:
            InputEndedError: there is no more input.
        """
        self._sink.write(f"{shown(prompt)} ")
        self._sink.flush()
        line = self._source.readline()
        if not line:
            raise InputEndedError
        return line.strip()

    def ask_secret(self, prompt: str) -> str:
        """Return a line that is not shown while it is typed.

        Raises:
            InputEndedError: there is no more input.
        """
        if not self._source.isatty():
            return self.ask(prompt)
        try:
            return getpass.getpass(f"{shown(prompt)} ", self._sink)
        except EOFError as error:
            raise InputEndedError from error


def show_alone(text: str, prompt: str) -> None:
    """Show one text on an empty screen until Enter is pressed, so that it can be marked and copied.

    It is written as one line, however long, and leaves nothing to scroll back to. Ctrl+C, which
    many press to copy, is only a key here: as a signal it would stop the services too.
    """
    source = sys.stdin.fileno()
    before = termios.tcgetattr(source)
    quiet = [*before]
    quiet[3] = before[3] & ~(termios.ISIG | termios.ICANON | termios.ECHO)
    try:
        termios.tcsetattr(source, termios.TCSADRAIN, quiet)
        sys.stdout.write(f"{SECOND_SCREEN}{shown(text)}\n\n{shown(prompt)}\n")
        sys.stdout.flush()
        while (typed := os.read(source, 1)) and typed not in GO_BACK:
            pass
    finally:
        sys.stdout.write(FIRST_SCREEN)
        sys.stdout.flush()
        termios.tcsetattr(source, termios.TCSADRAIN, before)
