"""The operators: who runs this deployment, and what takes two of them."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Label

from appliance.agent.contract import Ask, Operator, OperatorApproval, Plan
from tui.dialogs.approve import ApproveDialog
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.dialog import when
from tui.dialogs.form import FormDialog
from tui.dialogs.join import show_code
from tui.dialogs.link import LinkDialog
from tui.joining import app_of
from tui.messages import (
    AdmissionPlanned,
    DismissalPlanned,
    OperatorChanged,
    OperatorInvited,
    OperatorsRead,
)
from tui.model import Console, Failure, attempt
from tui.moments import moment
from tui.offers import Offer
from tui.operators import (
    CodeDraft,
    OperatorDraft,
    ask_line,
    cells,
    name_of,
    new_code,
    new_operator,
    operator_fields,
    operator_problem,
)
from tui.screens.task import TaskScreen

WIDTHS = (14, 22, 26, 10)
COLUMNS = ("status", "name", "duties", "code")
READ_EVERY_S = 10


class OperatorsScreen(TaskScreen):
    """Lists the operators and what waits for a second person."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "key-back"),
        Binding("n", "invite_operator", "key-invite"),
        Binding("a", "admit", "key-approve"),
        Binding("d", "dismiss_operator", "key-disable"),
        Binding("g", "agree", "key-agree"),
        Binding("x", "refuse", "key-refuse"),
        Binding("c", "own_code", "key-code"),
    ]
    HELP_TEXT = "help-operators"

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.shown: list[Operator] = []

    def body(self) -> ComposeResult:
        """Lay out what waits, and the list."""
        yield Label(self.words("operators-title"), classes="title", markup=False)
        yield Label("", id="asks", classes="lead", markup=False)
        yield DataTable[str](id="operators", cursor_type="row", zebra_stripes=False)
        yield Label(self.words("operators-hint"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Show what is known and ask for what is new."""
        self.drawn()
        self.query_one("#operators").focus()
        self._read()
        self.set_interval(READ_EVERY_S, self._read)

    def drawn(self) -> None:
        """Head the columns in the language in use and fill the list."""
        super().drawn()
        table = self._table()
        table.clear(columns=True)
        for column, width in zip(COLUMNS, WIDTHS, strict=True):
            table.add_column(self.words(f"operators-columns-{column}"), width=width, key=column)
        self.shown = []
        self._fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show only the keys that do something as things stand."""
        del parameters
        if action == Offer.ADMIT:
            return self._to_admit() is not None
        if action == Offer.DISMISS:
            operator = self._operator()
            return operator is not None and operator.status != "disabled"
        if action == Offer.AGREE:
            return self._to_agree() is not None
        if action == Offer.REFUSE:
            return self._to_refuse() is not None
        return True

    def action_back(self) -> None:
        """Leave."""
        self.dismiss(None)

    def action_invite_operator(self) -> None:
        """Ask whom to invite."""
        dialog: FormDialog[OperatorDraft] = FormDialog(
            self.console,
            "operators-invite-title",
            operator_fields(self.console),
            new_operator(self.console),
            operator_problem,
            save="operators-invite-button",
            help_text="help-operators",
        )
        self.app.push_screen(dialog, when(self._invite))

    def action_admit(self) -> None:
        """Ask what approving would do, then show the words."""
        if operator := self._to_admit():
            self._plan_admission(operator)

    def action_dismiss_operator(self) -> None:
        """Ask what disabling would do, then show it."""
        if operator := self._operator():
            self._plan_dismissal(operator)

    def action_agree(self) -> None:
        """Show what somebody asks for, and ask whether to agree."""
        if ask := self._to_agree():
            self._answer(ask, "agree")

    def action_refuse(self) -> None:
        """Ask whether to refuse, or to take back what one has asked."""
        if ask := self._to_refuse():
            self._answer(ask, "refuse")

    def action_own_code(self) -> None:
        """Show a new code app's secret, then ask for the code that it shows."""
        show_code(self, self.console, new_code(self.console), self._set_code)

    # --- the list

    def _table(self) -> DataTable[str]:
        found: DataTable[str] = self.query_one("#operators", DataTable)
        return found

    def _operator(self) -> Operator | None:
        row = self._table().cursor_row if self.query("#operators") else -1
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def _to_admit(self) -> Operator | None:
        return next((each for each in self.shown if each.status == "pending"), None)

    def _to_agree(self) -> Ask | None:
        return next((each for each in self.console.asks if each.open), None)

    def _to_refuse(self) -> Ask | None:
        waiting = [each for each in self.console.asks if each.open or each.mine]
        return next(iter(waiting), None)

    def _fill(self) -> None:
        if not self.query("#operators"):
            return
        lines = [ask_line(each, self.words) for each in self.console.asks]
        label = self.query_one("#asks", Label)
        label.update("\n".join(f"! {each}" for each in lines))
        label.display = bool(lines)
        if self.shown != self.console.operators or not self.shown:
            row = self._table().cursor_row
            self.shown = list(self.console.operators)
            self._table().clear()
            for each in self.shown:
                self._table().add_row(*cells(each, self.words), key=each.id)
            self._table().move_cursor(row=min(row, len(self.shown) - 1), animate=False)
        self.refresh_bindings()

    @on(DataTable.RowHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    def _answer(self, ask: Ask, verb: str) -> None:
        question = ConfirmDialog(
            self.console,
            lambda: self.words(f"{verb}-title"),
            lambda: [
                ask_line(ask, self.words),
                self.words("plan-title"),
                *(f"– {each}" for each in self.console.step_lines(ask.plan)),
            ],
            f"{verb}-yes",
            help_text="help-operators",
        )
        self.app.push_screen(question, when(lambda _: self._do_answer(ask, verb)))

    # --- what workers say

    @on(OperatorsRead)
    def _operators_read(self, event: OperatorsRead) -> None:
        if isinstance(event.outcome, Failure):
            self.fail(event.outcome)
            return
        self._fill()

    @on(OperatorInvited)
    def _invited(self, event: OperatorInvited) -> None:
        if isinstance(event.outcome, Failure):
            self.fail(event.outcome)
            return
        name, expires = event.name, event.outcome.expires
        dialog = LinkDialog(
            self.console,
            lambda: self.words("operators-invited-title"),
            lambda: [
                self.words("operators-invited-text", name=name, expires=moment(expires, self.words))
            ],
            event.outcome.secret,
        )
        self.app.push_screen(dialog, self._secret_shown)

    def _secret_shown(self, _: None) -> None:
        self._read()

    @on(AdmissionPlanned)
    def _admission_planned(self, event: AdmissionPlanned) -> None:
        if isinstance(event.outcome, Failure):
            self.fail(event.outcome)
            return
        approval = event.outcome

        def answered(sure: bool | None) -> None:
            if sure:
                self._admit(approval)
            else:
                self.say(self.words("approve-not"))

        name = name_of(approval.operator, self.words)
        dialog = ApproveDialog(self.console, name, approval.operator.words, approval.plan)
        self.app.push_screen(dialog, answered)

    @on(DismissalPlanned)
    def _dismissal_planned(self, event: DismissalPlanned) -> None:
        if isinstance(event.outcome, Failure):
            self.fail(event.outcome)
            return
        operator, plan = event.operator, event.outcome
        name = name_of(operator, self.words)
        question = ConfirmDialog(
            self.console,
            lambda: self.words("disable-title", name=name),
            lambda: [
                self.words("plan-title"),
                *(f"– {each}" for each in self.console.plan_lines(plan)),
                self.words("operators-limits", name=name),
            ],
            "disable-yes",
            word="disable-word",
            help_text="help-operators",
        )
        self.app.push_screen(question, when(lambda _: self._dismiss_operator(operator, plan)))

    @on(OperatorChanged)
    def _changed(self, event: OperatorChanged) -> None:
        if isinstance(event.outcome, Failure):
            self.fail(event.outcome)
            self._read()
            return
        self._fill()
        self.say(event.notice)

    # --- workers

    @work(thread=True, exclusive=True, group="list", exit_on_error=False)
    def _read(self) -> None:
        self.post_message(OperatorsRead(attempt(self.console.read_operators)))

    @work(thread=True, exclusive=True, group="task", exit_on_error=False)
    def _invite(self, draft: OperatorDraft) -> None:
        made = attempt(
            lambda: self.console.invite_operator(draft.name, draft.organisation, draft.roles)
        )
        self.post_message(OperatorInvited(draft.name.strip(), made))

    @work(thread=True, exclusive=True, group="task", exit_on_error=False)
    def _plan_admission(self, operator: Operator) -> None:
        planned = attempt(lambda: self.console.plan_admission(operator))
        self.post_message(AdmissionPlanned(planned))

    @work(thread=True, exclusive=True, group="task", exit_on_error=False)
    def _admit(self, approval: OperatorApproval) -> None:
        outcome = attempt(lambda: self.console.admit(approval))
        notice = self.words("approve-done", name=name_of(approval.operator, self.words))
        self.post_message(OperatorChanged(notice, outcome))

    @work(thread=True, exclusive=True, group="task", exit_on_error=False)
    def _plan_dismissal(self, operator: Operator) -> None:
        planned = attempt(lambda: self.console.plan_dismissal(operator))
        self.post_message(DismissalPlanned(operator, planned))

    @work(thread=True, exclusive=True, group="task", exit_on_error=False)
    def _dismiss_operator(self, operator: Operator, plan: Plan) -> None:
        outcome = attempt(lambda: self.console.dismiss(operator, plan))
        notice = self.words("disable-done", name=name_of(operator, self.words))
        self.post_message(OperatorChanged(notice, outcome))

    @work(thread=True, exclusive=True, group="task", exit_on_error=False)
    def _do_answer(self, ask: Ask, verb: str) -> None:
        call = self.console.agree if verb == "agree" else self.console.refuse
        outcome = attempt(lambda: call(ask))
        self.post_message(OperatorChanged(self.words(f"{verb}-done"), outcome))

    @work(thread=True, exclusive=True, group="task", exit_on_error=False)
    def _set_code(self, draft: CodeDraft) -> None:
        outcome = attempt(lambda: self.console.set_code(app_of(draft)))
        self.post_message(OperatorChanged(self.words("code-done"), outcome))
