"""A few questions in a box: an entry of a list, or an invitation."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Label

from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.dialog import Dialog
from tui.form import Answered, Field, Problem
from tui.model import Console
from tui.widgets.form import Form
from tui.widgets.push_button import PushButton

Answers = TypeVar("Answers", bound=Answered)


class FormDialog(Dialog[Answers], Generic[Answers]):
    """Asks a few questions and returns the answers, or nothing.

    Args:
        console: the view-model.
        title: message of the title.
        fields: what is asked.
        answers: where the answers are kept; a copy, so that leaving changes nothing.
        problem: returns what is wrong, or nothing.
        save: message on the button.
    """

    def __init__(
        self,
        console: Console,
        title: str,
        fields: Sequence[Field],
        answers: Answers,
        problem: Callable[[Answers], Problem | None],
        *,
        save: str = "button-save",
        help_text: str = "help-setup",
    ) -> None:
        super().__init__(console)
        self.heading = title
        self.fields = fields
        self.answers = answers
        self.before = [answers.get(each.key) for each in fields]
        self.problem = problem
        self.save = save
        self.own_help = help_text
        self.found: Problem | None = None

    @property
    def help_text(self) -> str:
        """The message that F1 shows here."""
        return self.own_help

    @property
    def unsaved(self) -> bool:
        """Whether leaving would lose something."""
        return [self.answers.get(each.key) for each in self.fields] != self.before

    def body(self) -> ComposeResult:
        """Lay out the questions and the buttons."""
        yield self.title_line(self.words(self.heading))
        yield Form(self.console, self.fields, self.answers)
        yield Label(self._problem_line(), id="problem", markup=False)
        with Horizontal(classes="buttons"):
            yield PushButton(self.words("button-cancel"), id="cancel")
            yield PushButton(self.words(self.save), id="save")

    def on_mount(self) -> None:
        """Stand on the first question."""
        self.call_after_refresh(self._stand)

    def _stand(self) -> None:
        if self.focused is None:
            self.set_focus(next(iter(self.focus_chain), None))

    def action_leave(self) -> None:
        """Leave; ask first where something would be lost."""
        if not self.unsaved:
            self.dismiss(None)
            return
        question = ConfirmDialog(
            self.console,
            lambda: self.words("leave-title"),
            lambda: [self.words("leave-text")],
            "leave-yes",
        )
        self.app.push_screen(question, self._left)

    def _left(self, sure: bool | None) -> None:
        if sure:
            self.dismiss(None)

    def _problem_line(self) -> str:
        return f"! {self.words(self.found.said)}" if self.found else ""

    @on(Input.Submitted)
    def _entered(self) -> None:
        """Go on; after the last line that is to keep it all, not to leave."""
        if (found := self.focus_next()) is not None and found.id == "cancel":
            self.set_focus(self.query_one("#save"))

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.action_leave()

    @on(Button.Pressed, "#save")
    def _saved(self) -> None:
        self._show(self.problem(self.answers))
        if self.found is None:
            self.dismiss(self.answers)
        else:
            self.query_one(Form).stand_on(self.found.field)

    @on(Form.Changed)
    def _edited(self, event: Form.Changed) -> None:
        """Take a message away once what it was about has changed."""
        if self.found is not None and self.found.field in {"", event.key}:
            self._show(None)

    def _show(self, found: Problem | None) -> None:
        self.found = found
        self.query_one("#problem", Label).update(self._problem_line())
