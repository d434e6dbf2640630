"""Hybrid keys of age: ML-KEM-768 with X25519, as identities and recipients (record-format §3)."""

import hashlib
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from appliance.core import bech32
from appliance.errors import InvalidInputError, RecipientError

KNOWN_RECIPIENTS: Final = 4096
RECIPIENT_START: Final = "age1pq1"
_RECIPIENT_PREFIX: Final = "age1pq"
_IDENTITY_PREFIX: Final = "age-secret-key-pq-"
_SEED_BYTES: Final = 32
_MLKEM_SEED_BYTES: Final = 64
_MLKEM_PUBLIC_BYTES: Final = 1184
_PUBLIC_BYTES: Final = _MLKEM_PUBLIC_BYTES + 32


def identity_from_seed(seed: bytes) -> str:
    """Write a 32-byte seed as an age identity."""
    return bech32.encode(_IDENTITY_PREFIX, seed).upper()


def recipient_of(identity: str) -> str:
    """Return the recipient of an identity.

    Raises:
        InvalidInputError: this is not a hybrid identity.
    """
    mlkem, x25519 = _halves(identity)
    raw = Encoding.Raw, PublicFormat.Raw
    public = mlkem.public_key().public_bytes(*raw) + x25519.public_key().public_bytes(*raw)
    return bech32.encode(_RECIPIENT_PREFIX, public)


def private_key(identity: str) -> MLKEM768X25519PrivateKey:
    """Read an identity.

    Raises:
        InvalidInputError: this is not a hybrid identity.
    """
    return MLKEM768X25519PrivateKey(*_halves(identity))


def public_key(untrusted_recipient: str) -> MLKEM768X25519PublicKey:
    """Read a recipient; only hybrid ones are known here.

    Raises:
        RecipientError: it is classical, or not a recipient at all.
    """
    octets = _public_octets(untrusted_recipient)
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(octets[:_MLKEM_PUBLIC_BYTES]),
        X25519PublicKey.from_public_bytes(octets[_MLKEM_PUBLIC_BYTES:]),
    )


def parse_recipient(untrusted: object) -> str:
    """Check that this is a hybrid recipient in lower case.

    Raises:
        RecipientError: it is something else.
    """
    if not isinstance(untrusted, str):
        raise RecipientError("This is not a hybrid age recipient.")
    _public_octets(untrusted)
    return untrusted


def parse_identity(untrusted: object) -> str:
    """Check that this is a hybrid identity in upper case.

    Raises:
        InvalidInputError: it is something else.
    """
    if not isinstance(untrusted, str) or untrusted != untrusted.upper():
        raise InvalidInputError("This is not a hybrid age identity.")
    bech32.decode(untrusted, _IDENTITY_PREFIX, _SEED_BYTES)
    return untrusted


@lru_cache(maxsize=KNOWN_RECIPIENTS)
def _public_octets(untrusted: str) -> bytes:
    # Public, and long: a list of five hundred people is read again and again.
    if not untrusted.startswith(RECIPIENT_START):
        raise RecipientError("Only hybrid recipients (age1pq1…) are sealed to.")
    try:
        return bech32.decode(untrusted, _RECIPIENT_PREFIX, _PUBLIC_BYTES)
    except InvalidInputError as error:
        raise RecipientError("This is not a hybrid age recipient.") from error


def _halves(identity: str) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    seed = bech32.decode(parse_identity(identity), _IDENTITY_PREFIX, _SEED_BYTES)
    octets = hashlib.shake_256(seed).digest(_MLKEM_SEED_BYTES + 32)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(octets[:_MLKEM_SEED_BYTES])
    return mlkem, X25519PrivateKey.from_private_bytes(octets[_MLKEM_SEED_BYTES:])
