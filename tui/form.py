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
    """One answer to choose."""

    value: str
    label: str


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
    """Return the options that fit what was typed: those that begin with it come first."""
    wanted = plain_letters(typed)
    begins = [each for each in options if plain_letters(each.label).startswith(wanted)]
    begins += [each for each in options if each.value == wanted and each not in begins]
    holds = [each for each in options if wanted in plain_letters(each.label)]
    return begins + [each for each in holds if each not in begins]


def plain_letters(text: str) -> str:
    """Return text in lower case without accents, as somebody in a hurry types it."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").strip())
    return "".join(each for each in folded if not unicodedata.combining(each))
