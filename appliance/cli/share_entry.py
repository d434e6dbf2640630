"""Asks a trustee for her words, as patiently as it takes: one slip costs one word."""

from collections.abc import Callable
from typing import Final

from appliance.adapters import slip39
from appliance.adapters.own_screen import OwnScreen
from appliance.adapters.slip39 import Words as Share
from appliance.adapters.words import Words
from appliance.cli.output import told_share
from appliance.core import share_words
from appliance.errors import ShareError

BACK: Final = "-"
AGAIN: Final = "--"
SHOW: Final = "?"
COLUMNS: Final = 3


class LeftError(Exception):
    """Somebody ended the sitting."""


def ask_share(screen: OwnScreen, words: Words, show: Callable[[], None] = lambda: None) -> Share:
    """Ask for a share until it is whole and its checksum fits.

    Args:
        screen: where it is typed.
        words: the catalogue.
        show: shows the share once more, where that is possible.

    Raises:
        LeftError: the terminal has gone, or its end was typed.
    """
    typed: list[str] = []
    while True:
        _fill(screen, words, typed, show)
        try:
            return slip39.parse(" ".join(typed))
        except ShareError as error:
            screen.say(told_share(error, words))
            _amend(screen, words, typed, error)


def listed(share: Share) -> str:
    """Return a share's words, numbered, in columns that fit a small screen."""
    numbered = [f"{place:2}. {word:<10}" for place, word in enumerate(share.text.split(), 1)]
    rows = -(-len(numbered) // COLUMNS)
    lines = [numbered[row::rows] for row in range(rows)]
    return "\n".join("    " + "      ".join(line).rstrip() for line in lines)


def asked(screen: OwnScreen, prompt: str, *, hidden: bool = False) -> str:
    """Ask for a line.

    Raises:
        LeftError: the terminal has gone, or its end was typed.
    """
    line = screen.ask(prompt, hidden=hidden)
    if line is None:
        raise LeftError
    return line


def _fill(screen: OwnScreen, words: Words, typed: list[str], show: Callable[[], None]) -> None:
    """Take words until there are enough, refusing at once what is in no list."""
    while len(typed) < share_words.WORDS:
        line = asked(screen, words("escrow-words-next", place=len(typed) + 1))
        if line == AGAIN:
            typed.clear()
        elif line == BACK:
            del typed[-1:]
        elif line == SHOW:
            show()
        else:
            _take(screen, words, typed, line.split())


def _take(screen: OwnScreen, words: Words, typed: list[str], line: list[str]) -> None:
    for word in line:
        if len(typed) == share_words.WORDS:
            screen.say(words("share-too-many"))
            return
        known = slip39.complete(word)
        if known is None:
            screen.say(told_share(_unknown(len(typed) + 1, word), words))
            return
        typed.append(known)


def _unknown(place: int, word: str) -> ShareError:
    return ShareError("unknown_word", place=place, like=slip39.like(word))


def _amend(screen: OwnScreen, words: Words, typed: list[str], error: ShareError) -> None:
    """Ask again for what is wrong, and only for that where it can be told."""
    places = [int(error.values[name]) for name in ("place", "next") if name in error.values]
    if not places:
        typed.clear()
    for place in places:
        typed[place - 1] = _one(screen, words, place)


def _one(screen: OwnScreen, words: Words, place: int) -> str:
    while True:
        word = asked(screen, words("escrow-word-again", place=place))
        known = slip39.complete(word)
        if known is not None:
            return known
        screen.say(told_share(_unknown(place, word), words))
