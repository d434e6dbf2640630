"""What a list is and what can be done from it: data that both faces of the console draw.

A new list is one `Listing`, a `ListScreen` that names it, and a line in `tui.plain`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from tui.form import Answered, Field, Problem
from tui.model import Console
from tui.offers import Offer

Row = TypeVar("Row")
Draft = TypeVar("Draft", bound=Answered)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    Args:
        said: message of its heading.
        width: in characters, where there are 80.
    """

    said: str
    width: int


@dataclass(frozen=True, slots=True)
class Secret:
    """A link or a secret to hand over, shown once something was done.

    Args:
        title: message of the title.
        lines: what to know about it.
        text: the link or the secret.
        said: message of the line that announces it, with `link`.
    """

    title: str
    lines: Callable[[], Sequence[str]]
    text: str
    said: str = "plain-link"


@dataclass(frozen=True, slots=True)
class Done:
    """What is the case once something was done.

    Args:
        notice: says so.
        secret: what to hand over, where there is something.
    """

    notice: str = ""
    secret: Secret | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is shown before something is done, and how it is done then.

    Args:
        title: says what it is about; a call, so that it follows the language.
        lines: say what will happen.
        yes: message on the button that does it.
        do: does it; may raise an ApplianceError.
        word: message of a word that has to be typed first, where there is one.
        compare: what to do with the six words, where there are any.
        six_words: to compare first.
        refused: message of what to say after “No”, where there is something.
        help_text: message that F1 shows.
    """

    title: Callable[[], str]
    lines: Callable[[], Sequence[str]]
    yes: str
    do: Callable[[], Done]
    word: str = ""
    compare: Callable[[], str] = field(default=str)
    six_words: Sequence[str] = ()
    refused: str = ""
    help_text: str = "help-dialog"


@dataclass(frozen=True, slots=True)
class Deed(Generic[Row]):
    """Something that can be done about one row, or about something else that the list shows.

    Args:
        offer: which offer it is.
        key: that starts it.
        said: message beside the key.
        label: message in the list of what can be done about a row.
        among: what the list holds of its kind.
        able: whether it can be done to one of those as it stands.
        line: says one of those in one line.
        plan: what doing it would mean; may raise an ApplianceError.
        none: message where there is nothing to do it to.
        finds: whether it takes the first one where the cursor stands on none.
    """

    offer: Offer
    key: str
    said: str
    label: str
    among: Callable[[Console], Sequence[Row]]
    able: Callable[[Row], bool]
    line: Callable[[Console, Row], str]
    plan: Callable[[Console, Row], Question]
    none: str
    finds: bool = False

    def on(self, console: Console) -> list[Row]:
        """Return everything that it can be done to."""
        return [each for each in self.among(console) if self.able(each)]

    def subject(self, console: Console, standing: object) -> Row | None:
        """Return what it would be done to while the cursor stands on a row."""
        for each in self.among(console):
            if each is standing and self.able(each):
                return each
        return next(filter(self.able, self.among(console)), None) if self.finds else None


@dataclass(frozen=True, slots=True)
class Request(Generic[Draft]):
    """Something that adds to a list once a few questions are answered.

    Args:
        offer: which offer it is.
        key: that starts it.
        said: message beside the key.
        title: message of the title.
        fields: what is asked.
        new: where the answers are kept.
        problem: returns what is wrong, or nothing.
        do: does it, or asks further; may raise an ApplianceError.
        save: message on the button.
        help_text: message that F1 shows.
    """

    offer: Offer
    key: str
    said: str
    title: str
    fields: Callable[[Console], Sequence[Field]]
    new: Callable[[Console], Draft]
    problem: Callable[[Draft], Problem | None]
    do: Callable[[Console, Draft], "Done | Question | Request[Any]"]
    save: str = "button-save"
    help_text: str = "help-dialog"


def nothing_above(console: Console) -> Sequence[str]:
    """Return no lines: the list speaks for itself."""
    del console
    return ()


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """A list of things of one kind.

    Args:
        offer: that shows it; also the name of its table.
        title: message of the title.
        hint: message below it.
        empty: message where it has no rows.
        columns: what is said about a row.
        read: asks the agent for it; may raise an ApplianceError.
        rows: what was read, in order.
        key: what a row is known by.
        name: what a row is called.
        cells: a row's texts, one a column.
        line: a row in one line.
        about: what is said about a row once it is opened.
        above: what is said before the rows.
        deeds: what can be done about rows.
        requests: what adds to them.
        matching: the rows that fit what was typed, where one can search.
        help_text: message that F1 shows.
    """

    offer: Offer
    title: str
    hint: str
    empty: str
    columns: tuple[Column, ...]
    read: Callable[[Console], object]
    rows: Callable[[Console], Sequence[Row]]
    key: Callable[[Row], str]
    name: Callable[[Console, Row], str]
    cells: Callable[[Console, Row], tuple[str, ...]]
    line: Callable[[Console, Row], str]
    about: Callable[[Console, Row], Sequence[str]]
    above: Callable[[Console], Sequence[str]] = nothing_above
    deeds: tuple[Deed[Any], ...] = ()
    requests: tuple[Request[Any], ...] = ()
    matching: Callable[[Sequence[Row], str], list[Row]] | None = None
    help_text: str = "help-home"

    def deed(self, offer: str) -> Deed[Any] | None:
        """Return the deed that an offer names, if it names one."""
        return next((each for each in self.deeds if each.offer == offer), None)

    def request(self, offer: str) -> Request[Any] | None:
        """Return the request that an offer names, if it names one."""
        return next((each for each in self.requests if each.offer == offer), None)
