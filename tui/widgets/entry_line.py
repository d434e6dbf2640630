"""A line to type in, one row high, that can be seen while it is empty."""

from textual.widgets import Input

RULE = "_" * 40


class EntryLine(Input):
    """An input with a rule where nothing is typed yet.

    Args:
        value: what is typed already.
        id: its name.
        name: key of the answer it holds, where there is one.
        password: whether what is typed is hidden.
    """

    def __init__(
        self,
        value: str = "",
        *,
        id: str,  # noqa: A002 - Textual's own name for it
        name: str | None = None,
        password: bool = False,
    ) -> None:
        super().__init__(
            value,
            placeholder=RULE,
            id=id,
            name=name,
            password=password,
            compact=True,
            select_on_focus=password,  # what can be read is not lost to a stray letter
        )
        self.cursor_blink = False  # each blink would cross a slow line
