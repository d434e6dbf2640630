"""The list of operators, what can be done about them, and what waits for a second person."""

from collections.abc import Callable

from appliance.agent.contract import Ask, Operator
from tui.accounts import approving, disabling
from tui.listing import Column, Deed, Done, Listing, Question, Request, Secret
from tui.model import Console
from tui.moments import moment
from tui.offers import Offer
from tui.operators import (
    OperatorDraft,
    ask_line,
    cells,
    name_of,
    new_operator,
    operator_fields,
    operator_problem,
)


def _name(console: Console, operator: Operator) -> str:
    return name_of(operator, console.words)


def _cells(console: Console, operator: Operator) -> tuple[str, ...]:
    return cells(operator, console.words)


def _line(console: Console, operator: Operator) -> str:
    status, name, duties, code = cells(operator, console.words)
    return console.words("plain-operator", name=name, duties=duties, status=status, code=code)


def _about(console: Console, operator: Operator) -> list[str]:
    return [_line(console, operator)]


def _ask_line(console: Console, ask: Ask) -> str:
    return ask_line(ask, console.words)


def _everybody(console: Console) -> list[Operator]:
    return console.operators


def _asks(console: Console) -> list[Ask]:
    return console.asks


def _admission(console: Console, operator: Operator) -> Question:
    approval = console.plan_admission(operator)
    name, six_words = name_of(approval.operator, console.words), approval.operator.words

    def admit() -> str:
        console.admit(approval)
        return console.words("approve-done", name=name)

    return approving(console, name, six_words, approval.plan, admit)


def _dismissal(console: Console, operator: Operator) -> Question:
    plan, name = console.plan_dismissal(operator), name_of(operator, console.words)

    def dismiss() -> str:
        console.dismiss(operator, plan)
        return console.words("disable-done", name=name)

    return disabling(console, name, "operators-limits", plan, dismiss)


def _answering(
    verb: str, answer: Callable[[Console, Ask], None]
) -> Callable[[Console, Ask], Question]:
    def planned(console: Console, ask: Ask) -> Question:
        words = console.words

        def do() -> Done:
            answer(console, ask)
            return Done(words(f"{verb}-done"))

        return Question(
            lambda: words(f"{verb}-title"),
            lambda: _asked(console, ask),
            f"{verb}-yes",
            do,
            help_text="help-operators",
        )

    return planned


def _asked(console: Console, ask: Ask) -> list[str]:
    steps = [f"– {each}" for each in console.step_lines(ask.plan)]
    return [_ask_line(console, ask), console.words("plan-title"), *steps]


def _invite(console: Console, draft: OperatorDraft) -> Done:
    words = console.words
    made = console.invite_operator(draft.name, draft.organisation, draft.roles)

    def lines() -> list[str]:
        expires, name = moment(made.expires, words), draft.name.strip()
        return [words("operators-invited-text", name=name, expires=expires)]

    secret = Secret("operators-invited-title", lines, made.secret, said="plain-one-time")
    return Done(secret=secret)


OPERATORS: Listing[Operator] = Listing(
    Offer.OPERATORS,
    "operators-title",
    "operators-hint",
    "entry-none",
    (
        Column("operators-columns-status", 14),
        Column("operators-columns-name", 22),
        Column("operators-columns-duties", 26),
        Column("operators-columns-code", 10),
    ),
    read=Console.read_operators,
    rows=_everybody,
    key=lambda operator: operator.id,
    name=_name,
    cells=_cells,
    line=_line,
    about=_about,
    above=lambda console: [f"! {_ask_line(console, each)}" for each in console.asks],
    deeds=(
        Deed(
            Offer.ADMIT,
            "a",
            "key-approve",
            "person-approve",
            _everybody,
            lambda operator: operator.status == "pending",
            _line,
            _admission,
            none="person-none-approve",
            finds=True,
        ),
        Deed(
            Offer.DISMISS,
            "d",
            "key-disable",
            "person-disable",
            _everybody,
            lambda operator: operator.status != "disabled",
            _line,
            _dismissal,
            none="person-none-disable",
        ),
        Deed(
            Offer.AGREE,
            "g",
            "key-agree",
            "agree-yes",
            _asks,
            lambda ask: ask.open,
            _ask_line,
            _answering("agree", Console.agree),
            none="asks-none",
            finds=True,
        ),
        Deed(
            Offer.REFUSE,
            "x",
            "key-refuse",
            "refuse-yes",
            _asks,
            lambda ask: ask.open or ask.mine,
            _ask_line,
            _answering("refuse", Console.refuse),
            none="asks-none",
            finds=True,
        ),
    ),
    requests=(
        Request(
            Offer.INVITE_OPERATOR,
            "n",
            "key-invite",
            "operators-invite-title",
            operator_fields,
            new_operator,
            operator_problem,
            _invite,
            save="operators-invite-button",
            help_text="help-operators",
        ),
    ),
    help_text="help-operators",
)
