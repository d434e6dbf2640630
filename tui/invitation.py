"""What is asked about a person who is invited; both faces ask the same."""

from dataclasses import dataclass

from tui.form import Field, Kind, Option, Problem, Value
from tui.model import Console
from tui.offers import INVITED_ROLES
from tui.setup_draft import text_problem
from tui.words import Words


@dataclass
class InvitationDraft:
    """An invitation as far as it is known."""

    name: str = ""
    role: str = ""
    organisation: str = ""

    def get(self, key: str) -> Value:
        """Return an answer."""
        return str(getattr(self, key))

    def put(self, key: str, value: Value) -> None:
        """Keep an answer."""
        setattr(self, key, value)


def new_invitation(console: Console) -> InvitationDraft:
    """Return the invitation that did not go through, or an empty one.

    Where there is one organisation, it is the one.
    """
    name, role, organisation = console.unsent
    found = list(console.organisations)
    return InvitationDraft(name, role, organisation or (found[0] if len(found) == 1 else ""))


def invitation_fields(console: Console) -> tuple[Field, ...]:
    """Return what is asked."""

    def organisations(words: Words) -> list[Option]:
        del words
        return [Option(key, name) for key, name in console.organisations.items()]

    return (
        Field(Kind.TEXT, "name", "person"),
        Field(Kind.ONE, "role", "role", role_options),
        Field(Kind.ONE, "organisation", "at", organisations),
    )


def role_options(words: Words) -> list[Option]:
    """Return the roles that can be given."""
    return [Option(each, words(f"role-{each}")) for each in INVITED_ROLES]


def invitation_problem(draft: InvitationDraft) -> Problem | None:
    """Return why an invitation is not complete, or nothing."""
    if found := text_problem(draft.name, "name"):
        return found
    if not draft.role:
        return Problem("problem-role-choice", "role")
    return None if draft.organisation else Problem("problem-organisation-choice", "organisation")
