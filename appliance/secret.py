"""A value that must never be shown: passphrase, private key, share, code."""

import hmac
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T", bytes, str)

HIDDEN = "Secret(hidden)"


class Secret(Generic[T]):
    """Wraps bytes or text so that no print, log, format, pickle or JSON reveals it.

    Only `reveal` returns the value. Two secrets are compared in constant time.

    Args:
        value: the secret itself.
    """

    __slots__ = ("_value",)
    __hash__ = None  # type: ignore[assignment]  # a hash would be a fingerprint of the secret

    def __init__(self, value: T) -> None:
        self._value: T = value

    def reveal(self) -> T:
        """Return the secret. Keep it in as few hands as possible."""
        return self._value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(_octets(self._value), _octets(other.reveal()))

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return HIDDEN

    def __format__(self, spec: str) -> str:
        return HIDDEN

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret is neither pickled nor copied")


def _octets(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else value
