"""Sealing and opening with age, hybrid recipients only (record-format §3, C2SP age.md).

`seal` and `open_` frame and unframe; `encrypt` and `decrypt` are age itself. Each has a form for
streams, whose memory does not grow with the file. Why this is written here:
docs/decisions/0001-hybrid-age-in-python.md.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.core import age_header, hybrid, padding
from appliance.core.age_header import Header, inspect
from appliance.core.bytestream import pieces_of_size
from appliance.errors import DecryptionError, InvalidInputError, RecipientError

__all__ = [
    "decrypt",
    "decrypt_stream",
    "encrypt",
    "encrypt_stream",
    "inspect",
    "open_",
    "open_file",
    "seal",
    "seal_file",
    "sealed_size",
]

CHUNK_BYTES: Final = 64 * 1024
TAG_BYTES: Final = 16
FILE_KEY_BYTES: Final = 16
NONCE_BYTES: Final = 16
MOST_RECIPIENTS: Final = 32
_INFO: Final = b"age-encryption.org/mlkem768x25519"
_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_FINAL: Final = 1
_HEADER_END = re.compile(rb"\n---[^\n]*\n")


def seal(content: bytes, recipients: Sequence[str]) -> bytes:
    """Frame content and encrypt it.

    Args:
        content: what only the recipients will read.
        recipients: `age1pq1…`, 1 to 32.

    Raises:
        RecipientError: a recipient is not hybrid, or their number is out of range.
    """
    return encrypt(padding.frame(content), recipients)


def open_(untrusted_sealed: bytes, identities: Sequence[str]) -> bytes:
    """Decrypt and take the content out of its frame.

    Args:
        untrusted_sealed: an age file that holds one frame.
        identities: `AGE-SECRET-KEY-PQ-1…`; the first that fits is used.

    Raises:
        RecipientError: a stanza is neither hybrid nor grease.
        DecryptionError: no identity fits, or file or frame are damaged.
        InvalidInputError: the header is malformed.
    """
    return padding.unframe(decrypt(untrusted_sealed, identities))


def encrypt(plaintext: bytes, recipients: Sequence[str]) -> bytes:
    """Encrypt without a frame.

    Raises:
        RecipientError: as for `seal`.
    """
    return b"".join(encrypt_stream([plaintext], recipients))


def decrypt(untrusted_sealed: bytes, identities: Sequence[str]) -> bytes:
    """Decrypt without taking out of a frame.

    Raises:
        RecipientError, DecryptionError, InvalidInputError: as for `open_`.
    """
    return b"".join(decrypt_stream([untrusted_sealed], identities))


def seal_file(source: BinaryIO, size_bytes: int, recipients: Sequence[str]) -> Iterator[bytes]:
    """Frame and encrypt a file as a stream.

    Args:
        source: read once, to its end.
        size_bytes: its size, which stands first in the frame.
        recipients: as for `seal`.

    Yields:
        The sealed file, `sealed_size(size_bytes, len(recipients))` bytes in all.

    Raises:
        RecipientError: as for `seal`.
        InvalidInputError: the source has another size.
    """
    yield from encrypt_stream(_framed(source, size_bytes), recipients)


def open_file(untrusted_pieces: Iterable[bytes], identities: Sequence[str]) -> Iterator[bytes]:
    """Decrypt a sealed stream and take the content out of its frame.

    What was yielded is certain to be whole only when the iterator ends without an error.

    Raises:
        RecipientError, DecryptionError, InvalidInputError: as for `open_`.
    """
    unframer = padding.Unframer()
    for piece in decrypt_stream(untrusted_pieces, identities):
        if content := unframer.feed(piece):
            yield content
    unframer.finish()


def encrypt_stream(pieces: Iterable[bytes], recipients: Sequence[str]) -> Iterator[bytes]:
    """Encrypt a stream, one chunk of 64 KiB at a time.

    Raises:
        RecipientError: as for `seal`.
    """
    file_key = secrets.token_bytes(FILE_KEY_BYTES)
    nonce = secrets.token_bytes(NONCE_BYTES)
    yield write_header(file_key, recipients) + nonce
    yield from encrypt_payload(file_key, nonce, pieces)


def encrypt_payload(file_key: bytes, nonce: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Encrypt what follows header and nonce. Neither may ever be used a second time."""
    cipher = _payload_cipher(file_key, nonce)
    for counter, chunk, final in _numbered(pieces_of_size(pieces, CHUNK_BYTES)):
        yield cipher.encrypt(_chunk_nonce(counter, final=final), chunk, None)


def decrypt_stream(untrusted_pieces: Iterable[bytes], identities: Sequence[str]) -> Iterator[bytes]:
    """Decrypt a stream; each chunk is authentic when it is yielded, its end only at the end.

    Raises:
        RecipientError, DecryptionError, InvalidInputError: as for `open_`.
    """
    source = iter(untrusted_pieces)
    header, rest = _read_header(source)
    file_key = unwrap(header, identities)
    check_mac(header, file_key)
    yield from decrypt_payload(file_key, _chain(rest, source))


def sealed_size(content_bytes: int, recipients: int) -> int:
    """Return the exact size of sealed content.

    Args:
        content_bytes: size of the content, before it is framed.
        recipients: number of recipients.
    """
    framed = padding.framed_size(content_bytes)
    stanza = age_header.hybrid_stanza(
        bytes(age_header.ENCAPSULATION_BYTES), bytes(age_header.WRAPPED_KEY_BYTES)
    )
    header = age_header.write_unauthenticated([stanza] * recipients)
    chunks = max(1, -(-framed // CHUNK_BYTES))
    mac = len(age_header.write_mac(bytes(32)))
    return len(header) + mac + NONCE_BYTES + framed + TAG_BYTES * chunks


def write_header(file_key: bytes, recipients: Sequence[str]) -> bytes:
    """Write the header that wraps a file key to each recipient, in their order.

    Raises:
        RecipientError: as for `seal`.
    """
    if not 1 <= len(recipients) <= MOST_RECIPIENTS:
        raise RecipientError("Nothing is sealed to this number of recipients.")
    stanzas = [_wrap(file_key, recipient) for recipient in recipients]
    covered = age_header.write_unauthenticated(stanzas)
    return covered + age_header.write_mac(header_mac(file_key, covered))


def unwrap(header: Header, identities: Sequence[str]) -> bytes:
    """Find the file key with one of the identities. Check the MAC next.

    Raises:
        RecipientError: a stanza is neither hybrid nor grease.
        DecryptionError: no identity fits.
        InvalidInputError: a stanza or an identity is malformed.
    """
    stanzas = age_header.hybrid_stanzas(header)
    for identity in identities:
        key = hybrid.private_key(identity)
        for encapsulation, wrapped in stanzas:
            try:
                file_key = _SUITE.decrypt(encapsulation + wrapped, key, _INFO)
            except (InvalidTag, ValueError):  # for someone else
                continue
            return file_key
    raise DecryptionError("None of the keys opens this.")


def check_mac(header: Header, file_key: bytes) -> None:
    """Check that whoever knew the file key wrote this header.

    Raises:
        DecryptionError: the MAC is another.
    """
    if not hmac.compare_digest(header.mac, header_mac(file_key, header.authenticated)):
        raise DecryptionError("The header of this file was changed.")


def header_mac(file_key: bytes, covered: bytes) -> bytes:
    """Return the MAC of the covered part of a header."""
    key = HKDF(SHA256(), 32, None, b"header").derive(file_key)
    return hmac.new(key, covered, hashlib.sha256).digest()


def decrypt_payload(file_key: bytes, untrusted_pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Decrypt what follows the header.

    Raises:
        DecryptionError: damaged, cut short, or with something behind its end.
    """
    source = iter(untrusted_pieces)
    nonce, rest = _take(source, NONCE_BYTES)
    cipher = _payload_cipher(file_key, nonce)
    pieces = pieces_of_size(_chain(rest, source), CHUNK_BYTES + TAG_BYTES)
    for counter, chunk, final in _numbered(pieces):
        try:
            plaintext = cipher.decrypt(_chunk_nonce(counter, final=final), chunk, None)
        except InvalidTag as error:
            raise DecryptionError("This file is damaged or cut short.") from error
        if counter and not plaintext:
            raise DecryptionError("This file ends with an empty chunk.")
        yield plaintext


def _wrap(file_key: bytes, recipient: str) -> age_header.Stanza:
    try:
        sealed = _SUITE.encrypt(file_key, hybrid.public_key(recipient), _INFO)
    except ValueError as error:  # a point of small order
        raise RecipientError("This recipient cannot be sealed to.") from error
    at = age_header.ENCAPSULATION_BYTES
    return age_header.hybrid_stanza(sealed[:at], sealed[at:])


def _payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, nonce, b"payload").derive(file_key))


def _chunk_nonce(counter: int, *, final: bool) -> bytes:
    return counter.to_bytes(11, "big") + bytes([_FINAL if final else 0])


def _numbered(chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Number chunks and mark the last, which may be empty only if it is the only one."""
    counter, current = 0, next(chunks, b"")
    for following in chunks:
        yield counter, current, False
        counter, current = counter + 1, following
    yield counter, current, True


def _framed(source: BinaryIO, size_bytes: int) -> Iterator[bytes]:
    yield padding.frame_prefix(size_bytes)
    left = size_bytes
    while piece := source.read(CHUNK_BYTES):
        left -= len(piece)
        yield piece
    if left:
        raise InvalidInputError("The file changed its size while it was read.")
    zeros = padding.padding_size(size_bytes)
    yield from (bytes(min(CHUNK_BYTES, zeros - at)) for at in range(0, zeros, CHUNK_BYTES))


def _read_header(source: Iterator[bytes]) -> tuple[Header, bytes]:
    start = b""
    for piece in source:
        start += piece
        if len(start) >= age_header.LIMIT_BYTES or _HEADER_END.search(start):
            break
    header = age_header.parse(start)
    return header, start[header.size_bytes :]


def _take(source: Iterator[bytes], size_bytes: int) -> tuple[bytes, bytes]:
    taken = b""
    for piece in source:
        taken += piece
        if len(taken) >= size_bytes:
            return taken[:size_bytes], taken[size_bytes:]
    raise DecryptionError("This file is cut short.")


def _chain(first: bytes, source: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from source
