"""Which characters a screen may be given: none that moves the cursor, hides or turns text.

Names are sealed but not signed: whoever keeps them can put another one in their place. A name
with a line break could bring lines of its own into a list that somebody compares.
"""

import unicodedata
from typing import Final

from appliance.errors import InvalidInputError

UNSHOWN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control, format and surrogate characters, and separators of lines and paragraphs."""


def is_shown(text: str) -> bool:
    """Return whether every character of a text can be shown."""
    return not any(unicodedata.category(each) in UNSHOWN for each in text)


def shown(text: str, keep: str = "") -> str:
    """Return a text without what cannot be shown.

    Args:
        text: any.
        keep: characters that stay all the same, such as a line break of one's own.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        each for each in text if each in keep or unicodedata.category(each) not in UNSHOWN
    )


def one_line(longest: int, untrusted: str) -> str:
    """Return a text that fits on one line as it is.

    Raises:
        InvalidInputError: it is too long, or holds what cannot be shown.
    """
    if len(untrusted) > longest or not is_shown(untrusted):
        raise InvalidInputError("This cannot be shown on one line.")
    return untrusted
