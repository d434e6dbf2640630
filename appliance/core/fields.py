"""Reads the members of one untrusted object, each exactly once, and refuses the rest."""

from collections.abc import Callable, Collection
from typing import Any, Final, TypeVar

from appliance.core import canonical, hybrid
from appliance.core.canonical import MAX_INTEGER
from appliance.errors import InvalidInputError, TooLargeError

T = TypeVar("T")

LONGEST_TEXT: Final = 64 * 1024
MOST_ITEMS: Final = 1000


class Fields:
    """The members of an object, taken one by one.

    Args:
        untrusted: should be an object.
        what: names the object in error messages, such as "ticket".
    """

    def __init__(self, untrusted: object, what: str) -> None:
        if not isinstance(untrusted, dict):
            raise InvalidInputError(f"This {what} is not an object.")
        self._left = dict(untrusted)
        self._what = what
        self.whole: dict[str, Any] = dict(untrusted)
        """Every member as it came: what a signature covers."""

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def read(self, name: str, parse: Callable[[object], T]) -> T:
        """Take a member that must be there.

        Raises:
            InvalidInputError: absent, or `parse` refuses it.
        """
        if name not in self._left:
            raise InvalidInputError(f"This {self._what} has no {name}.")
        try:
            return parse(self._left.pop(name))
        except TooLargeError:
            raise
        except InvalidInputError as error:
            raise InvalidInputError(f"The {name} of this {self._what} is not valid.") from error

    def optional(self, name: str, parse: Callable[[object], T]) -> T | None:
        """Take a member that may be absent.

        Raises:
            InvalidInputError: `parse` refuses it.
        """
        return self.read(name, parse) if name in self._left else None

    def expect(self, name: str, value: str | int) -> None:
        """Take a member that has only one valid value.

        Raises:
            InvalidInputError: it has another.
        """
        found = self._left.pop(name, None)
        if type(found) is not type(value) or found != value:
            raise InvalidInputError(f"The {name} of this {self._what} is not known here.")

    def close(self) -> None:
        """Say that every member was read.

        Raises:
            InvalidInputError: one is left over.
        """
        if self._left:
            raise InvalidInputError(f"This {self._what} has members that are not known here.")

    def id(self, name: str) -> str:
        """Take an id."""
        return self.read(name, canonical.parse_id)

    def hash(self, name: str) -> str:
        """Take a SHA-256."""
        return self.read(name, canonical.parse_hash)

    def day(self, name: str) -> str:
        """Take a day."""
        return self.read(name, canonical.parse_day)

    def time(self, name: str) -> str:
        """Take a time."""
        return self.read(name, canonical.parse_time)

    def text(self, name: str, longest: int = LONGEST_TEXT) -> str:
        """Take a text."""
        return self.read(name, text(longest))

    def recipient(self, name: str) -> str:
        """Take a hybrid recipient."""
        return self.read(name, hybrid.parse_recipient)

    def integer(self, name: str, lowest: int = 0, highest: int = MAX_INTEGER) -> int:
        """Take an integer in a range."""
        return self.read(name, integer(lowest, highest))

    def choice(self, name: str, values: Collection[str]) -> str:
        """Take one of a few words."""
        return self.read(name, choice(values))

    def octets(self, name: str, size_bytes: int) -> str:
        """Take b64 of bytes of one size; returns the text."""
        return self.read(name, octets(size_bytes))

    def array(
        self, name: str, parse: Callable[[object], T], most: int = MOST_ITEMS
    ) -> tuple[T, ...]:
        """Take an array of at most `most` items."""
        return self.read(name, array(parse, most))


def text(longest: int) -> Callable[[object], str]:
    """Make a parser of texts of at most so many characters."""

    def parse(untrusted: object) -> str:
        if not isinstance(untrusted, str) or len(untrusted) > longest:
            raise InvalidInputError("This is not a text of this size.")
        return untrusted

    return parse


def integer(lowest: int, highest: int) -> Callable[[object], int]:
    """Make a parser of integers in a range."""

    def parse(untrusted: object) -> int:
        if type(untrusted) is not int or not lowest <= untrusted <= highest:
            raise InvalidInputError("This is not an integer in range.")
        return untrusted

    return parse


def choice(values: Collection[str]) -> Callable[[object], str]:
    """Make a parser of one of a few words."""

    def parse(untrusted: object) -> str:
        if not isinstance(untrusted, str) or untrusted not in values:
            raise InvalidInputError("This is not one of the words known here.")
        return untrusted

    return parse


def octets(size_bytes: int) -> Callable[[object], str]:
    """Make a parser of b64 of one size; it returns the text."""

    def parse(untrusted: object) -> str:
        canonical.unb64(untrusted, size_bytes)
        return str(untrusted)

    return parse


def array(parse_item: Callable[[object], T], most: int) -> Callable[[object], tuple[T, ...]]:
    """Make a parser of arrays."""

    def parse(untrusted: object) -> tuple[T, ...]:
        if not isinstance(untrusted, list | tuple) or len(untrusted) > most:
            raise InvalidInputError("This is not an array of this size.")
        return tuple(parse_item(item) for item in untrusted)

    return parse


def boolean(untrusted: object) -> bool:
    """Read true or false.

    Raises:
        InvalidInputError: it is something else.
    """
    if not isinstance(untrusted, bool):
        raise InvalidInputError("This is neither true nor false.")
    return untrusted
