"""Becoming an operator with a one-time secret; both faces ask the same."""

from dataclasses import dataclass, field

from appliance.agent.seat import CodeApp
from tui.form import Field, Kind, Problem, Value
from tui.operators import CodeDraft
from tui.setup_draft import text_problem


@dataclass
class JoinDraft:
    """A new operator as far as she has come.

    Args:
        secret: the one-time secret that a colleague has given her.
        name: name with which she will sign in.
        passphrase: her new passphrase.
    """

    secret: str = field(default="", repr=False)
    name: str = ""
    passphrase: str = field(default="", repr=False)

    def get(self, key: str) -> Value:
        """Return an answer."""
        return str(getattr(self, key))

    def put(self, key: str, value: Value) -> None:
        """Keep an answer."""
        setattr(self, key, value)


def join_fields() -> tuple[Field, ...]:
    """Return what is asked first."""
    return (Field(Kind.TEXT, "secret", "secret"), Field(Kind.TEXT, "name", "operator"))


def join_problem(draft: JoinDraft) -> Problem | None:
    """Return why these answers are not complete, or nothing."""
    return text_problem(draft.secret, "secret") or text_problem(draft.name, "name")


def app_of(draft: CodeDraft) -> CodeApp:
    """Return a code app with the code that was typed."""
    return CodeApp(draft.secret, "".join(draft.code.split()))
