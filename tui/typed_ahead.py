"""Keys that come before the cursor does: on a slow line people type ahead of the screen."""

from textual import events
from textual.screen import Screen


class TypedAhead:
    """Says of a screen whether what is typed now has to wait for its cursor.

    It waits from the moment the screen is drawn until something on it has the cursor. Afterwards a
    screen that loses its cursor, to a click beside everything, still takes its letter keys.
    """

    has_cursor = True  # False where there is nothing to stand on, only letter keys
    drawing = True

    def on_descendant_focus(self) -> None:
        """Take keys from now on: there is a cursor."""
        self.drawing = False

    @property
    def keys_wait(self) -> bool:
        """Whether what is typed now has to wait."""
        return self.has_cursor and self.drawing


def has_to_wait(event: events.Event, screen: Screen[object]) -> bool:
    """Return whether a key or a pasted text comes before the cursor it is meant for."""
    if not isinstance(screen, TypedAhead) or not screen.keys_wait or screen.focused is not None:
        return False
    if isinstance(event, events.Key):
        return event.is_printable or event.key in {"enter", "tab", "down", "backspace"}
    return isinstance(event, events.Paste)
