"""What all full screens share: the frame around them, the language, and failures said calmly."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Label

from tui.keys import EVERYWHERE
from tui.messages import Returned
from tui.model import Console, Failure, attempt
from tui.typed_ahead import TypedAhead
from tui.widgets.frame import KeyLine, Topline, TrainingBanner

if TYPE_CHECKING:
    from tui.app import ConsoleApp

T = TypeVar("T")


class TaskScreen(TypedAhead, Screen[None]):
    """A full screen: top line, banner, body, keys.

    Args:
        console: the view-model.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p", "app.command_palette", "key-palette", priority=True),
        *EVERYWHERE,
    ]
    HELP_TEXT: ClassVar[str] = "help-home"
    settled = True  # whether another place may be shown instead without being asked for

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console
        self.words = console.words
        self.notice = ""

    @property
    def help_text(self) -> str:
        """The message that F1 shows here."""
        return self.HELP_TEXT

    @property
    def door(self) -> "ConsoleApp":
        """The application, which knows the way between screens."""
        return cast("ConsoleApp", self.app)

    def compose(self) -> ComposeResult:
        """Lay out the frame around the body."""
        yield Topline(self.console)
        yield TrainingBanner(self.console)
        with Vertical(id="body"):
            yield from self.body()
        yield Label(self.notice, id="notice", markup=False)
        yield KeyLine(self.console)

    def body(self) -> ComposeResult:
        """Lay out the task itself."""
        yield from ()

    def on_mount(self) -> None:
        """Start without a notice."""
        self.say("")

    def status_changed(self) -> None:
        """Show how the box is now; called by the application's handler."""
        for line in self.query(Topline):
            line.show()
        for banner in self.query(TrainingBanner):
            banner.show()

    def say(self, notice: str) -> None:
        """Show one line about what just happened, or clear it."""
        self.notice = notice
        for label in self.query("#notice").results(Label):
            label.update(notice)
            label.display = bool(notice)

    def fail(self, failure: Failure) -> None:
        """Say why something did not work; without a valid sign-in, go to the door."""
        self.say(f"! {failure.say(self.words)}")
        if self.console.sent_away(failure):
            self.door.show_place(failure.say(self.words))

    def ask(
        self,
        call: Callable[[], T],
        then: Callable[[T], None],
        otherwise: Callable[[Failure], None] | None = None,
        group: str = "task",
    ) -> None:
        """Call the agent beside the screen.

        Args:
            call: what to ask of it.
            then: shows what it has answered.
            otherwise: says why it did not work, where that takes more than a line.
            group: an earlier call of the same group is given up.
        """

        def work() -> None:
            self.post_message(Returned(attempt(call), then, otherwise or self.fail))

        self.run_worker(work, thread=True, exclusive=True, group=group, exit_on_error=False)

    @on(Returned)
    def _returned(self, event: Returned) -> None:
        if isinstance(event.outcome, Failure):
            event.otherwise(event.outcome)
        else:
            event.then(event.outcome)

    async def speak(self) -> None:
        """Draw everything again in the language in use; the cursor stays where it was."""
        focused = self.focused.id if self.focused else None
        self.drawing = bool(focused)
        await self.recompose()
        self.drawn()
        self.call_after_refresh(self._stand_on, focused)

    def _stand_on(self, name: str | None) -> None:
        """Put the cursor back once everything is laid out again."""
        if name and (found := self.query(f"#{name}")):
            self.set_focus(found.first())

    def drawn(self) -> None:
        """Fill in what the body shows; called after a change of language."""
        self.say(self.notice)
