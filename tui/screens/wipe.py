"""The wipe: what goes, what stays, a rehearsal, and the destruction with its certificate."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Label

from appliance.agent.contract import (
    WipeCertificate,
    WipeLine,
    WipePhase,
    WipePlan,
    WipeRehearsal,
    WipeStep,
)
from appliance.agent.wipe_words import certificate_lines, plan_lines, rehearsal_line
from appliance.core.destruction import Level
from tui.dialogs.link import LinkDialog
from tui.dialogs.wipe import WipeAgreed, WipeDialog
from tui.messages import WipePlanned, WipeTold
from tui.model import Console, Failure, attempt
from tui.screens.task import TaskScreen
from tui.widgets.push_button import PushButton

BAR = 20


class WipeScreen(TaskScreen):
    """Shows the plan of a wipe; “No” has the focus.

    Args:
        console: the view-model.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "key-back"),
        Binding("r", "rehearse", "key-rehearse"),
        Binding("b", "level", "key-backups"),
    ]
    HELP_TEXT = "help-wipe"

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.level: Level = "deployment"
        self.plan: WipePlan | None = None
        self.progress = ""

    def body(self) -> ComposeResult:
        """Lay out the plan, the progress and the buttons."""
        yield Label(self.words("wipe-title"), classes="title", markup=False)
        with VerticalScroll(id="page", can_focus=True):
            yield Label(self._plan_text(), id="plan", markup=False)
        yield Label(self.progress, id="progress", markup=False)
        with Horizontal(classes="buttons"):
            yield PushButton(self.words("button-no"), id="no")
            yield PushButton(self.words("wipe-go-on"), id="go", disabled=self.plan is None)

    def on_mount(self) -> None:
        """Stand on “No” and ask for the plan."""
        self.say("")
        self.query_one("#no").focus()
        self._ask_plan()

    def action_leave(self) -> None:
        """Go back; a wipe that has begun cannot be left."""
        if self.settled:
            self.app.pop_screen()

    def action_level(self) -> None:
        """Change whether the backups go too."""
        if self.settled:
            self.level = "backups" if self.level == "deployment" else "deployment"
            self._ask_plan()

    def action_rehearse(self) -> None:
        """Do everything but destroy."""
        if self.settled:
            self.settled = False
            self._rehearse(self.level)

    def _plan_text(self) -> str:
        if self.plan is None:
            return self.words("wait")
        return "\n".join(plan_lines(self.plan, self.words))

    def _show_progress(self, line: WipeLine) -> None:
        if isinstance(line, WipePhase):
            self.progress = self.words(f"phase-{line.name}")
        elif isinstance(line, WipeStep):
            full = BAR * line.done // max(line.total, 1)
            step = self.words("wipe-step", done=line.done, total=line.total)
            self.progress = f"[{'#' * full}{'-' * (BAR - full)}] {step}"
        elif isinstance(line, WipeRehearsal):
            self.progress = rehearsal_line(line, self.words)
        for label in self.query("#progress").results(Label):
            label.update(self.progress)

    @work(thread=True, exclusive=True, group="wipe-plan", exit_on_error=False)
    def _ask_plan(self) -> None:
        level = self.level
        self.post_message(WipePlanned(attempt(lambda: self.console.plan_wipe(level))))

    @work(thread=True, exclusive=True, group="wipe", exit_on_error=False)
    def _rehearse(self, level: Level) -> None:
        self._tell(attempt(lambda: self._follow_rehearsal(level)))

    @work(thread=True, exclusive=True, group="wipe", exit_on_error=False)
    def _destroy(self, plan: WipePlan, agreed: WipeAgreed) -> None:
        self._tell(attempt(lambda: self._follow_wipe(plan, agreed)))

    def _follow_rehearsal(self, level: Level) -> None:
        for line in self.console.rehearse_wipe(level):
            self.post_message(WipeTold(line))

    def _follow_wipe(self, plan: WipePlan, agreed: WipeAgreed) -> None:
        for line in self.console.wipe(plan, agreed.signers):
            self.post_message(WipeTold(line))

    def _tell(self, outcome: Failure | None) -> None:
        if outcome is not None:
            self.post_message(WipeTold(outcome))

    @on(WipePlanned)
    def _planned(self, event: WipePlanned) -> None:
        if isinstance(event.outcome, Failure):
            self.say(f"! {event.outcome.say(self.words)}")
            return
        self.plan = event.outcome
        for label in self.query("#plan").results(Label):
            label.update(self._plan_text())
        self.query_one("#go", Button).disabled = False

    @on(WipeTold)
    def _told(self, event: WipeTold) -> None:
        if isinstance(event.line, Failure):
            self.settled = True
            self.say(f"! {event.line.say(self.words)}")
            return
        self._show_progress(event.line)
        if isinstance(event.line, WipeRehearsal):
            self.settled = True
        elif isinstance(event.line, WipeCertificate):
            self.settled = True
            self._show_certificate(event.line)

    def _show_certificate(self, found: WipeCertificate) -> None:
        dialog = LinkDialog(
            self.console,
            lambda: self.words("wipe-certificate-title"),
            lambda: [*certificate_lines(found, self.words), self.words("wipe-certificate-text")],
            found.code,
        )
        self.app.push_screen(dialog, lambda _: self.door.show_place())

    @on(Button.Pressed, "#no")
    def _no(self) -> None:
        self.action_leave()

    @on(Button.Pressed, "#go")
    def _go(self) -> None:
        if self.plan is not None and self.settled:
            self.app.push_screen(WipeDialog(self.console, self.plan), self._agreed)

    def _agreed(self, agreed: WipeAgreed | None) -> None:
        if agreed is not None and self.plan is not None:
            self.settled = False
            self.say("")
            self._destroy(self.plan, agreed)
