"""Six words to compare by voice, before a key is trusted."""

from textual.app import ComposeResult
from textual.containers import Grid
from textual.widgets import Static

from tui.dialogs.confirm import ConfirmDialog
from tui.listing import Question
from tui.model import Console


class ApproveDialog(ConfirmDialog):
    """Shows the words large, then what will happen, then asks for a typed word.

    Args:
        console: the view-model.
        question: what would be done, with the words of the key that is to be trusted.
    """

    def __init__(self, console: Console, question: Question) -> None:
        super().__init__(
            console,
            question.title,
            question.lines,
            question.yes,
            word=question.word,
            help_text=question.help_text,
        )
        self.question = question

    def before(self) -> ComposeResult:
        """Put the words before everything else."""
        yield Static(self.question.compare(), id="compare", markup=False)
        with Grid(id="words"):
            for number, word in enumerate(self.question.six_words, start=1):
                yield Static(f"{number}  {word.upper()}", classes="word", markup=False)
