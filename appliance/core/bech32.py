"""Bech32 without a length limit, as age writes keys (BIP-173, C2SP age.md)."""

import base64
import re
from typing import Final

from appliance.errors import InvalidInputError

_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_RFC4648: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
# Python reads a number to the base 32 in one go, with these digits.
_TO_BASE_32: Final = str.maketrans(_ALPHABET, "0123456789abcdefghijklmnopqrstuv")
_TO_BECH32: Final = str.maketrans(_RFC4648, _ALPHABET)
_DATA = re.compile(f"[{_ALPHABET}]*")
_VALUES: Final = bytes(max(_ALPHABET.find(chr(code)), 0) for code in range(256))
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK_SYMBOLS: Final = 6


def _step(check: int, value: int) -> int:
    top = check >> 25
    check = (check & 0x1FFFFFF) << 5 ^ value
    for bit, generator in enumerate(_GENERATORS):
        if top >> bit & 1:
            check ^= generator
    return check


# What two steps do to the ten highest bits: a recipient has 2,000 symbols, and the checksum is
# most of the work of reading one.
_TWO_STEPS: Final = tuple(_step(_step(top << 20, 0), 0) for top in range(1024))


def encode(prefix: str, octets: bytes) -> str:
    """Write bytes in lower-case Bech32.

    Args:
        prefix: the human-readable part, in lower case.
        octets: the data.
    """
    data = base64.b32encode(octets).rstrip(b"=").decode("ascii").translate(_TO_BECH32)
    check = _checksum(prefix, data + "q" * _CHECK_SYMBOLS) ^ 1
    symbols = ((check >> 5 * (_CHECK_SYMBOLS - 1 - i)) & 31 for i in range(_CHECK_SYMBOLS))
    return f"{prefix}1{data}{''.join(_ALPHABET[symbol] for symbol in symbols)}"


def decode(untrusted: str, prefix: str, size_bytes: int) -> bytes:
    """Read Bech32 with a known prefix and size; all in lower or all in upper case.

    Raises:
        InvalidInputError: wrong prefix, size, character, case or checksum.
    """
    if not untrusted.isascii() or untrusted not in (untrusted.lower(), untrusted.upper()):
        raise InvalidInputError("This key mixes cases or alphabets.")
    text = untrusted.lower()
    data = text.removeprefix(prefix + "1")
    symbols = -(-size_bytes * 8 // 5) + _CHECK_SYMBOLS
    if len(data) + len(prefix) + 1 != len(text) or len(data) != symbols:
        raise InvalidInputError("This is not a key of the right kind and size.")
    if not _DATA.fullmatch(data):
        raise InvalidInputError("This key holds a character that no key holds.")
    if _checksum(prefix, data) != 1:
        raise InvalidInputError("This key was copied wrongly: its check does not fit.")
    return _octets(data[:-_CHECK_SYMBOLS], size_bytes)


def _octets(data: str, size_bytes: int) -> bytes:
    stray_bits = len(data) * 5 - size_bytes * 8
    number = int(data.translate(_TO_BASE_32), 32)
    if number & ((1 << stray_bits) - 1):
        raise InvalidInputError("This key has stray bits at its end.")
    return (number >> stray_bits).to_bytes(size_bytes, "big")


def _checksum(prefix: str, data: str) -> int:
    expanded = bytes(ord(c) >> 5 for c in prefix) + b"\0" + bytes(ord(c) & 31 for c in prefix)
    values = expanded + data.encode("ascii").translate(_VALUES)
    check = 1
    if len(values) % 2:
        check, values = _step(check, values[0]), values[1:]
    for first, second in zip(values[::2], values[1::2], strict=True):
        check = (check & 0xFFFFF) << 10 ^ first << 5 ^ second ^ _TWO_STEPS[check >> 20]
    return check
