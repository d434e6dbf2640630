"""Labels and what stands against them; long texts wrap in their own column."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text
from textual.widgets import Static

Pair = tuple[str, str]


class Facts(Static):
    """Pairs of a label and a text.

    Args:
        pairs: what to show first.
    """

    def __init__(self, pairs: Sequence[Pair] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(_table(pairs), id=id)
        self.pairs = list(pairs)

    def show(self, pairs: Sequence[Pair]) -> None:
        """Show other pairs; the same ones are not drawn again, so a slow line stays quiet."""
        if list(pairs) != self.pairs:
            self.pairs = list(pairs)
            self.update(_table(pairs))


def _table(pairs: Sequence[Pair]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for label, text in pairs:
        table.add_row(Text(label, style="bold"), Text(text))
    return table
