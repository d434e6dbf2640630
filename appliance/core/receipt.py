"""The receipt code that she keeps: 30 digits and two that check them (record-format §9)."""

import unicodedata
from typing import Final

from appliance.errors import ReceiptCodeError

SECRET_DIGITS: Final = 30
CHECK_DIGITS: Final = 2
_GROUP: Final = 4
_MODULUS: Final = 97
# Far more than a code with separators; a pasted page is not read.
_LONGEST_TEXT: Final = 200
_SEPARATOR_CATEGORIES: Final = frozenset({"Zs", "Zl", "Zp", "Pd"})
_SEPARATORS: Final = frozenset(".\t\n\v\f\r\ufeff")


def format_code(secret: bytes) -> str:
    """Write a receipt secret as the code a person keeps.

    Args:
        secret: 30 ASCII digits.

    Returns:
        32 digits in eight groups of four.

    Raises:
        ReceiptCodeError: the secret is something else.
    """
    if len(secret) != SECRET_DIGITS or not secret.isdigit():
        raise ReceiptCodeError
    check = _MODULUS + 1 - int(secret) * 10**CHECK_DIGITS % _MODULUS
    digits = f"{secret.decode('ascii')}{check:02d}"
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def parse_code(untrusted: str) -> bytes:
    """Read a code as a person types or pastes it.

    Args:
        untrusted: decimal digits of any script; white space, dots and dashes are passed over.

    Returns:
        The secret: 30 ASCII digits.

    Raises:
        ReceiptCodeError: another character, another length, or the check does not fit.
    """
    if len(untrusted) > _LONGEST_TEXT:
        raise ReceiptCodeError
    digits = "".join(_digit(character) for character in untrusted if not _separates(character))
    if len(digits) != SECRET_DIGITS + CHECK_DIGITS or int(digits) % _MODULUS != 1:
        raise ReceiptCodeError
    return digits[:SECRET_DIGITS].encode("ascii")


def _separates(character: str) -> bool:
    return character in _SEPARATORS or unicodedata.category(character) in _SEPARATOR_CATEGORIES


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    if value is None:
        raise ReceiptCodeError
    return str(value)
