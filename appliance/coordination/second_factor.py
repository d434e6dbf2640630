"""The second factor, required beside every passphrase: a code from an app, or a passkey."""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any

import webauthn
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    UserVerificationRequirement,
)

from appliance.core.canonical import unb64
from appliance.errors import ApplianceError, InvalidInputError, UnauthenticatedError

TOTP, PASSKEY = "totp", "passkey"
CHALLENGE_LIFE_S = 300
_NONCE_BYTES = 16
_TIME_BYTES = 8
_MAC_BYTES = 32


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Who a passkey is for: the origin of the case app.

    Args:
        id: host name, such as `localhost`.
        origin: scheme, host and port.
        name: what the browser shows.
    """

    id: str
    origin: str
    name: str = "Safehold"


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as it is stored."""

    id: bytes
    public: bytes
    count: int


class Challenges:
    """Challenges that need no memory: each carries its expiry and a MAC over what it is for.

    Args:
        key: key of the MAC.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._used: dict[bytes, int] = {}

    def make(self, purpose: bytes, now_s: int) -> bytes:
        """Return a fresh challenge for one purpose."""
        expires = (now_s + CHALLENGE_LIFE_S).to_bytes(_TIME_BYTES, "big")
        start = secrets.token_bytes(_NONCE_BYTES) + expires
        return start + self._mac(purpose, start)

    def check(self, purpose: bytes, untrusted: bytes, now_s: int) -> None:
        """Check that a challenge was made here for this purpose and is still good.

        Raises:
            UnauthenticatedError: it was not, is too old, or has been used.
        """
        start, mac = untrusted[:-_MAC_BYTES], untrusted[-_MAC_BYTES:]
        if not hmac.compare_digest(self._mac(purpose, start), mac):
            raise UnauthenticatedError
        expires = int.from_bytes(start[_NONCE_BYTES:], "big")
        if expires < now_s or untrusted in self._used:
            raise UnauthenticatedError

    def use_up(self, challenge: bytes, now_s: int) -> None:
        """Refuse a challenge from now on, after it has served."""
        self._used = {used: end for used, end in self._used.items() if end >= now_s}
        self._used[challenge] = now_s + CHALLENGE_LIFE_S

    def _mac(self, purpose: bytes, start: bytes) -> bytes:
        return hmac.digest(self._key, b"challenge\n" + purpose + b"\n" + start, hashlib.sha256)


def creation_options(party: RelyingParty, user: bytes, challenge: bytes) -> dict[str, Any]:
    """Return WebAuthn's options for making a passkey."""
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_name=party.name,
        user_id=user,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return _json(webauthn.options_to_json(options))


def request_options(party: RelyingParty, credential: bytes, challenge: bytes) -> dict[str, Any]:
    """Return WebAuthn's options for signing in with a passkey."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=credential)],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return _json(webauthn.options_to_json(options))


def challenge_of(untrusted: dict[str, Any]) -> bytes:
    """Return the challenge that a passkey's answer says it answers.

    Raises:
        UnauthenticatedError: the answer is malformed.
    """
    try:
        client = json.loads(unb64(untrusted["response"]["clientDataJSON"]))
        return unb64(client["challenge"])
    except (ApplianceError, KeyError, TypeError, ValueError) as error:
        raise UnauthenticatedError from error


def new_passkey(party: RelyingParty, untrusted: dict[str, Any], challenge: bytes) -> Passkey:
    """Check the answer to `creation_options`.

    Raises:
        InvalidInputError: it does not answer them.
    """
    try:
        made = webauthn.verify_registration_response(
            credential=untrusted,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=False,
        )
    except Exception as error:
        raise InvalidInputError("This passkey was not made for this place.") from error
    return Passkey(made.credential_id, made.credential_public_key, made.sign_count)


def passkey_count(
    party: RelyingParty, untrusted: dict[str, Any], challenge: bytes, known: Passkey
) -> int:
    """Check the answer to `request_options` and return the passkey's new counter.

    Raises:
        UnauthenticatedError: another key, place or challenge, or a counter that went back.
    """
    try:
        credential = parse_authentication_credential_json(untrusted)
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=known.public,
            credential_current_sign_count=known.count,
            require_user_verification=False,
        )
    except Exception as error:
        raise UnauthenticatedError from error
    if not hmac.compare_digest(credential.raw_id, known.id):
        raise UnauthenticatedError
    return int(verified.new_sign_count)


def made_up_credential(seed: bytes) -> bytes:
    """Return a credential id that nobody has, for a login that nobody has."""
    return hashlib.sha256(seed).digest()


def _json(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found
