"""Keys derived from secrets, key ids and fingerprint words (record-format §2)."""

import hashlib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from mnemonic import Mnemonic

from appliance.core import hybrid
from appliance.core.canonical import b64

SALT: Final = b"safehold/v1"
KEY_CONTEXT: Final = b"safehold/key/v1"
FINGERPRINT_WORDS: Final = 6
_WORD_BITS: Final = 11
_WORD_LISTS: Final = {"fr": "french"}


@dataclass(frozen=True)
class Identity:
    """Everything that follows from one secret and label.

    Attributes:
        identity: age hybrid identity, `AGE-SECRET-KEY-PQ-1…`; secret.
        recipient: its public half, `age1pq1…`.
        signing_seed: Ed25519 seed; secret.
        verify: Ed25519 public key, b64.
        key: key id of the two public halves.
    """

    identity: str = field(repr=False)
    recipient: str
    signing_seed: bytes = field(repr=False)
    verify: str
    key: str


def derive(secret: bytes, label: str, length: int) -> bytes:
    """Derive `length` bytes for one use from a secret.

    Args:
        secret: 99 bits of entropy or more: a receipt code, a stretched passphrase, random bytes.
        label: the use, in ASCII.
        length: bytes wanted.

    Source: RFC 5869, HKDF-SHA256.
    """
    return HKDF(SHA256(), length, SALT, label.encode("ascii")).derive(secret)


def derive_identity(secret: bytes, label: str) -> Identity:
    """Derive an encryption identity and a signing key from a secret.

    Args:
        secret: as for `derive`.
        label: the use, in ASCII.
    """
    octets = derive(secret, label, 64)
    identity = hybrid.identity_from_seed(octets[:32])
    recipient = hybrid.recipient_of(identity)
    verify = verify_key(octets[32:])
    return Identity(identity, recipient, octets[32:], verify, key_id(recipient, verify))


def verify_key(signing_seed: bytes) -> str:
    """Return the Ed25519 public key of a 32-byte seed, b64."""
    return b64(Ed25519PrivateKey.from_private_bytes(signing_seed).public_key().public_bytes_raw())


def key_id(recipient: str, verify: str = "") -> str:
    """Return the key id of public keys.

    Args:
        recipient: `age1pq1…`.
        verify: Ed25519 public key, b64; empty for intake, staff and compartment keys.
    """
    return _digest(recipient, verify)[:16].hex()


def fingerprint_words(recipient: str, verify: str = "", language: str = "en") -> list[str]:
    """Return six words that two people read to each other to compare keys.

    Args:
        recipient: `age1pq1…`.
        verify: Ed25519 public key, b64, or empty.
        language: the deployment's first language; English where there is no list for it.
    """
    words = _word_list(_WORD_LISTS.get(language, "english"))
    number = int.from_bytes(_digest(recipient, verify), "big")
    shifts = range(256 - _WORD_BITS, 256 - _WORD_BITS * (FINGERPRINT_WORDS + 1), -_WORD_BITS)
    return [words[(number >> shift) & (2**_WORD_BITS - 1)] for shift in shifts]


def _digest(recipient: str, verify: str) -> bytes:
    parts = (KEY_CONTEXT, recipient.encode("ascii"), verify.encode("ascii"))
    return hashlib.sha256(b"\n".join(parts)).digest()


@cache
def _word_list(name: str) -> tuple[str, ...]:
    # The list is part of the library's code, read once like the code itself.
    # It spells accents as separate marks; people and screens expect composed letters.
    return tuple(unicodedata.normalize("NFC", word) for word in Mnemonic(name).wordlist)
