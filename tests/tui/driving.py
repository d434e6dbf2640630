"""Drives the full-screen console as an operator does: keys in, words out."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import DataTable, Input, OptionList, Static

from tests.tui.fake_agent import FakeAgent
from tui.app import ConsoleApp
from tui.model import Console
from tui.widgets.entries import Entries
from tui.widgets.facts import Facts
from tui.widgets.frame import KeyLine
from tui.words import Words

SIZE = (80, 24)
TRIES = 400


class Operator:
    """Somebody at the console.

    Args:
        app: the console.
        pilot: its keyboard.
    """

    def __init__(self, app: ConsoleApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> Screen[object]:
        return self.app.screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def write(self, text: str) -> None:
        """Type a text into the line that has the focus."""
        await self.press(*("space" if each == " " else each for each in text))

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for the console to have done something; fail with what it shows instead."""
        for _ in range(TRIES):
            await self.pilot.pause(0.02)
            if condition():
                return
        raise AssertionError(self.shown())

    async def sees(self, text: str) -> None:
        """Wait until a text stands on the screen on top."""
        await self.until(lambda: text in self.shown())

    async def at(self, name: str) -> None:
        """Wait for a screen or dialog to be on top, with the cursor somewhere."""
        await self.until(
            lambda: type(self.screen).__name__ == name and self.screen.focused is not None
        )

    async def press_button(self, name: str) -> None:
        """Walk to a button with Tab and press it."""
        for _ in range(20):
            if self.screen.focused is not None and self.screen.focused.id == name:
                await self.press("enter")
                return
            await self.press("tab")
        raise AssertionError(self.shown())

    def shown(self) -> str:
        """Return the words on the screen on top."""
        lines = []
        for widget in self.screen.query("*"):
            if not all(each.display for each in widget.ancestors_with_self):
                continue
            if isinstance(widget, KeyLine):
                lines.append(str(widget.render()))
            elif isinstance(widget, Facts):
                lines += [f"{label} {text}" for label, text in widget.pairs]
            elif isinstance(widget, Entries):
                lines += [each.label for each in widget.entries]
            elif isinstance(widget, Static):
                lines.append(str(widget.render()))
            elif isinstance(widget, OptionList):
                lines += [str(each.prompt) for each in widget.options]
            elif isinstance(widget, Input):
                lines.append(widget.value)
            elif isinstance(widget, DataTable):
                lines += [" ".join(widget.get_row_at(row)) for row in range(widget.row_count)]
        return "\n".join(lines)


@asynccontextmanager
async def operating(
    agent: FakeAgent,
    language: str = "en",
    *,
    supervised: bool = False,
    size: tuple[int, int] = SIZE,
) -> AsyncIterator[Operator]:
    """Open the console on an agent."""
    app = ConsoleApp(Console(agent, Words(language), supervised=supervised))
    async with app.run_test(size=size) as pilot:
        operator = Operator(app, pilot)
        await operator.until(lambda: app.model.status is not None or not app.model.connected)
        yield operator
