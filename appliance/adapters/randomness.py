"""The machine's randomness. Nothing else in the code asks for it."""

import secrets

from appliance.core import hybrid
from appliance.core.canonical import b64
from appliance.core.receipt import SECRET_DIGITS

ID_BYTES = 16
KEY_BYTES = 32


def random_bytes(size_bytes: int = KEY_BYTES) -> bytes:
    """Return bytes that nobody can guess."""
    return secrets.token_bytes(size_bytes)


def random_id() -> str:
    """Return a new id (record-format §1)."""
    return secrets.token_hex(ID_BYTES)


def random_token() -> str:
    """Return 32 random bytes as b64: a session, an invitation secret, a service token."""
    return b64(secrets.token_bytes(KEY_BYTES))


def random_identity() -> str:
    """Return a new hybrid identity: a compartment, intake or staff key."""
    return hybrid.identity_from_seed(secrets.token_bytes(KEY_BYTES))


def random_recipient() -> str:
    """Return a recipient whose identity is thrown away: what an empty place is sealed to."""
    return hybrid.recipient_of(random_identity())


def random_receipt_secret() -> bytes:
    """Return the secret of a new receipt code: 30 decimal digits as ASCII."""
    return b"%0*d" % (SECRET_DIGITS, secrets.randbelow(10**SECRET_DIGITS))
