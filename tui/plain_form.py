"""Asks the questions of tui.form in lines."""

from collections.abc import Sequence
from typing import TypeVar

from tui.form import Answered, Field, Kind, Option, plain_letters, search
from tui.terminal import Terminal
from tui.words import Words

BACK = "<"
SHOWN = 9
T = TypeVar("T")


class PlainForm:
    """Numbered questions over a terminal.

    Args:
        words: the catalogue.
        terminal: where lines go and come from.
    """

    def __init__(self, words: Words, terminal: Terminal) -> None:
        self.words = words
        self.terminal = terminal

    def ask_all(self, fields: Sequence[Field], answers: Answered) -> bool:
        """Ask every question; False where the operator goes back from the first."""
        index = 0
        while index < len(fields):
            if self.ask(fields[index], answers):
                index += 1
            elif index:
                index -= 1
            else:
                return False
        return True

    def ask(self, field: Field, answers: Answered) -> bool:
        """Ask one question; False where the operator goes back."""
        self.terminal.say(field.label(self.words))
        own = f"plain-hint-{field.said}"  # where the other face speaks of its keys
        self.terminal.say(self.words(own) if self.words.knows(own) else field.hint(self.words))
        ask = {
            Kind.TEXT: self._ask_text,
            Kind.SECRET: self._ask_secret,
            Kind.ONE: self._ask_one,
            Kind.MANY: self._ask_many,
            Kind.SEARCH: self._ask_search,
            Kind.FLAG: self._ask_flag,
        }[field.kind]
        return ask(field, answers)

    def choose(self, options: Sequence[tuple[T, str]]) -> T | None:
        """Number the options and return the one chosen; nothing where the operator goes back."""
        for number, (_, label) in enumerate(options, start=1):
            self.terminal.say(self.words("plain-option", number=number, label=label))
        while True:
            typed = self.terminal.ask(self.words("plain-prompt"))
            if typed == BACK:
                return None
            if typed.isdecimal() and 1 <= int(typed) <= len(options):
                return options[int(typed) - 1][0]
            self.terminal.say(self.words("plain-not-number"))

    def sure(self, yes: str) -> bool:
        """Ask yes or no; “No” comes first."""
        options = [(False, self.words("button-no")), (True, self.words(yes))]
        return self.choose(options) is True

    def typed_word(self, message: str) -> bool:
        """Ask for a word to be typed before something happens."""
        wanted = self.words(message)
        prompt = self.words(f"{message.split('-', maxsplit=1)[0]}-type", word=wanted)
        if plain_letters(self.terminal.ask(prompt)) == plain_letters(wanted):
            return True
        self.terminal.say(self.words("plain-cancelled"))
        return False

    def _ask_text(self, field: Field, answers: Answered) -> bool:
        kept = str(answers.get(field.key))
        if kept:
            self.terminal.say(self.words("plain-keep", value=kept))
        typed = self.terminal.ask(self.words("plain-answer"))
        if typed == BACK:
            return False
        if typed:
            answers.put(field.key, typed)
        return True

    def _ask_secret(self, field: Field, answers: Answered) -> bool:
        typed = self.terminal.ask_secret(self.words("plain-hidden"))
        if typed == BACK:
            return False
        if typed:
            answers.put(field.key, typed)
        return True

    def _ask_one(self, field: Field, answers: Answered) -> bool:
        options = [(each.value, each.label) for each in field.options(self.words)]
        chosen = self.choose(options)
        if chosen is not None:
            answers.put(field.key, chosen)
        return chosen is not None

    def _ask_flag(self, field: Field, answers: Answered) -> bool:
        chosen = self.choose([(True, self.words("plain-yes")), (False, self.words("plain-no"))])
        if chosen is not None:
            answers.put(field.key, chosen)
        return chosen is not None

    def _ask_many(self, field: Field, answers: Answered) -> bool:
        options = list(field.options(self.words))
        chosen = answers.get(field.key)
        for number, each in enumerate(options, start=1):
            label = self._marked(each, chosen if isinstance(chosen, tuple) else ())
            self.terminal.say(self.words("plain-option", number=number, label=label))
        self.terminal.say(self.words("plain-many"))
        while (typed := self.terminal.ask(self.words("plain-prompt"))) != BACK:
            if not typed:
                return True
            if (found := _numbered(typed, options)) is not None:
                answers.put(field.key, found)
                return True
            self.terminal.say(self.words("plain-not-number"))
        return False

    def _ask_search(self, field: Field, answers: Answered) -> bool:
        options = field.options(self.words)
        while (typed := self.terminal.ask(self.words("plain-search"))) != BACK:
            if not typed and answers.get(field.key):
                return True
            found = search(options, typed)[:SHOWN] if typed else []
            chosen = self.choose([(each.value, each.label) for each in found]) if found else None
            if chosen is not None:
                answers.put(field.key, chosen)
                return True
        return False

    def _marked(self, option: Option, chosen: tuple[str, ...]) -> str:
        mark = "mark-chosen" if option.value in chosen else "mark-open"
        return self.words(mark, label=option.label)


def _numbered(typed: str, options: Sequence[Option]) -> tuple[str, ...] | None:
    """Return the options with these numbers, in the order typed, or nothing if one is wrong."""
    numbers = typed.replace(",", " ").split()
    if not all(each.isdecimal() and 1 <= int(each) <= len(options) for each in numbers):
        return None
    return tuple(dict.fromkeys(options[int(each) - 1].value for each in numbers))
