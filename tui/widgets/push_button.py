"""A button that can be told from text without colour."""

from textual.content import Content
from textual.widgets import Button


class PushButton(Button):
    """A button in brackets, one line high.

    Args:
        label: what it does.
        id: its name.
        disabled: whether it cannot be pressed yet.
    """

    def __init__(self, label: str, *, id: str, disabled: bool = False) -> None:  # noqa: A002
        super().__init__(Content(f"[ {label} ]"), id=id, disabled=disabled, compact=True)
        self.active_effect_duration = 0  # no animation; a second press at once counts too
