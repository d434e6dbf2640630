"""Operators and what takes two of them, in lines."""

from collections.abc import Callable

from typing_extensions import TypeIs

from appliance.agent.contract import Ask, Operator
from appliance.agent.seat import CodeApp
from appliance.secret import Secret
from tui.joining import JoinDraft, app_of, join_fields, join_problem
from tui.model import Console, Failure, attempt
from tui.moments import moment
from tui.offers import Offer
from tui.operators import (
    ask_line,
    cells,
    is_code,
    name_of,
    new_code,
    new_operator,
    operator_fields,
    operator_problem,
)
from tui.plain_form import PlainForm
from tui.plain_passphrase import ask_passphrase
from tui.terminal import Terminal


class PlainOperators:
    """What the line mode does about operators.

    Args:
        console: the view-model.
        terminal: where lines go and come from.
    """

    def __init__(self, console: Console, terminal: Terminal) -> None:
        self.console = console
        self.words = console.words
        self.terminal = terminal
        self.form = PlainForm(console.words, terminal)

    def flows(self) -> dict[Offer, Callable[[], None]]:
        """Return what this does, by offer."""
        return {
            Offer.JOIN: self.join,
            Offer.OPERATORS: self.list_operators,
            Offer.INVITE_OPERATOR: self.invite,
            Offer.ADMIT: self.admit,
            Offer.DISMISS: self.dismiss,
            Offer.AGREE: self.agree,
            Offer.REFUSE: self.refuse,
            Offer.OWN_CODE: self.set_code,
        }

    def list_operators(self) -> None:
        """List the operators, and what waits for a second person."""
        if self._failed(attempt(self.console.read_operators)):
            return
        for ask in self.console.asks:
            self.terminal.say(f"! {ask_line(ask, self.words)}")
        for each in self.console.operators:
            self.terminal.say(self._line(each))

    def invite(self) -> None:
        """Invite an operator."""
        draft = new_operator(self.console)
        self.terminal.say(self.words("plain-back-hint"))
        while self.form.ask_all(operator_fields(self.console), draft):
            problem = operator_problem(draft)
            if problem:
                self.terminal.say(f"! {self.words(problem)}")
                continue
            made = attempt(
                lambda: self.console.invite_operator(draft.name, draft.organisation, draft.roles)
            )
            if not self._failed(made):
                expires = moment(made.expires, self.words)
                said = self.words("operators-invited-text", name=draft.name, expires=expires)
                self.terminal.say(said)
                self.terminal.say(made.secret)
                self.terminal.ask(self.words("plain-go-on"))
            return

    def admit(self) -> None:
        """Compare six words, then approve an operator."""
        operator = self._choose(lambda each: each.status == "pending", "person-none-approve")
        if operator is None:
            return
        approval = attempt(lambda: self.console.plan_admission(operator))
        if self._failed(approval):
            return
        name = name_of(approval.operator, self.words)
        self.terminal.say(self.words("approve-compare", name=name))
        for number, word in enumerate(approval.operator.words, start=1):
            self.terminal.say(self.words("plain-word", number=number, word=word))
        self._say_plan(self.console.plan_lines(approval.plan))
        if self.form.typed_word("approve-word"):
            outcome = attempt(lambda: self.console.admit(approval))
            self._told(outcome, self.words("approve-done", name=name))
        else:
            self.terminal.say(self.words("approve-not"))

    def dismiss(self) -> None:
        """Show what disabling an operator does, then do it or ask a second person."""
        operator = self._choose(lambda each: each.status != "disabled", "person-none-disable")
        if operator is None:
            return
        plan = attempt(lambda: self.console.plan_dismissal(operator))
        if self._failed(plan):
            return
        name = name_of(operator, self.words)
        self._say_plan(self.console.plan_lines(plan))
        self.terminal.say(self.words("operators-limits", name=name))
        if self.form.typed_word("disable-word"):
            outcome = attempt(lambda: self.console.dismiss(operator, plan))
            self._told(outcome, self.words("disable-done", name=name))

    def agree(self) -> None:
        """Agree to what somebody else asks for."""
        self._answer(lambda each: each.open, "agree", self.console.agree)

    def refuse(self) -> None:
        """Refuse, or take back what one has asked."""
        self._answer(lambda each: each.open or each.mine, "refuse", self.console.refuse)

    def set_code(self) -> None:
        """Set up one's code app."""
        app = self._new_app()
        if app is not None:
            self._told(attempt(lambda: self.console.set_code(app)), self.words("code-done"))

    def join(self) -> None:
        """Become an operator with a one-time secret."""
        draft = JoinDraft()
        self.terminal.say(self.words("plain-back-hint"))
        if not self.form.ask_all(join_fields(), draft):
            return
        passphrase = ask_passphrase(self.console, self.terminal)
        if join_problem(draft) or not passphrase:
            self.terminal.say(self.words("plain-cancelled"))
            return
        app = self._new_app(draft.name)
        if app is None:
            return
        secret = Secret(draft.secret)
        made = attempt(lambda: self.console.join(secret, draft.name, Secret(passphrase), app))
        if isinstance(made, Failure):
            self.terminal.say(f"! {self.console.join_problem(made)}")
        else:
            self.terminal.say(self.words("join-done", words=" ".join(made)))

    # --- pieces

    def _new_app(self, name: str = "") -> CodeApp | None:
        draft = new_code(self.console, name)
        self.terminal.say(self.words("code-text"))
        self.terminal.say(draft.secret.reveal())
        self.terminal.say(self.words("code-paper"))
        draft.code = self.terminal.ask(self.words("plain-code"))
        if not is_code(draft.code):
            self.terminal.say(f"! {self.words('problem-code')}")
            return None
        return app_of(draft)

    def _answer(self, able: Callable[[Ask], bool], verb: str, call: Callable[[Ask], None]) -> None:
        if self._failed(attempt(self.console.read_operators)):
            return
        asks = [each for each in self.console.asks if able(each)]
        if not asks:
            self.terminal.say(self.words("asks-none"))
            return
        ask = self.form.choose([(each, ask_line(each, self.words)) for each in asks])
        if ask is None:
            return
        self._say_plan(self.console.step_lines(ask.plan))
        if self.form.sure(f"{verb}-yes"):
            self._told(attempt(lambda: call(ask)), self.words(f"{verb}-done"))

    def _choose(self, able: Callable[[Operator], bool], none: str) -> Operator | None:
        if self._failed(attempt(self.console.read_operators)):
            return None
        found = [(each, self._line(each)) for each in self.console.operators if able(each)]
        if not found:
            self.terminal.say(self.words(none))
            return None
        self.terminal.say(self.words("plain-back-hint"))
        return self.form.choose(found)

    def _line(self, operator: Operator) -> str:
        status, name, duties, code = cells(operator, self.words)
        return self.words("plain-operator", name=name, duties=duties, status=status, code=code)

    def _say_plan(self, lines: list[str]) -> None:
        self.terminal.say(self.words("plan-title"))
        for each in lines:
            self.terminal.say(f"– {each}")

    def _told(self, outcome: Failure | None, notice: str) -> None:
        if not self._failed(outcome):
            self.terminal.say(notice)

    def _failed(self, outcome: object) -> TypeIs[Failure]:
        if isinstance(outcome, Failure):
            self.terminal.say(f"! {outcome.say(self.words)}")
            return True
        return False
