"""What an operator's passphrase opens, worked out on the operator's side only.

The passphrase never leaves this process: what the agent sees is the sign-in secret, sealed
objects and, to open the vault, the vault secret (docs/interfaces.md §2, record-format §2, §10).
"""

import json
from dataclasses import dataclass, field
from typing import Any

from appliance.adapters import age
from appliance.adapters.argon2 import Kdf, stretch
from appliance.adapters.embedded_vault import slot_content
from appliance.adapters.randomness import random_bytes, random_id, random_identity
from appliance.core import hybrid
from appliance.core.canonical import b64, canonical, unb64
from appliance.core.derivation import Identity, derive, derive_identity, key_id
from appliance.core.slot_keys import sign_slot
from appliance.core.staff import parse_profile, profile_to_bytes
from appliance.core.wraps import CompartmentKey, Wrap
from appliance.errors import ApplianceError, DecryptionError, PassphraseError
from appliance.operations.answers import Answers
from appliance.secret import Secret

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class PassphraseKeys:
    """The three independent things derived from one passphrase."""

    login: bytes
    passphrase: Identity
    vault: Identity


@dataclass(frozen=True, slots=True)
class CodeApp:
    """A code app as its owner has it.

    Args:
        secret: base32, as the app takes it.
        code: what the app shows just now.
    """

    secret: Secret[str]
    code: str


@dataclass(frozen=True, slots=True)
class Seat:
    """An operator who has signed in: identity, the staff group's, and what opens the vault."""

    operator: str
    identity: Identity
    staff_identity: str | None = None
    vault_secret: Secret[bytes] | None = None
    names: dict[bytes, str] = field(default_factory=dict, repr=False, compare=False)
    """Names that were opened already; they go with the session."""

    def slot_for(self, recipient: str) -> bytes:
        """Return the vault secret, sealed to a colleague's slot.

        Raises:
            PassphraseError: this operator has no slot.
        """
        if self.vault_secret is None:
            raise PassphraseError
        return age.seal(slot_content(self.vault_secret.reveal()), [recipient])

    def open_profile(self, sealed: bytes) -> str:
        """Return the name in a profile, or nothing where this operator cannot open it."""
        if self.staff_identity is None:
            return ""
        if sealed not in self.names:
            try:
                self.names[sealed] = parse_profile(age.open_(sealed, [self.staff_identity]))
            except ApplianceError:
                return ""
        return self.names[sealed]

    def staff_recipient(self) -> str:
        """Return the recipient to which profiles are sealed.

        Raises:
            DecryptionError: this operator does not hold the staff key.
        """
        return hybrid.recipient_of(self._held_staff_identity())

    def staff_wrap_for(self, recipient: str) -> bytes:
        """Return the staff key, sealed to a colleague."""
        key = CompartmentKey("staff", 1, self._held_staff_identity())
        return age.seal(Wrap(keys=(key,)).to_bytes(), [recipient])

    def _held_staff_identity(self) -> str:
        if self.staff_identity is None:
            raise DecryptionError("You do not hold the key of the staff group.")
        return self.staff_identity


def passphrase_keys(passphrase: Secret[str], kdf: Kdf) -> PassphraseKeys:
    """Stretch a passphrase and derive what it is used for."""
    stretched = stretch(passphrase, kdf)
    return PassphraseKeys(
        login=derive(stretched, "login", SECRET_BYTES),
        passphrase=derive_identity(stretched, "passphrase"),
        vault=derive_identity(stretched, "vault"),
    )


def setup_request(answers: Answers, passphrase: Secret[str], kdf: Kdf) -> dict[str, Any]:
    """Return the body of a set-up: public halves and sealed objects only.

    Args:
        answers: what the operator answered.
        passphrase: the operator's new passphrase.
        kdf: how it is stretched.
    """
    keys = passphrase_keys(passphrase, kdf)
    secret = random_bytes(SECRET_BYTES)
    identity = derive_identity(secret, "person")
    staff = random_identity()
    staff_recipient = hybrid.recipient_of(staff)
    wrap = Wrap(keys=(CompartmentKey("staff", 1, staff),))
    return {
        "country": answers.country,
        "help": [{"label": dict(each.label), "value": each.value} for each in answers.help],
        "languages": list(answers.languages),
        "name": answers.name,
        "operator": {
            "auth": b64(keys.login),
            "kdf": kdf.to_json(),
            "name": answers.operator,
            "profile": b64(seal_profile(answers.operator, staff_recipient)),
            "recipient": identity.recipient,
            "sealed_identity": b64(_seal_identity(secret, keys.passphrase)),
            "slot": {"recipient": keys.vault.recipient},
            "verify": identity.verify,
        },
        "organisations": [
            {
                "id": random_id(),
                "intake": each.intake,
                "name": each.name,
                "services": list(each.services),
            }
            for each in answers.organisations
        ],
        "staff": {
            "key": key_id(staff_recipient, ""),
            "recipient": staff_recipient,
            "wrap": b64(age.seal(wrap.to_bytes(), [identity.recipient])),
        },
        "training": answers.training,
        **({"hq": answers.hq} if answers.hq else {}),
    }


def seal_profile(name: str, staff_recipient: str) -> bytes:
    """Return a profile that only the staff group can open."""
    return age.seal(profile_to_bytes(name), [staff_recipient])


def acceptance_request(
    invitation: bytes, name: str, passphrase: Secret[str], kdf: Kdf, app: CodeApp
) -> dict[str, Any]:
    """Return the body with which a new operator accepts an invitation.

    Args:
        invitation: the one-time secret.
        name: name with which to sign in.
        passphrase: the new passphrase.
        kdf: how it is stretched.
        app: the code app and a code of it.
    """
    keys = passphrase_keys(passphrase, kdf)
    secret = random_bytes(SECRET_BYTES)
    identity = derive_identity(secret, "person")
    return {
        "auth": b64(keys.login),
        "code": app.code,
        "code_secret": app.secret.reveal(),
        "kdf": kdf.to_json(),
        "name": name,
        "recipient": identity.recipient,
        "sealed_identity": b64(_seal_identity(secret, keys.passphrase)),
        "secret": b64(invitation),
        "slot": sign_slot(keys.vault.recipient, identity),
        "verify": identity.verify,
    }


def open_seat(
    operator: str, sealed_identity: bytes, staff_wrap: bytes, slot: bytes, keys: PassphraseKeys
) -> Seat:
    """Open an operator's identity and with it the staff key.

    Raises:
        PassphraseError: the passphrase does not open the identity.
    """
    try:
        opened = json.loads(age.open_(sealed_identity, [keys.passphrase.identity]))
        identity = derive_identity(unb64(opened["secret"]), "person")
    except (ApplianceError, ValueError, KeyError, TypeError) as error:
        raise PassphraseError from error
    staff = Wrap.parse(age.open_(staff_wrap, [identity.identity])).keys[0]
    return Seat(operator, identity, staff.identity, Secret(open_slot(slot, keys)))


def open_slot(sealed: bytes, keys: PassphraseKeys) -> bytes:
    """Return the vault secret of an operator's slot.

    Raises:
        PassphraseError: the passphrase does not open the slot.
    """
    try:
        opened = json.loads(age.open_(sealed, [keys.vault.identity]))
        return unb64(opened["secret"])
    except (ApplianceError, ValueError, KeyError, TypeError) as error:
        raise PassphraseError from error


def _seal_identity(secret: bytes, passphrase: Identity) -> bytes:
    opened = canonical({"secret": b64(secret), "type": "person_secret", "v": 1})
    return age.seal(opened, [passphrase.recipient])
