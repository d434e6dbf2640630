"""The header of an age file: parse strictly, write, and judge its stanzas (C2SP age.md).

No key is needed here, so servers use it on sealed files that they cannot read.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from appliance.errors import InvalidInputError, RecipientError

LIMIT_BYTES: Final = 64 * 1024
HYBRID: Final = "mlkem768x25519"
ENCAPSULATION_BYTES: Final = 1120
WRAPPED_KEY_BYTES: Final = 32
_VERSION_LINE: Final = b"age-encryption.org/v1\n"
_MAC_BYTES: Final = 32
_COLUMNS: Final = 64
_ARGUMENTS = re.compile(rb"[\x21-\x7e]+(?: [\x21-\x7e]+)*")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]*")


@dataclass(frozen=True)
class Stanza:
    """One wrapped file key.

    Attributes:
        arguments: the first is the type.
        body: the wrapped key.
    """

    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True)
class Header:
    """A parsed header.

    Attributes:
        stanzas: in the order of the file.
        mac: what the file says the MAC is.
        authenticated: the bytes that the MAC covers.
        size_bytes: where the payload starts.
    """

    stanzas: tuple[Stanza, ...]
    mac: bytes
    authenticated: bytes
    size_bytes: int


def parse(untrusted: bytes) -> Header:
    """Read the header at the start of an age file.

    Args:
        untrusted: the first bytes of the file; more than the header does no harm.

    Raises:
        InvalidInputError: this is not a whole, well-formed header of at most 64 KiB.
    """
    if not untrusted.startswith(_VERSION_LINE):
        raise InvalidInputError("This is not an age v1 file.")
    lines = _Lines(bytes(untrusted[:LIMIT_BYTES]), len(_VERSION_LINE))
    stanzas: list[Stanza] = []
    line = lines.take()
    while line.startswith(b"-> "):
        stanzas.append(_stanza(line[3:], lines))
        line = lines.take()
    if not stanzas or not line.startswith(b"--- "):
        raise InvalidInputError("This age header is not well-formed.")
    mac = _decode(line[4:])
    if len(mac) != _MAC_BYTES:
        raise InvalidInputError("The MAC of this age header has a wrong size.")
    covered = lines.position - len(line) - 1 + 3
    return Header(tuple(stanzas), mac, bytes(untrusted[:covered]), lines.position)


def write_unauthenticated(stanzas: Sequence[Stanza]) -> bytes:
    """Write a header up to and including the mark that the MAC covers."""
    return _VERSION_LINE + b"".join(_encode_stanza(stanza) for stanza in stanzas) + b"---"


def write_mac(mac: bytes) -> bytes:
    """Write what follows the mark: the MAC and the end of the header."""
    return b" " + _encode(mac) + b"\n"


def hybrid_stanzas(header: Header) -> list[tuple[bytes, bytes]]:
    """Return encapsulation and wrapped key of every stanza; grease is passed over.

    Raises:
        RecipientError: a stanza is neither hybrid nor grease.
        InvalidInputError: a hybrid stanza is malformed.
    """
    wanted = [stanza for stanza in header.stanzas if not stanza.arguments[0].endswith("-grease")]
    if any(stanza.arguments[0] != HYBRID for stanza in wanted):
        raise RecipientError("This is sealed to a recipient that is not hybrid.")
    return [_hybrid(stanza) for stanza in wanted]


def inspect(untrusted_start: bytes) -> int:
    """Judge a sealed file by its first bytes, without any key.

    Args:
        untrusted_start: the first bytes of the file, at least its header; 64 KiB always suffice.

    Returns:
        The number of hybrid stanzas.

    Raises:
        RecipientError: a stanza is neither hybrid nor grease, or none is hybrid.
        InvalidInputError: the header is malformed.
    """
    count = len(hybrid_stanzas(parse(untrusted_start)))
    if not count:
        raise RecipientError("This is sealed to nobody.")
    return count


class _Lines:
    """Takes line after line from bytes, and knows how far it got."""

    def __init__(self, octets: bytes, position: int) -> None:
        self._octets = octets
        self.position = position

    def take(self) -> bytes:
        end = self._octets.find(b"\n", self.position)
        if end < 0:
            raise InvalidInputError("This age header is cut short or too long.")
        line = self._octets[self.position : end]
        self.position = end + 1
        return line


def _stanza(untrusted_arguments: bytes, lines: _Lines) -> Stanza:
    if not _ARGUMENTS.fullmatch(untrusted_arguments):
        raise InvalidInputError("A stanza of this age header is not well-formed.")
    body: list[bytes] = []
    while not body or len(body[-1]) == _COLUMNS:
        body.append(lines.take())
        if len(body[-1]) > _COLUMNS:
            raise InvalidInputError("A line of this age header is too long.")
    arguments = untrusted_arguments.decode("ascii").split(" ")
    return Stanza(tuple(arguments), _decode(b"".join(body)))


def _hybrid(stanza: Stanza) -> tuple[bytes, bytes]:
    if len(stanza.arguments) != 2 or len(stanza.body) != WRAPPED_KEY_BYTES:
        raise InvalidInputError("A hybrid stanza of this age header is not well-formed.")
    encapsulation = _decode(stanza.arguments[1].encode("ascii"))
    if len(encapsulation) != ENCAPSULATION_BYTES:
        raise InvalidInputError("A hybrid stanza of this age header is not well-formed.")
    return encapsulation, stanza.body


def hybrid_stanza(encapsulation: bytes, wrapped_key: bytes) -> Stanza:
    """Make the stanza of one hybrid recipient."""
    return Stanza((HYBRID, _encode(encapsulation).decode("ascii")), wrapped_key)


def _encode_stanza(stanza: Stanza) -> bytes:
    body = _encode(stanza.body)
    # The last line is always shorter than a full one, so it may be empty.
    lines = [body[at : at + _COLUMNS] for at in range(0, len(body) + 1, _COLUMNS)]
    return b"-> %s\n%s\n" % (" ".join(stanza.arguments).encode("ascii"), b"\n".join(lines))


def _encode(octets: bytes) -> bytes:
    return base64.b64encode(octets).rstrip(b"=")


def _decode(untrusted: bytes) -> bytes:
    if not _BASE64.fullmatch(untrusted):
        raise InvalidInputError("This age header holds something that is not base64.")
    try:
        octets = base64.b64decode(untrusted + b"=" * (-len(untrusted) % 4), validate=True)
    except binascii.Error as error:
        raise InvalidInputError("This age header holds something that is not base64.") from error
    if _encode(octets) != untrusted:
        raise InvalidInputError("This age header holds base64 that is not canonical.")
    return octets
