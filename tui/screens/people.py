"""The people: who waits, who works, who is refused."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Input, Label

from appliance.agent.contract import Approval, Person, Plan
from tui.dialogs.approve import ApproveDialog
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.dialog import when
from tui.dialogs.form import FormDialog
from tui.dialogs.link import LinkDialog
from tui.dialogs.person import PersonDialog
from tui.invitation import (
    InvitationDraft,
    invitation_fields,
    invitation_problem,
    new_invitation,
)
from tui.messages import (
    ApprovalPlanned,
    DisablingPlanned,
    Invited,
    PeopleRead,
    PersonChanged,
    ReinvitingPlanned,
)
from tui.model import Console, Failure, attempt
from tui.moments import moment
from tui.offers import ABOUT_PEOPLE, Offer, offers_for
from tui.people import cells, matching, name_of, you
from tui.screens.task import TaskScreen
from tui.widgets.entry_line import EntryLine

WIDTHS = (14, 24, 20, 14)
COLUMNS = ("status", "name", "role", "organisation")
READ_EVERY_S = 10


class PeopleScreen(TaskScreen):
    """Lists everybody and does what is asked about one of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "key-back"),
        Binding("n", "invite", "key-invite"),
        Binding("a", "approve", "key-approve"),
        Binding("r", "reinvite", "key-reinvite"),
        Binding("d", "disable", "key-disable"),
        Binding("slash", "search", "key-search"),
    ]
    HELP_TEXT = "help-people"

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.shown: list[Person] = []
        self.typed = ""

    def body(self) -> ComposeResult:
        """Lay out the list."""
        yield Label(self.words("people-title"), id="title", classes="title", markup=False)
        yield Label(you(self.console.operator, self.words), classes="hint", markup=False)
        search = EntryLine(self.typed, id="search")
        search.display = bool(self.typed)
        yield search
        yield DataTable[str](id="people", cursor_type="row", zebra_stripes=False)
        yield Label(self.words("people-keys"), id="hint", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Show what is known and ask for what is new."""
        self.drawn()
        self.query_one("#people").focus()
        self._read()
        self.set_interval(READ_EVERY_S, self._read)

    def drawn(self) -> None:
        """Head the columns in the language in use and fill the list."""
        super().drawn()
        table = self._table()
        table.clear(columns=True)
        for column, width in zip(COLUMNS, WIDTHS, strict=True):
            table.add_column(self.words(f"people-columns-{column}"), width=width, key=column)
        self.shown = []
        self._fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show only the keys that do something about the person under the cursor.

        Approving is there as long as anybody waits for it.
        """
        del parameters
        if action == Offer.APPROVE:
            return self._to_approve() is not None
        if action in set(ABOUT_PEOPLE) - {Offer.INVITE}:
            person = self._person()
            return person is not None and action in offers_for(person)
        return True

    def action_back(self) -> None:
        """End the search, or leave."""
        search = self.query_one("#search", Input)
        if search.display:
            search.value = ""
            search.display = False
            self.query_one("#people").focus()
        else:
            self.dismiss(None)

    def action_search(self) -> None:
        """Search by name."""
        search = self.query_one("#search", Input)
        search.display = True
        search.focus()

    def action_invite(self) -> None:
        """Ask whom to invite."""
        dialog: FormDialog[InvitationDraft] = FormDialog(
            self.console,
            "invite-title",
            invitation_fields(self.console),
            new_invitation(self.console),
            invitation_problem,
            save="invite-button",
            help_text="help-invite",
        )
        self.app.push_screen(dialog, when(self._invite))

    def action_approve(self) -> None:
        """Ask what approving would do, then show the words."""
        if person := self._to_approve():
            self._table().move_cursor(row=self.shown.index(person), animate=False)
            self._plan_approval(person)

    def action_disable(self) -> None:
        """Ask what disabling would do, then show it."""
        if person := self._person():
            self._plan_disable(person)

    def action_reinvite(self) -> None:
        """Ask what a new link would do, then show it."""
        if person := self._person():
            self._plan_reinvite(person)

    # --- the list

    def _table(self) -> DataTable[str]:
        found: DataTable[str] = self.query_one("#people", DataTable)
        return found

    def _person(self) -> Person | None:
        found = self.query("#people").results(DataTable)
        row = next(found).cursor_row if self.query("#people") else -1
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def _to_approve(self) -> Person | None:
        """Return the person under the cursor where she waits, else the first who does."""
        standing = self._person()
        waiting = [each for each in self.shown if Offer.APPROVE in offers_for(each)]
        return standing if standing in waiting else next(iter(waiting), None)

    def _fill(self) -> None:
        """Show the list; one that has not changed is not drawn again."""
        people = matching(self.console.people, self.typed)
        if (people == self.shown and people) or not self.query("#people"):
            return
        standing = self._person()
        self.shown = people
        table = self._table()
        table.clear()
        for each in people:
            table.add_row(*cells(each, self.console.organisations, self.words), key=each.id)
        keys = [each.id for each in people]
        if standing and standing.id in keys:
            table.move_cursor(row=keys.index(standing.id), animate=False)
        self._count()
        self.refresh_bindings()

    def _count(self) -> None:
        shown, everybody = len(self.shown), len(self.console.people)
        count = self.words("people-count", shown=shown, all=everybody)
        self.query_one("#title", Label).update(f"{self.words('people-title')} · {count}")
        hint = "people-keys" if shown else "people-none-found" if everybody else "people-empty"
        self.query_one("#hint", Label).update(self.words(hint))

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        self.typed = event.value
        self._fill()

    @on(Input.Submitted, "#search")
    def _found(self) -> None:
        self.query_one("#people").focus()

    @on(DataTable.RowHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(DataTable.RowSelected)
    def _selected(self) -> None:
        if person := self._person():
            self.app.push_screen(PersonDialog(self.console, person), self._do)

    async def _do(self, offer: Offer | None) -> None:
        if offer is not None:
            await self.run_action(offer)

    # --- what workers say

    @on(PeopleRead)
    def _people_read(self, event: PeopleRead) -> None:
        if isinstance(event.outcome, Failure):
            self.fail(event.outcome)
            return
        if self.notice.startswith("!"):
            self.say("")
        self._fill()

    @on(Invited)
    def _invited(self, event: Invited) -> None:
        if isinstance(event.outcome, Failure):
            self.fail(event.outcome)
            return
        name, expires = event.name, event.outcome.expires
        dialog = LinkDialog(
            self.console,
            lambda: self.words("invited-title"),
            lambda: [
                self.words("invited-text", name=name, expires=moment(expires, self.words)),
                self.words("invited-next", name=name),
            ],
            event.outcome.link,
        )
        self.app.push_screen(dialog, self._link_shown)

    def _link_shown(self, _: None) -> None:
        self._read()

    @on(ApprovalPlanned)
    def _approval_planned(self, event: ApprovalPlanned) -> None:
        if isinstance(event.outcome, Failure):
            self.fail(event.outcome)
            return
        approval = event.outcome

        def answered(sure: bool | None) -> None:
            if sure:
                self._approve(approval)
            else:
                self.say(self.words("approve-not"))

        name = name_of(approval.person, self.words)
        dialog = ApproveDialog(self.console, name, approval.person.words, approval.plan)
        self.app.push_screen(dialog, answered)

    @on(DisablingPlanned)
    def _disabling_planned(self, event: DisablingPlanned) -> None:
        if isinstance(event.outcome, Failure):
            self.fail(event.outcome)
            return
        person, plan = event.person, event.outcome
        name = name_of(person, self.words)
        question = ConfirmDialog(
            self.console,
            lambda: self.words("disable-title", name=name),
            lambda: [
                *self.console.titled_plan_lines(plan),
                self.words("disable-limits", name=name),
            ],
            "disable-yes",
            word="disable-word",
            help_text="help-disable",
        )
        self.app.push_screen(question, when(lambda _: self._disable(person, plan)))

    @on(ReinvitingPlanned)
    def _reinviting_planned(self, event: ReinvitingPlanned) -> None:
        if isinstance(event.outcome, Failure):
            self.fail(event.outcome)
            return
        person, plan = event.person, event.outcome
        name = name_of(person, self.words)
        question = ConfirmDialog(
            self.console,
            lambda: self.words("reinvite-title", name=name),
            lambda: [
                self.words("reinvite-text", name=name),
                *self.console.titled_plan_lines(plan),
            ],
            "reinvite-yes",
            help_text="help-invite",
        )
        self.app.push_screen(question, when(lambda _: self._reinvite(person, plan)))

    @on(PersonChanged)
    def _changed(self, event: PersonChanged) -> None:
        if isinstance(event.outcome, Failure):
            self.fail(event.outcome)
            return
        self._fill()
        self.say(event.notice)

    # --- workers

    @work(thread=True, exclusive=True, group="list", exit_on_error=False)
    def _read(self) -> None:
        self.post_message(PeopleRead(attempt(self.console.read_people)))

    @work(thread=True, exclusive=True, group="task", exit_on_error=False)
    def _invite(self, draft: InvitationDraft) -> None:
        outcome = attempt(lambda: self.console.invite(draft.name, draft.role, draft.organisation))
        self.post_message(Invited(draft.name.strip(), outcome))

    @work(thread=True, exclusive=True, group="task", exit_on_error=False)
    def _plan_reinvite(self, person: Person) -> None:
        outcome = attempt(lambda: self.console.plan_reinvite(person))
        self.post_message(ReinvitingPlanned(person, outcome))

    @work(thread=True, exclusive=True, group="task", exit_on_error=False)
    def _reinvite(self, person: Person, plan: Plan) -> None:
        outcome = attempt(lambda: self.console.reinvite(person, plan))
        self.post_message(Invited(name_of(person, self.words), outcome))

    @work(thread=True, exclusive=True, group="task", exit_on_error=False)
    def _plan_approval(self, person: Person) -> None:
        self.post_message(ApprovalPlanned(attempt(lambda: self.console.plan_approval(person))))

    @work(thread=True, exclusive=True, group="task", exit_on_error=False)
    def _approve(self, approval: Approval) -> None:
        outcome = attempt(lambda: self.console.approve(approval))
        self.post_message(PersonChanged(self.console.approved(approval), outcome))

    @work(thread=True, exclusive=True, group="task", exit_on_error=False)
    def _plan_disable(self, person: Person) -> None:
        outcome = attempt(lambda: self.console.plan_disable(person))
        self.post_message(DisablingPlanned(person, outcome))

    @work(thread=True, exclusive=True, group="task", exit_on_error=False)
    def _disable(self, person: Person, plan: Plan) -> None:
        outcome = attempt(lambda: self.console.disable(person, plan))
        if isinstance(outcome, Failure):
            self.post_message(PersonChanged("", outcome))
        else:
            self.post_message(PersonChanged(self.console.disabled(person, outcome), None))
