"""How a long operation tells how far it is."""

from typing import Protocol


class Progress(Protocol):
    """Takes what a running operation says of itself; called from any thread."""

    def phase(self, name: str) -> None:
        """Begin a declared phase."""

    def step(self, done: int, total: int) -> None:
        """Say how far the phase is, in bytes or items."""


class Silent:
    """Progress that nobody watches."""

    def phase(self, name: str) -> None:
        """Begin a phase."""

    def step(self, done: int, total: int) -> None:
        """Say how far it is."""


SILENT = Silent()
