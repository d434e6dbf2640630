"""The list of people: whoever waits for the operator comes first."""

from collections.abc import Iterable, Mapping, Sequence

from appliance.agent.contract import Person
from appliance.core.shown import shown
from tui.form import plain_letters
from tui.words import Words

ORDER = ("pending", "invited", "active", "disabled")
SIGNS = {"pending": "!", "invited": "…", "active": "+", "disabled": "–"}


def in_order(people: Iterable[Person]) -> list[Person]:
    """Return people with those who wait for approval first, then by name."""
    return sorted(people, key=lambda each: (ORDER.index(each.status), plain_letters(each.name)))


def matching(people: Sequence[Person], typed: str) -> list[Person]:
    """Return the people whose name holds what was typed, in the same order."""
    wanted = plain_letters(typed)
    return [each for each in people if wanted in plain_letters(each.name)]


def name_of(person: Person, words: Words) -> str:
    """Return a person's name, or words that say that there is none to show."""
    return shown(person.name) or words("people-nameless", start=person.id[:6])


def you(name: str, words: Words) -> str:
    """Return who is signed in; the list holds professionals only."""
    return words("people-you", name=name, role=words("role-operator"))


def status_of(person: Person, words: Words) -> str:
    """Return a person's status with its sign, so that colour is never needed."""
    return f"{SIGNS[person.status]} {words(f'status-{person.status}')}"


def cells(person: Person, organisations: Mapping[str, str], words: Words) -> tuple[str, ...]:
    """Return one row of the list: status, name, role, organisation."""
    return (
        status_of(person, words),
        name_of(person, words),
        words(f"role-{person.role}"),
        organisations.get(person.organisation, "–"),
    )
