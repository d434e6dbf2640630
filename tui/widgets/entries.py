"""The places to go from home, in two columns with their keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

TWO_COLUMNS_FROM = 44
CURSOR = ">"


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go.

    Args:
        id: its name.
        key: that goes there, as it is shown.
        text: what it is called.
        about: what one can do there.
        waits: whether something waits for the operator there.
    """

    id: str
    key: str
    text: str
    about: str
    waits: bool = False

    @property
    def label(self) -> str:
        """The entry as it is drawn; whatever waits begins with a sign."""
        return f"{'!' if self.waits else ' '} {self.key}  {self.text}"


class Entries(Widget, can_focus=True):
    """Entries from top to bottom, then in the next column; below them what the chosen one is for.

    The chosen one has a sign as well, so that colour is never needed.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"entries--chosen"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("left", "turn(-1)", show=False),
        Binding("right", "turn(1)", show=False),
        Binding("home", "step(-1000)", show=False),
        Binding("end", "step(1000)", show=False),
        Binding("enter", "choose", show=False),
        Binding("space", "choose", show=False),
    ]
    chosen = reactive(0)

    class Chosen(Message):
        """Somebody wants to go somewhere."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.entries: list[Entry] = []

    def show(self, entries: Sequence[Entry]) -> None:
        """Show other entries; the same ones are not drawn again, so a slow line stays quiet."""
        if list(entries) != self.entries:
            longer = len(entries) != len(self.entries)
            self.entries = list(entries)
            self.refresh(layout=longer)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the rows of a column, and those for what the chosen entry is for."""
        del container, viewport
        return self._rows(width) + max((len(_wrapped(e, width)) for e in self.entries), default=0)

    def render(self) -> RenderResult:
        """Draw the columns side by side."""
        width = self.content_size.width
        rows, columns = self._rows(width), self._columns(width)
        cell = width // columns
        lines = []
        for row in range(rows):
            at = [row + rows * column for column in range(columns)]
            cells = [self._cell(index, cell) for index in at if index < len(self.entries)]
            lines.append(Content("").join(cells))
        if self.entries:
            lines += [Content(each) for each in _wrapped(self.entries[self.chosen], width)]
        return Content("\n").join(lines)

    def action_step(self, by: int) -> None:
        """Go to the entry before or after."""
        self.chosen = min(max(self.chosen + by, 0), len(self.entries) - 1)

    def action_turn(self, by: int) -> None:
        """Go to the column to the left or right."""
        there = self.chosen + by * self._rows(self.content_size.width)
        if 0 <= there < len(self.entries):
            self.chosen = there

    def action_choose(self) -> None:
        """Go where the cursor stands."""
        if self.entries:
            self.post_message(self.Chosen(self.entries[self.chosen].id))

    def on_click(self, event: events.Click) -> None:
        """Go where somebody points."""
        width = self.content_size.width
        rows, cell = self._rows(width), width // self._columns(width)
        index = event.y + rows * ((event.x - self.gutter.left) // cell)
        if event.y < rows and 0 <= index < len(self.entries):
            self.chosen = index
            self.action_choose()

    def _columns(self, width: int) -> int:
        return 2 if width >= TWO_COLUMNS_FROM else 1

    def _rows(self, width: int) -> int:
        return -(-len(self.entries) // self._columns(width))

    def _cell(self, index: int, width: int) -> Content:
        entry, chosen = self.entries[index], index == self.chosen
        text = f"{CURSOR if chosen else ' '}{entry.label}"[: width - 1]
        style = self.get_visual_style("entries--chosen") if chosen and self.has_focus else ""
        return Content.styled(text, style) + Content(" " * (width - len(text)))


def _wrapped(entry: Entry, width: int) -> list[str]:
    return wrap(entry.about, max(width, 20), initial_indent="  ", subsequent_indent="  ")
