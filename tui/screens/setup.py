"""The set-up: one question a page, back and forth without losing anything."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Label, OptionList
from textual.widgets.option_list import Option as Row

from appliance.agent.contract import SetupDone
from appliance.secret import Secret
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.form import FormDialog
from tui.dialogs.link import LinkDialog
from tui.form import Problem
from tui.messages import SetUpFinished
from tui.model import Console, Failure, attempt
from tui.overview import trials_only
from tui.screens.restore import RestoreScreen
from tui.screens.task import TaskScreen
from tui.setup_draft import (
    STEPS,
    Entry,
    Step,
    entry_fields,
    entry_line,
    entry_problem,
    review_lines,
    step_problem,
)
from tui.widgets.choices import Choices, Menu
from tui.widgets.facts import Facts
from tui.widgets.form import Form
from tui.widgets.new_passphrase import NewPassphrase
from tui.widgets.push_button import PushButton

ADD = "add"


class SetupScreen(TaskScreen):
    """Asks what a deployment needs, then makes it.

    Args:
        console: the view-model.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "key-back"),
        Binding("delete", "remove", "key-remove"),
        Binding("f4,ctrl+r", "restores", "key-restore", key_display="F4"),
    ]

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.index = 0
        self.problem: Problem | None = None
        self.passphrase = NewPassphrase.Typed()
        console.draft.speak(console.words.language)

    @property
    def step(self) -> Step:
        """The page that is shown."""
        return STEPS[self.index]

    @property
    def help_text(self) -> str:
        """The message that F1 shows here."""
        return "help-passphrase" if self.step.passphrase else "help-setup"

    def body(self) -> ComposeResult:
        """Lay out the page."""
        count = self.words("step-count", number=self.index + 1, steps=len(STEPS))
        yield Label(f"{self.words(f'step-{self.step.id}')} · {count}", classes="title")
        with VerticalScroll(can_focus=False, id="page"):
            yield Label(self.words(f"step-{self.step.id}-lead"), classes="lead", markup=False)
            yield from self._question()
        yield Label(self._problem_line(), id="problem", markup=False)
        with Horizontal(classes="buttons"):
            yield PushButton(self.words("button-back"), id="back")
            last = self.step.id == "review"
            yield PushButton(self.words("review-create" if last else "button-next"), id="next")

    def on_mount(self) -> None:
        """Start on the first question."""
        super().on_mount()
        self.call_after_refresh(self._stand)

    def drawn(self) -> None:
        """List the entries again after a change of language."""
        super().drawn()
        if self.step.entries:
            self._list_entries()

    def action_back(self) -> None:
        """Go one page back; from the first one, ask whether to leave."""
        if not self.settled:
            return
        if self.index:
            self._go(self.index - 1)
        else:
            self.door.ask_to_quit()

    def action_set_up(self) -> None:
        """Make the deployment."""
        if self.settled:
            self.settled = False
            self.say(self.words("creating"))
            self._set_up(Secret(self.passphrase.once))

    def action_restores(self) -> None:
        """Restore from a backup instead of setting up anew."""
        self.app.push_screen(RestoreScreen(self.console))

    def action_remove(self) -> None:
        """Ask whether to take an entry off the list."""
        entries = self.console.draft.entries(self.step.entries) if self.step.entries else []
        row = self.query_one("#entries", Menu).highlighted if self.step.entries else None
        if row is None or row >= len(entries):
            return
        entry = entries[row]
        line = entry_line(self.console.draft, entry, self.words)
        question = ConfirmDialog(
            self.console,
            lambda: self.words("remove-title"),
            lambda: [self.words("remove-text", entry=line)],
            "remove-yes",
        )
        self.app.push_screen(question, lambda sure: self._removed(entry, sure=bool(sure)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to remove entries only where there are any."""
        del parameters
        if action == "remove":
            return bool(self.step.entries and self.console.draft.entries(self.step.entries))
        return True

    # --- the page

    def _question(self) -> ComposeResult:
        draft = self.console.draft
        if self.step.fields:
            yield Form(self.console, self.step.fields, draft)
        elif self.step.entries:
            yield Menu(id="entries")
            yield Label(self.words("entry-keys"), classes="hint", markup=False)
        elif self.step.passphrase:
            yield NewPassphrase(self.console, self.passphrase)
        else:
            yield Facts(review_lines(draft, self.words))
            if draft.training:
                yield Label(self.words("review-training"), markup=False)
            elif trials_only(self.console.status):
                yield Label(self.words("trials-only"), markup=False)

    def _stand(self) -> None:
        """Put the cursor on the question once it is laid out."""
        first = None if self.step.id == "review" else next(iter(self.focus_chain), None)
        self.set_focus(first or self.query_one("#next"))

    def _go(self, index: int) -> None:
        self.index = index
        self.problem = None
        self.call_later(self._draw)

    async def _draw(self) -> None:
        self.drawing = True
        await self.recompose()
        self.drawn()
        self.refresh_bindings()
        self.call_after_refresh(self._stand)

    def _next(self) -> None:
        found = step_problem(self.console.draft, self.step)
        if self.step.passphrase:
            found = self.query_one(NewPassphrase).problem()
        self._show_problem(found)
        if found is not None:
            self._stand_on_problem(found)
        elif self.step.id == "review":
            self.action_set_up()
        else:
            self._go(self.index + 1)

    def _stand_on_problem(self, found: Problem) -> None:
        if self.step.passphrase:
            self.query_one(f"#{found.field}").focus()
        elif self.step.fields:
            self.query_one(Form).stand_on(found.field)
        else:
            self._stand()

    def _show_problem(self, found: Problem | None) -> None:
        self.problem = found
        self.query_one("#problem", Label).update(self._problem_line())

    def _problem_line(self) -> str:
        return f"! {self.words(self.problem.said)}" if self.problem else ""

    # --- lists of entries

    def _list_entries(self, stand: int = 0) -> None:
        self._show_problem(None)
        entries = self.console.draft.entries(self.step.entries)
        menu = self.query_one("#entries", Menu)
        menu.clear_options()
        for index, entry in enumerate(entries):
            menu.add_option(Row(entry_line(self.console.draft, entry, self.words), id=str(index)))
        menu.add_option(Row(self.words(f"entry-add-{self.step.entries}"), id=ADD))
        menu.highlighted = min(stand, len(entries))
        self.refresh_bindings()

    def _edit(self, entry: Entry | None) -> None:
        draft, key = self.console.draft, self.step.entries
        others = [each for each in draft.entries(key) if each is not entry]
        changed = entry.copy() if entry else draft.new_entry(key)
        dialog: FormDialog[Entry] = FormDialog(
            self.console,
            f"entry-title-{key}",
            entry_fields(draft, key),
            changed,
            lambda found: entry_problem(draft, found, others),
        )
        self.app.push_screen(dialog, lambda saved: self._kept(entry, saved))

    def _kept(self, before: Entry | None, saved: Entry | None) -> None:
        if saved is None:
            return
        entries = self.console.draft.entries(self.step.entries)
        if before is None:
            entries.append(saved)
        else:
            entries[_place_of(before, entries)] = saved
        self._list_entries(stand=len(entries))

    def _removed(self, entry: Entry, *, sure: bool) -> None:
        if sure:
            entries = self.console.draft.entries(self.step.entries)
            del entries[_place_of(entry, entries)]
            self._list_entries()

    # --- what happens

    @on(Form.Changed)
    @on(Input.Changed)
    def _edited(self) -> None:
        """Take a message away once what it was about has changed."""
        if self.problem is not None:
            self._show_problem(None)

    @on(Choices.Chosen)
    def _chosen(self, event: Choices.Chosen) -> None:
        if self.step.id in {"language", "country"}:
            self.set_focus(self.query_one("#next"))
        if self.step.id == "language" and event.values[0] != self.words.language:
            self.words.use(event.values[0])
            self.door.speak()

    @on(OptionList.OptionSelected, "#entries")
    def _entry_opened(self, event: OptionList.OptionSelected) -> None:
        entries = self.console.draft.entries(self.step.entries)
        self._edit(None if event.option_id == ADD else entries[int(str(event.option_id))])

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if self.step.passphrase and event.input.id == "once":
            self.focus_next()
        else:
            self._next()

    @on(Button.Pressed, "#back")
    def _back_pressed(self) -> None:
        self.action_back()

    @on(Button.Pressed, "#next")
    def _next_pressed(self) -> None:
        if self.settled:
            self._next()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _set_up(self, passphrase: Secret[str]) -> None:
        self.post_message(SetUpFinished(attempt(lambda: self.console.set_up(passphrase))))

    @on(SetUpFinished)
    def _finished(self, event: SetUpFinished) -> None:
        if isinstance(event.outcome, Failure):
            self.settled = True
            self.fail(event.outcome)
            return
        self.passphrase = NewPassphrase.Typed()
        self._show_link(event.outcome)

    def _show_link(self, done: SetupDone) -> None:
        dialog = LinkDialog(
            self.console,
            lambda: self.words("created-title"),
            lambda: [self.words("created-text")],
            done.link,
        )
        self.app.push_screen(dialog, lambda _: self.door.show_place())


def _place_of(entry: Entry, entries: list[Entry]) -> int:
    """Return where exactly this entry stands; equal ones are told apart."""
    return next(index for index, each in enumerate(entries) if each is entry)
