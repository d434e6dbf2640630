"""What a question is, so that both faces of the console ask the same ones."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from tui.words import Words

Value = str | bool | tuple[str, ...]


class Kind(Enum):
    """How a question is answered."""

    TEXT = auto()
    SECRET = auto()
    ONE = auto()
    MANY = auto()
    SEARCH = auto()
    FLAG = auto()


class Answered(Protocol):
    """Something that keeps answers by key, so that going back loses none."""

    def get(self, key: str) -> Value:
        """Return an answer."""

    def put(self, key: str, value: Value) -> None:
        """Keep an answer."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose.

    Args:
        value: what is kept.
        label: what is shown.
        also: other names under which somebody looks for it.
    """

    value: str
    label: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why answers cannot be kept.

    Args:
        said: message that says so.
        field: key of the question to put right; nothing where it is not one alone.
    """

    said: str
    field: str = ""


def no_options(words: Words) -> Sequence[Option]:
    """Return no options: the answer is written, not chosen."""
    del words
    return ()


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    Args:
        kind: how it is answered.
        key: where its answer is kept.
        said: its words in the catalogue: `field-<said>` and `field-<said>-hint`.
        options: what can be chosen, in the language in use.
        language: code of the language that a text is asked in, if it is asked once for each.
    """

    kind: Kind
    key: str
    said: str
    options: Callable[[Words], Sequence[Option]] = field(default=no_options)
    language: str = ""

    def label(self, words: Words) -> str:
        """Return the question."""
        if self.language:
            return words(f"field-{self.said}", language=words(f"language-{self.language}"))
        return words(f"field-{self.said}")

    def hint(self, words: Words) -> str:
        """Return what helps to answer it."""
        return words(f"field-{self.said}-hint")


def search(options: Sequence[Option], typed: str) -> list[Option]:
    """Return the options that fit what was typed.

    One whose code or other name was typed whole comes first, then those that begin with it, by
    their label or by another name, then those that hold it.
    """
    wanted = search_letters(typed)
    ranked = sorted(
        (rank, index)
        for index, each in enumerate(options)
        if (rank := _rank(each, wanted)) is not None
    )
    return [options[index] for _, index in ranked]


def _rank(option: Option, wanted: str) -> int | None:
    label, also = search_letters(option.label), [search_letters(each) for each in option.also]
    found = (
        wanted in (label, *also),
        label.startswith(wanted),
        wanted == option.value,
        any(each.startswith(wanted) for each in also),
        any(f" {wanted}" in each for each in (label, *also)),
        wanted in label,
    )
    return next((rank for rank, fits in enumerate(found) if fits), None)


def search_letters(text: str) -> str:
    """Return text as it is compared in a search: letters and digits with one space between."""
    plain = plain_letters(text).replace("'", "")
    return " ".join("".join(each if each.isalnum() else " " for each in plain).split())


def plain_letters(text: str) -> str:
    """Return text in lower case without accents, as somebody in a hurry types it."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").strip())
    return "".join(each for each in folded if not unicodedata.combining(each))
