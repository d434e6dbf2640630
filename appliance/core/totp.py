"""Six-digit codes from a code app (RFC 6238): SHA-1, 30 seconds, each used once."""

import binascii
import hmac
from typing import Final

import pyotp

from appliance.errors import InvalidInputError, UnauthenticatedError

STEP_S: Final = 30
_LEAST_SECRET_BYTES: Final = 16


def parse_totp_secret(untrusted: str) -> str:
    """Read the base32 secret of a code generator, 128 bits or more.

    Raises:
        InvalidInputError: it is not one.
    """
    try:
        octets = pyotp.TOTP(untrusted).byte_secret()
    except (binascii.Error, ValueError) as error:
        raise InvalidInputError from error
    if len(octets) < _LEAST_SECRET_BYTES:
        raise InvalidInputError("This secret is too short.")
    return untrusted


def totp_step(secret: str, untrusted_code: str, last_step: int, now_s: int) -> int:
    """Check a code and return its time step, which is then used up.

    Args:
        secret: base32.
        untrusted_code: six digits.
        last_step: the newest step used; it and all before are refused.
        now_s: unix seconds; one step before and after is accepted too.

    Raises:
        UnauthenticatedError: wrong, or used already.
    """
    generator = pyotp.TOTP(secret, interval=STEP_S)
    now_step = now_s // STEP_S
    found = 0
    for step in (now_step - 1, now_step, now_step + 1):
        code = generator.at(step * STEP_S)
        if hmac.compare_digest(code.encode(), untrusted_code.encode()) and step > last_step:
            found = step
    if not found:
        raise UnauthenticatedError
    return found
