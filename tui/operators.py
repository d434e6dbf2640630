"""Operators in words, and what of theirs takes two people; both faces say the same."""

from dataclasses import dataclass

from appliance.agent.contract import Ask, Operator
from appliance.agent.operator_calls import code_link, new_code_secret
from appliance.core.shown import shown
from appliance.secret import Secret
from tui.form import Field, Kind, Option, Problem, Value
from tui.model import Console
from tui.moments import moment
from tui.people import SIGNS
from tui.setup_draft import text_problem
from tui.words import Words

ROLES = ("operator", "custodian", "approver")
CODE_DIGITS = 6


@dataclass
class OperatorDraft:
    """An operator's invitation as far as it is known."""

    name: str = ""
    organisation: str = ""
    roles: tuple[str, ...] = ROLES

    def get(self, key: str) -> Value:
        """Return an answer."""
        found: Value = getattr(self, key)
        return found

    def put(self, key: str, value: Value) -> None:
        """Keep an answer."""
        setattr(self, key, value)


@dataclass
class CodeDraft:
    """A code app that is being set up.

    Args:
        secret: what the app is given.
        link: the same, for the app to scan.
        code: what it shows then.
    """

    secret: Secret[str]
    link: str
    code: str = ""

    def get(self, key: str) -> Value:
        """Return an answer."""
        return str(getattr(self, key))

    def put(self, key: str, value: Value) -> None:
        """Keep an answer."""
        setattr(self, key, value)


def new_code(console: Console, name: str = "") -> CodeDraft:
    """Return a code app that nobody has yet, for whoever has signed in or has this name."""
    secret = new_code_secret()
    return CodeDraft(secret, code_link(secret, name or console.operator))


def code_fields() -> tuple[Field, ...]:
    """Return what is asked once the app has the secret."""
    return (Field(Kind.TEXT, "code", "code"),)


def code_problem(draft: CodeDraft) -> Problem | None:
    """Return why this is no code, or nothing."""
    return None if is_code(draft.code) else Problem("problem-code", "code")


def is_code(typed: str) -> bool:
    """Tell whether six digits were typed, spaces apart."""
    digits = "".join(typed.split())
    return len(digits) == CODE_DIGITS and digits.isascii() and digits.isdigit()


def operator_fields(console: Console) -> tuple[Field, ...]:
    """Return what is asked about an operator who is invited."""

    def organisations(words: Words) -> list[Option]:
        del words
        return [Option(key, name) for key, name in console.organisations.items()]

    def roles(words: Words) -> list[Option]:
        return [Option(each, words(f"duty-{each}")) for each in ROLES]

    return (
        Field(Kind.TEXT, "name", "person"),
        Field(Kind.ONE, "organisation", "at", organisations),
        Field(Kind.MANY, "roles", "duties", roles),
    )


def new_operator(console: Console) -> OperatorDraft:
    """Return an empty invitation; where there is one organisation, it is the one."""
    found = list(console.organisations)
    return OperatorDraft(organisation=found[0] if len(found) == 1 else "")


def operator_problem(draft: OperatorDraft) -> Problem | None:
    """Return why an invitation is not complete, or nothing."""
    if found := text_problem(draft.name, "name"):
        return found
    if not draft.organisation:
        return Problem("problem-organisation-choice", "organisation")
    return None if draft.roles else Problem("problem-role-choice", "roles")


def name_of(operator: Operator, words: Words) -> str:
    """Return an operator's name, or words that say that there is none to show."""
    return shown(operator.name) or words("people-nameless", start=operator.id[:6])


def cells(operator: Operator, words: Words) -> tuple[str, ...]:
    """Return one row of the list: status, name, duties, code app."""
    name = name_of(operator, words)
    return (
        f"{SIGNS[operator.status]} {words(f'status-{operator.status}')}",
        words("operator-you", name=name) if operator.own else name,
        ", ".join(words(f"duty-{each}") for each in operator.roles),
        words("operator-code" if operator.code else "operator-no-code"),
    )


def ask_line(ask: Ask, words: Words) -> str:
    """Return what somebody asks a second person for."""
    known = f"operation-{ask.plan.operation}"
    what = words(known if words.knows(known) else "operation-other", about=ask.about)
    expires = moment(ask.expires, words)
    if ask.state != "waiting":
        return words("ask-answered", what=what, answer=words(f"answer-{ask.state}"))
    if ask.mine:
        return words("ask-mine", what=what, expires=expires)
    return words("ask-yours", who=ask.by, what=what, expires=expires)
