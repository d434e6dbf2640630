"""The one way to write and to read JSON, base64url, ids and dates (record-format §1)."""

import base64
import binascii
import json
import re
from datetime import date
from typing import Any, Final, NoReturn, TypeAlias

import rfc8785

from appliance.errors import InvalidInputError, TooLargeError

JsonValue: TypeAlias = "dict[str, JsonValue] | list[JsonValue] | str | int | bool"
JsonObject: TypeAlias = dict[str, JsonValue]

MAX_INTEGER: Final = 2**53 - 1
MAX_DEPTH: Final = 16
MAX_BYTES: Final = 1024 * 1024

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_B64 = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\dZ", re.ASCII)
_LONGEST_INTEGER: Final = len(str(MAX_INTEGER)) + 1


def canonical(value: Any) -> bytes:
    """Write a value as canonical JSON (RFC 8785).

    Args:
        value: dicts, lists or tuples, strings, booleans and integers only.

    Returns:
        The UTF-8 bytes that signatures and hashes cover.

    Raises:
        InvalidInputError: the value holds anything else, or is nested too deeply.
    """
    _check(value, MAX_DEPTH)
    return _write(value)


def parse(untrusted: bytes, limit_bytes: int = MAX_BYTES) -> JsonObject:
    """Read one JSON object strictly.

    Args:
        untrusted: what was received.
        limit_bytes: more than this is refused before anything is read.

    Returns:
        The object: no duplicate member, no null, no fraction, no integer of 2^53 or more, nested
        at most 16 deep, text that is valid Unicode.

    Raises:
        TooLargeError: over the limit.
        InvalidInputError: anything else is wrong.
    """
    if len(untrusted) > limit_bytes:
        raise TooLargeError
    try:
        value = json.loads(
            bytes(untrusted).decode("utf-8", "strict"),
            object_pairs_hook=_members,
            parse_int=_integer,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError) as error:
        raise InvalidInputError("This is not valid JSON.") from error
    if not isinstance(value, dict):
        raise InvalidInputError("This is not a JSON object.")
    _check(value, MAX_DEPTH)
    return value


def parse_canonical(untrusted: bytes, limit_bytes: int = MAX_BYTES) -> JsonObject:
    """Read one JSON object that must be written canonically, to the byte.

    Raises:
        TooLargeError: over the limit.
        InvalidInputError: not an object, or not in canonical form.
    """
    value = parse(untrusted, limit_bytes)
    if _write(value) != bytes(untrusted):
        raise InvalidInputError("This JSON is not in canonical form.")
    return value


def b64(octets: bytes) -> str:
    """Write bytes as base64url without padding."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def unb64(untrusted: object, size_bytes: int | None = None) -> bytes:
    """Read base64url without padding.

    Args:
        untrusted: the text.
        size_bytes: the size it must have; any where absent.

    Raises:
        InvalidInputError: padding, white space, another alphabet, non-zero trailing bits, or
            another size.
    """
    if not isinstance(untrusted, str) or not _B64.fullmatch(untrusted):
        raise InvalidInputError("This is not base64url.")
    try:
        octets = base64.urlsafe_b64decode(untrusted + "=" * (-len(untrusted) % 4))
    except (binascii.Error, ValueError) as error:
        raise InvalidInputError("This is not base64url.") from error
    # Trailing bits that are not zero would give one value two spellings.
    if b64(octets) != untrusted or size_bytes not in (None, len(octets)):
        raise InvalidInputError("This is not base64url of the right size.")
    return octets


def parse_id(untrusted: object) -> str:
    """Read an id or key id: 32 lower-case hexadecimal digits.

    Raises:
        InvalidInputError: it is something else.
    """
    return _matched(_ID, untrusted, "This is not an id.")


def parse_hash(untrusted: object) -> str:
    """Read a SHA-256: 64 lower-case hexadecimal digits.

    Raises:
        InvalidInputError: it is something else.
    """
    return _matched(_HASH, untrusted, "This is not a SHA-256.")


def parse_day(untrusted: object) -> str:
    """Read a day that exists, `YYYY-MM-DD`.

    Raises:
        InvalidInputError: it is something else.
    """
    text = _matched(_DAY, untrusted, "This is not a day.")
    _check_day(text)
    return text


def parse_time(untrusted: object) -> str:
    """Read a time, `YYYY-MM-DDTHH:MMZ`.

    Raises:
        InvalidInputError: it is something else.
    """
    text = _matched(_TIME, untrusted, "This is not a time.")
    _check_day(text[:10])
    return text


def _write(checked: Any) -> bytes:
    """Write what `_check` has let through.

    Where all of it is ASCII the two encoders write the same bytes, and Python's is ten times
    faster; beyond ASCII they order member names differently.
    """
    text = json.dumps(checked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if text.isascii():
        return text.encode("ascii")
    try:
        return rfc8785.dumps(checked)
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        raise InvalidInputError("This cannot be written as canonical JSON.") from error


def _matched(pattern: re.Pattern[str], untrusted: object, message: str) -> str:
    if not isinstance(untrusted, str) or not pattern.fullmatch(untrusted):
        raise InvalidInputError(message)
    return untrusted


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError("This day does not exist.") from error


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate member")
    return members


def _integer(text: str) -> int:
    # Length first: turning a long run of digits into a number is slow work for nothing.
    if len(text) > _LONGEST_INTEGER:
        raise ValueError("integer out of range")
    return int(text)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"not an integer: {text[:20]}")


def _check(value: object, depth: int) -> None:
    if depth < 0:
        raise InvalidInputError("This JSON is nested too deeply.")
    if isinstance(value, dict):
        for name, member in value.items():
            _check_text(name)
            _check(member, depth - 1)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item, depth - 1)
    else:
        _check_scalar(value)


def _check_scalar(value: object) -> None:
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise InvalidInputError("An integer is out of range.")
        return
    _check_text(value)


def _check_text(value: object) -> None:
    if not isinstance(value, str):
        raise InvalidInputError("JSON here holds text, whole numbers, true and false only.")
    if value.isascii():
        return
    try:
        value.encode("utf-8", "strict")
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise InvalidInputError("A text is not valid Unicode.") from error
