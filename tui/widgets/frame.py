"""What every screen has: a title line, the training banner, and the line of keys."""

from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from tui.model import Console
from tui.overview import place_name

GAP = "  "
KEY_NAMES = {
    "escape": {"en": "Esc", "fr": "Échap"},
    "delete": {"en": "Del", "fr": "Suppr"},
    "enter": {"en": "Enter", "fr": "Entrée"},
    "pagedown": {"en": "PgDn", "fr": "Pg.Suiv"},
    "slash": {"en": "/", "fr": "/"},
    "ctrl+p": {"en": "Ctrl+P", "fr": "Ctrl+P"},
    "ctrl+q": {"en": "Ctrl+Q", "fr": "Ctrl+Q"},
}


class Topline(Static):
    """Which deployment this is, whether it is sealed or open, and whether the agent answers."""

    def __init__(self, console: Console) -> None:
        super().__init__(markup=False)
        self.console = console

    def on_mount(self) -> None:
        """Show the state as it is."""
        self.show()

    def show(self) -> None:
        """Say again how things are."""
        self.set_class(not self.console.connected, "lost")
        self.refresh()

    def render(self) -> RenderResult:
        """Return name to the left, state to the right."""
        words, status = self.console.words, self.console.status
        right = words("top-lost")
        if self.console.connected:
            right = words(f"top-{status.state}") if status else words("wait")
        width = max(self.content_size.width, 1)
        name = place_name(status, words)[: max(width - len(right) - 2, 8)]
        return Content(name + " " * max(width - len(name) - len(right), 1) + right)


class TrainingBanner(Static):
    """Says on every screen that everything is made up, where that is so."""

    def __init__(self, console: Console) -> None:
        super().__init__(markup=False)
        self.console = console

    def on_mount(self) -> None:
        """Show it where it belongs."""
        self.show()

    def show(self) -> None:
        """Show or hide the banner."""
        self.display = self.console.training
        self.update(self.console.words("training"))


class KeyLine(Widget):
    """The keys that work just now; wraps onto a second line rather than cutting off."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console
        self._said: list[str] = []

    def on_mount(self) -> None:
        """Follow the screen's keys."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._follow())

    def _follow(self) -> None:
        """Draw again only what has changed: laying a screen out costs more than a key may."""
        lines = self._lines(self.content_size.width)
        if lines != self._said:
            taller = len(lines) != len(self._said)
            self._said = lines
            self.refresh(layout=taller)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines the keys need."""
        del container, viewport
        return len(self._lines(width))

    def render(self) -> RenderResult:
        """Return the keys with what they do."""
        return Content("\n".join(self._lines(self.content_size.width)))

    def _lines(self, width: int) -> list[str]:
        """Fill lines with whole entries: a key is never parted from its word."""
        lines = [""]
        for each in self._shown():
            joined = f"{lines[-1]}{GAP if lines[-1] else ''}{each}"
            if len(joined) > width and lines[-1]:
                lines.append(each)
            else:
                lines[-1] = joined
        return lines

    def _shown(self) -> list[str]:
        """Return the keys of this screen first, then those that work everywhere."""
        own: dict[str, str] = {}
        everywhere: dict[str, str] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled:
                kept = everywhere if binding.action.startswith("app.") else own
                kept.setdefault(binding.action, self._one(binding))
        return [*own.values(), *everywhere.values()]

    def _one(self, binding: Binding) -> str:
        words = self.console.words
        name = KEY_NAMES.get(binding.key, {}).get(words.language) or binding.key.upper()
        return f"{name} {words(binding.description)}"
