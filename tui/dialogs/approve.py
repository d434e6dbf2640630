"""Six words to compare by voice, before a key is trusted."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Grid
from textual.widgets import Static

from appliance.agent.contract import Plan
from tui.dialogs.confirm import ConfirmDialog
from tui.model import Console


class ApproveDialog(ConfirmDialog):
    """Shows the words large, then what will happen, then asks for a typed word.

    Args:
        console: the view-model.
        name: whom.
        six_words: of the key that is to be trusted.
        plan: what approving would do.
    """

    def __init__(self, console: Console, name: str, six_words: Sequence[str], plan: Plan) -> None:
        words = console.words
        super().__init__(
            console,
            lambda: words("approve-title", name=name),
            lambda: [words("plan-title"), *(f"– {e}" for e in console.plan_lines(plan))],
            "approve-yes",
            word="approve-word",
            help_text="help-approve",
        )
        self.six_words = six_words
        self.person_name = name

    def before(self) -> ComposeResult:
        """Put the words before everything else."""
        compare = self.words("approve-compare", name=self.person_name)
        yield Static(compare, id="compare", markup=False)
        with Grid(id="words"):
            for number, word in enumerate(self.six_words, start=1):
                yield Static(f"{number}  {word.upper()}", classes="word", markup=False)
