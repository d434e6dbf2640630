"""Yes or no; “No” has the focus."""

from collections.abc import Callable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Label

from tui.dialogs.dialog import Dialog
from tui.form import plain_letters
from tui.model import Console
from tui.widgets.entry_line import EntryLine
from tui.widgets.push_button import PushButton

Say = Callable[[], str]


class ConfirmDialog(Dialog[bool]):
    """Asks once before something happens.

    Args:
        console: the view-model.
        title: says what it is about; a call, so that it follows the language.
        lines: say what will happen.
        yes: message on the button that does it.
        word: message of a word that has to be typed first, where there is one.
        help_text: message that F1 shows.
    """

    def __init__(
        self,
        console: Console,
        title: Say,
        lines: Callable[[], Sequence[str]],
        yes: str,
        *,
        word: str = "",
        help_text: str = "help-dialog",
    ) -> None:
        super().__init__(console)
        self.heading = title
        self.lines = lines
        self.yes = yes
        self.word = word
        self.own_help = help_text

    @property
    def help_text(self) -> str:
        """The message that F1 shows here."""
        return self.own_help

    def body(self) -> ComposeResult:
        """Lay out what will happen, the word to type and the two buttons."""
        yield self.title_line(self.heading())
        yield from self.before()
        with VerticalScroll(can_focus=False, classes="text"):
            for each in self.lines():
                yield Label(each, markup=False)
        if self.word:
            wanted = self.words(self.word)
            yield Label(self.words(f"{self.word.split('-')[0]}-type", word=wanted), markup=False)
            yield EntryLine(id="word")
        with Horizontal(classes="buttons"):
            yield PushButton(self.words("button-no"), id="no")
            yield PushButton(self.words(self.yes), id="yes", disabled=bool(self.word))

    def before(self) -> ComposeResult:
        """Lay out what comes before the text; nothing here."""
        yield from ()

    def on_mount(self) -> None:
        """Stand on “No”."""
        self.query_one("#no").focus()

    def go_to_word(self, key: events.Key) -> None:
        """Stand on the line as soon as somebody types, wherever the cursor stood.

        The application asks before it hands a key over, so that no letter overtakes another.
        """
        writes = key.character is not None and key.character.isalpha()
        if self.word and writes and not isinstance(self.focused, Input):
            for line in self.query("#word"):
                self.set_focus(line)

    @on(Input.Changed, "#word")
    def _typed(self, event: Input.Changed) -> None:
        wanted = plain_letters(self.words(self.word))
        self.query_one("#yes", Button).disabled = plain_letters(event.value) != wanted

    @on(Input.Submitted, "#word")
    def _entered(self) -> None:
        yes = self.query_one("#yes", Button)
        (self.query_one("#no") if yes.disabled else yes).focus()

    @on(Button.Pressed, "#no")
    def _no(self) -> None:
        self.dismiss(False)

    @on(Button.Pressed, "#yes")
    def _yes(self) -> None:
        self.dismiss(True)
