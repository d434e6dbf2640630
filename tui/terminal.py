"""One line out, one line in: all that the plain line mode needs of a terminal."""

import getpass
from typing import TextIO


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
        """Announce something, one line."""
        self._sink.write(f"{text}\n")
        self._sink.flush()

    def ask(self, prompt: str) -> str:
        """Return the line that is typed.

        Raises:
            InputEndedError: there is no more input.
        """
        self._sink.write(f"{prompt} ")
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
            return getpass.getpass(f"{prompt} ", self._sink)
        except EOFError as error:
            raise InputEndedError from error
