"""The last question before everything is destroyed: a phrase, and who agrees."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Label

from appliance.agent.contract import WipePlan
from appliance.agent.wipe_client import Signer
from appliance.agent.wipe_words import is_phrase
from appliance.secret import Secret
from tui.dialogs.dialog import Dialog
from tui.model import Console
from tui.widgets.entry_line import EntryLine
from tui.widgets.push_button import PushButton


@dataclass(frozen=True, slots=True)
class WipeAgreed:
    """Everybody who was asked has agreed."""

    signers: tuple[Signer, ...]


class WipeDialog(Dialog[WipeAgreed]):
    """Asks for the phrase and for the passphrase of each who has to agree.

    Args:
        console: the view-model.
        plan: what will be destroyed.
    """

    HELP_TEXT = "help-wipe"

    def __init__(self, console: Console, plan: WipePlan) -> None:
        super().__init__(console)
        self.plan = plan
        self.asked = max(0, min(2, plan.needed - plan.agreed))
        self.typed: dict[str, str] = {"name-1": console.operator}

    def body(self) -> ComposeResult:
        """Lay out the phrase, a name and passphrase for each, and the two buttons."""
        yield self.title_line(self.words("wipe-title"))
        wanted = self.words(f"wipe-phrase-{self.plan.level}")
        with VerticalScroll(can_focus=False, classes="text"):
            yield Label(self.words("wipe-type", phrase=wanted), markup=False)
            yield self._line("phrase")
            for number in range(1, self.asked + 1):
                yield Label(self.words("wipe-signer", number=number), markup=False)
                yield self._line(f"name-{number}")
                yield Label(self.words("field-passphrase"), markup=False)
                yield self._line(f"passphrase-{number}", password=True)
        with Horizontal(classes="buttons"):
            yield PushButton(self.words("button-no"), id="no")
            yield PushButton(self.words("wipe-yes"), id="yes", disabled=not self._complete())

    def on_mount(self) -> None:
        """Stand on “No”."""
        self.query_one("#no").focus()

    def _line(self, name: str, *, password: bool = False) -> EntryLine:
        return EntryLine(self.typed.get(name, ""), id=name, password=password)

    def _complete(self) -> bool:
        phrase = self.typed.get("phrase", "")
        signed = all(
            self.typed.get(f"{what}-{number}", "").strip()
            for number in range(1, self.asked + 1)
            for what in ("name", "passphrase")
        )
        return signed and is_phrase(phrase, self.plan.level, self.words)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self.typed[event.input.id or ""] = event.value
        self.query_one("#yes", Button).disabled = not self._complete()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    @on(Button.Pressed, "#no")
    def _no(self) -> None:
        self.dismiss(None)

    @on(Button.Pressed, "#yes")
    def _yes(self) -> None:
        signers = tuple(
            Signer(self.typed[f"name-{number}"].strip(), Secret(self.typed[f"passphrase-{number}"]))
            for number in range(1, self.asked + 1)
        )
        self.dismiss(WipeAgreed(signers))
