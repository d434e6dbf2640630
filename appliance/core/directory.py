"""The public key directory, signed by the deployment key (record-format §7)."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from appliance.core import fields, hybrid, succession
from appliance.core.bundle import parse_form, parse_language
from appliance.core.canonical import b64, canonical, parse_canonical, parse_hash, unb64
from appliance.core.derivation import key_id, verify_key
from appliance.core.fields import Fields
from appliance.core.services import SERVICE_TYPES
from appliance.core.signing import SIGNATURE_BYTES, sign_bytes, verify_bytes
from appliance.errors import InvalidInputError, SignatureError

CONTEXT: Final = "safehold/directory/v1"
LIMIT_BYTES: Final = 256 * 1024
MOST_ORGANISATIONS: Final = 100
MOST_INTAKE_KEYS: Final = 16
LONGEST_NAME: Final = 200
_COUNTRY = re.compile(r"[a-z]{2}", re.ASCII)


@dataclass(frozen=True)
class IntakeKey:
    """The intake key of one organisation."""

    key: str
    recipient: str


@dataclass(frozen=True)
class Organisation:
    """One organisation of the deployment; with an intake key it reads new reports."""

    id: str
    name: str
    services: tuple[str, ...]
    intake: IntakeKey | None = None


@dataclass(frozen=True)
class Help:
    """One line of help that needs no report, such as a telephone number."""

    label: Mapping[str, str]
    value: str


@dataclass(frozen=True)
class Directory:
    """Every public key that a survivor's browser may seal to."""

    country: str
    deployment: str
    expires: str
    form: tuple[str, int]
    help: tuple[Help, ...]
    issued: str
    languages: tuple[str, ...]
    log_key: str
    log_origin: str
    name: str
    organisations: tuple[Organisation, ...]
    version: int
    previous: str | None = None
    recovery: str | None = None
    training: bool = False

    @classmethod
    def parse(cls, untrusted: object) -> Self:
        """Read a directory; the signature is checked by `open_directory`.

        Raises:
            InvalidInputError, RecipientError: malformed.
        """
        members = Fields(untrusted, "directory")
        members.expect("v", 1)
        members.expect("type", "directory")
        log_key, log_origin = members.read("log", _log)
        directory = cls(
            country=members.read("country", _country),
            deployment=members.id("deployment"),
            expires=members.day("expires"),
            form=members.read("form", parse_form),
            help=members.array("help", _help, 50),
            issued=members.day("issued"),
            languages=members.array("languages", parse_language, 50),
            log_key=log_key,
            log_origin=log_origin,
            name=members.text("name", LONGEST_NAME),
            organisations=members.array("organisations", _organisation, MOST_ORGANISATIONS),
            version=members.integer("version", 1),
            previous=members.optional("previous", parse_hash),
            recovery=members.optional("recovery", hybrid.parse_recipient),
            training=bool(members.optional("training", _training)),
        )
        members.close()
        _check(directory)
        return directory

    @property
    def intake_keys(self) -> tuple[tuple[str, IntakeKey], ...]:
        """Organisation id and intake key of each that does intake, in order."""
        return tuple((each.id, each.intake) for each in self.organisations if each.intake)

    def to_json(self) -> dict[str, Any]:
        """Return the object that is signed."""
        members: dict[str, Any] = {
            "country": self.country,
            "deployment": self.deployment,
            "expires": self.expires,
            "form": {"id": self.form[0], "version": self.form[1]},
            "help": [{"label": dict(each.label), "value": each.value} for each in self.help],
            "issued": self.issued,
            "languages": list(self.languages),
            "log": {"key": self.log_key, "origin": self.log_origin},
            "name": self.name,
            "organisations": [_organisation_json(each) for each in self.organisations],
            "type": "directory",
            "v": 1,
            "version": self.version,
        }
        present = {"previous": self.previous, "recovery": self.recovery, "training": self.training}
        return members | {name: value for name, value in present.items() if value}


def sign_directory(directory: Directory, seed: bytes) -> bytes:
    """Write the signed directory file.

    Args:
        directory: what browsers will believe.
        seed: Ed25519 seed of the deployment key.

    Raises:
        InvalidInputError, RecipientError: it breaks a rule of its own format.
    """
    payload = directory.to_json()
    Directory.parse(payload)
    signature = sign_bytes(CONTEXT, canonical(payload), seed)
    return canonical({"directory": payload, "key": verify_key(seed), "signature": b64(signature)})


def open_directory(untrusted: bytes, pin: str) -> Directory:
    """Read a directory file and check it under the pin.

    Args:
        untrusted: the file.
        pin: the deployment verify key, b64; never taken from the file itself.

    Raises:
        SignatureError: signed by another key, or not at all.
        InvalidInputError, RecipientError: malformed.
    """
    members = Fields(parse_canonical(untrusted, LIMIT_BYTES), "directory file")
    payload = members.read("directory", _object)
    key = members.octets("key", 32)
    signature = members.octets("signature", SIGNATURE_BYTES)
    members.close()
    if key != pin:
        raise SignatureError
    verify_bytes(CONTEXT, canonical(payload), unb64(signature), pin)
    return Directory.parse(payload)


def hash_of_directory(signed_file: bytes) -> str:
    """Return what `previous` of the next version, and a report, quote."""
    return hashlib.sha256(canonical(parse_canonical(signed_file, LIMIT_BYTES))).hexdigest()


def _check(directory: Directory) -> None:
    organisations = [each.id for each in directory.organisations]
    if len(set(organisations)) != len(organisations):
        raise InvalidInputError("Two organisations of this directory have one id.")
    if len(directory.intake_keys) > MOST_INTAKE_KEYS:
        raise InvalidInputError("This directory has too many intake keys.")
    if not directory.languages or (directory.previous is None) != (directory.version == 1):
        raise InvalidInputError("This directory names no language, or no version before it.")
    origins = (
        succession.first_origin(directory.deployment),
        succession.later_origin(directory.deployment, directory.log_key),
    )
    if directory.log_origin not in origins:
        raise InvalidInputError("The log of this directory is of another deployment.")


def _log(untrusted: object) -> tuple[str, str]:
    members = Fields(untrusted, "log")
    log = members.octets("key", 32), members.text("origin", LONGEST_NAME)
    members.close()
    return log


def _country(untrusted: object) -> str:
    if not isinstance(untrusted, str) or not _COUNTRY.fullmatch(untrusted):
        raise InvalidInputError("This is not a country code.")
    return untrusted


def _training(untrusted: object) -> bool:
    if untrusted is not True:
        raise InvalidInputError("Training is true or absent.")
    return True


def _object(untrusted: object) -> dict[str, Any]:
    if not isinstance(untrusted, dict):
        raise InvalidInputError("This is not an object.")
    return untrusted


def _help(untrusted: object) -> Help:
    members = Fields(untrusted, "help")
    label = members.read("label", _object)
    texts = {parse_language(tag): fields.text(LONGEST_NAME)(text) for tag, text in label.items()}
    entry = Help(texts, members.text("value", LONGEST_NAME))
    members.close()
    return entry


def _organisation(untrusted: object) -> Organisation:
    members = Fields(untrusted, "organisation")
    organisation = Organisation(
        id=members.id("id"),
        name=members.text("name", LONGEST_NAME),
        services=members.array("services", fields.choice(SERVICE_TYPES), len(SERVICE_TYPES)),
        intake=members.optional("intake", _intake),
    )
    members.close()
    return organisation


def _intake(untrusted: object) -> IntakeKey:
    members = Fields(untrusted, "intake key")
    intake = IntakeKey(members.id("key"), members.recipient("recipient"))
    members.close()
    if intake.key != key_id(intake.recipient):
        raise InvalidInputError("The key id of this intake key is of another key.")
    return intake


def _organisation_json(organisation: Organisation) -> dict[str, Any]:
    members: dict[str, Any] = {
        "id": organisation.id,
        "name": organisation.name,
        "services": list(organisation.services),
    }
    if organisation.intake:
        members["intake"] = vars(organisation.intake)
    return members
