"""Six words to compare by voice, before a key is trusted."""

from textual.app import ComposeResult
from textual.containers import Grid
from textual.widgets import Static

from appliance.agent.contract import Approval
from tui.dialogs.confirm import ConfirmDialog
from tui.model import Console
from tui.people import name_of


class ApproveDialog(ConfirmDialog):
    """Shows the words large, then what will happen, then asks for a typed word.

    Args:
        console: the view-model.
        approval: whom, with the plan.
    """

    def __init__(self, console: Console, approval: Approval) -> None:
        words, name = console.words, name_of(approval.person, console.words)
        super().__init__(
            console,
            lambda: words("approve-title", name=name),
            lambda: [words("plan-title"), *(f"– {e}" for e in console.plan_lines(approval.plan))],
            "approve-yes",
            word="approve-word",
            help_text="help-approve",
        )
        self.approval = approval
        self.person_name = name

    def before(self) -> ComposeResult:
        """Put the words before everything else."""
        compare = self.words("approve-compare", name=self.person_name)
        yield Static(compare, id="compare", markup=False)
        with Grid(id="words"):
            for number, word in enumerate(self.approval.person.words, start=1):
                yield Static(f"{number}  {word.upper()}", classes="word", markup=False)
