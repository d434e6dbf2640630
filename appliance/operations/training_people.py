"""Plays a professional who opens her one-time link, as the case app does."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp

from appliance.adapters import age
from appliance.adapters.argon2 import Kdf, stretch
from appliance.adapters.browser import Browser
from appliance.adapters.randomness import random_bytes, random_identity
from appliance.core import hybrid
from appliance.core.canonical import b64, canonical
from appliance.core.derivation import Identity, derive, derive_identity
from appliance.core.intake_keys import sign_intake_key
from appliance.core.wraps import CompartmentKey, Wrap
from appliance.secret import Secret

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Accepted:
    """What she knows afterwards."""

    key: str
    totp_secret: str


def accept(browser: Browser, link: str, login: str, passphrase: Secret[str]) -> Accepted:
    """Make an identity for an invitation and hand its public half in.

    Args:
        browser: speaks to the case app's origin.
        link: the one-time link.
        login: the name with which she will sign in.
        passphrase: her passphrase.
    """
    carried = parse_qs(urlsplit(link).fragment)
    invitation, pin = carried["invite"][0], carried["k"][0]
    offered = browser.post("/api/invitations/open", {"secret": invitation})
    secret = random_bytes(SECRET_BYTES)
    identity = derive_identity(secret, "person")
    totp_secret = pyotp.random_base32()
    body = {
        **_under_passphrase(secret, pin, passphrase),
        "login": login,
        "recipient": identity.recipient,
        "second": {"totp": {"code": pyotp.TOTP(totp_secret).now(), "secret": totp_secret}},
        "secret": invitation,
        "verify": identity.verify,
    }
    if offered["offer_intake_key"]:
        body["intake"] = _intake_key(identity)
    found = browser.post("/api/invitations/accept", body)
    return Accepted(str(found["key"]), totp_secret)


def _under_passphrase(secret: bytes, pin: str, passphrase: Secret[str]) -> dict[str, Any]:
    kdf = Kdf.fresh()
    stretched = stretch(passphrase, kdf)
    sealed = age.seal(
        canonical({"pin": pin, "secret": b64(secret), "type": "person_secret", "v": 1}),
        [derive_identity(stretched, "passphrase").recipient],
    )
    return {
        "auth": b64(derive(stretched, "login", SECRET_BYTES)),
        "kdf": kdf.to_json(),
        "sealed_identity": b64(sealed),
    }


def _intake_key(identity: Identity) -> dict[str, str]:
    intake = random_identity()
    recipient = hybrid.recipient_of(intake)
    wrap = Wrap(keys=(CompartmentKey("intake", 1, intake),)).to_bytes()
    return {
        **sign_intake_key(recipient, identity),
        "wrap": b64(age.seal(wrap, [identity.recipient])),
    }
