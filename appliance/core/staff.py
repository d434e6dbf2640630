"""The staff directory and sealed profiles, seen only after login (record-format §8)."""

from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from appliance.core.canonical import b64, canonical, parse_canonical, unb64
from appliance.core.certificates import Certificate, check_certificate
from appliance.core.derivation import key_id
from appliance.core.fields import Fields, array
from appliance.core.shown import one_line
from appliance.core.signing import SIGNATURE_BYTES, sign_bytes, verify_bytes
from appliance.errors import InvalidInputError, SignatureError

CONTEXT: Final = "safehold/staff/v1"
LIMIT_BYTES: Final = 8 * 1024 * 1024
MOST_PEOPLE: Final = 1000
MOST_SETS: Final = 100
LONGEST_NAME: Final = 120


@dataclass(frozen=True)
class RecoveryKey:
    """The public half of a recovery identity that is or was in force.

    Attributes:
        key: key id of both.
        recipient: what is sealed to trustees.
        verify: checks what trustees together have signed.
    """

    key: str
    recipient: str
    verify: str

    @classmethod
    def parse(cls, untrusted: object) -> Self:
        """Read one.

        Raises:
            InvalidInputError, RecipientError: malformed, or its key id is of other keys.
        """
        members = Fields(untrusted, "recovery key")
        found = cls(members.id("key"), members.recipient("recipient"), members.octets("verify", 32))
        members.close()
        if found.key != key_id(found.recipient, found.verify):
            raise InvalidInputError("The key id of this recovery key is of other keys.")
        return found


@dataclass(frozen=True)
class Staff:
    """Everyone who works in this deployment.

    Attributes:
        certificates: one for each person, the disabled included.
        deployment: the deployment.
        issued: day it was signed.
        staff_key: key id of the staff key, which profiles are sealed to.
        staff_recipient: its recipient.
        version: counts from 1.
        recovery: recovery keys that are or were in force, in the order of their ceremonies.
    """

    certificates: tuple[Certificate, ...]
    deployment: str
    issued: str
    staff_key: str
    staff_recipient: str
    version: int
    recovery: tuple[RecoveryKey, ...] = ()

    @classmethod
    def parse(cls, untrusted: object) -> Self:
        """Read a staff directory; signatures are checked by `open_staff`.

        Raises:
            InvalidInputError, RecipientError: malformed.
        """
        members = Fields(untrusted, "staff directory")
        members.expect("v", 1)
        members.expect("type", "staff")
        key, recipient = members.read("staff", _staff_key)
        staff = cls(
            certificates=members.array("certificates", Certificate.parse, MOST_PEOPLE),
            deployment=members.id("deployment"),
            issued=members.day("issued"),
            staff_key=key,
            staff_recipient=recipient,
            version=members.integer("version", 1),
            recovery=members.optional("recovery", array(RecoveryKey.parse, MOST_SETS)) or (),
        )
        members.close()
        return staff

    def to_json(self) -> dict[str, Any]:
        """Return the object that is signed."""
        members: dict[str, Any] = {
            "certificates": [each.to_json() for each in self.certificates],
            "deployment": self.deployment,
            "issued": self.issued,
            "staff": {"key": self.staff_key, "recipient": self.staff_recipient},
            "type": "staff",
            "v": 1,
            "version": self.version,
        }
        if self.recovery:
            members["recovery"] = [asdict(each) for each in self.recovery]
        return members


def sign_staff(staff: Staff, seed: bytes) -> bytes:
    """Write the signed staff file.

    Raises:
        InvalidInputError, RecipientError: it breaks a rule of its own format.
    """
    payload = staff.to_json()
    Staff.parse(payload)
    signature = sign_bytes(CONTEXT, canonical(payload), seed)
    return canonical({"signature": b64(signature), "staff": payload})


def open_staff(untrusted: bytes, pin: str) -> Staff:
    """Read a staff file; check it and every certificate in it under the pin.

    Raises:
        SignatureError: a signature is not by the deployment key, or a certificate is of another
            deployment.
        InvalidInputError, RecipientError: malformed.
    """
    members = Fields(parse_canonical(untrusted, LIMIT_BYTES), "staff file")
    payload = members.read("staff", lambda value: value)
    signature = members.octets("signature", SIGNATURE_BYTES)
    members.close()
    staff = Staff.parse(payload)
    verify_bytes(CONTEXT, canonical(payload), unb64(signature), pin)
    for certificate in staff.certificates:
        check_certificate(certificate, pin)
        if certificate.deployment != staff.deployment:
            raise SignatureError
    return staff


def profile_to_bytes(name: str) -> bytes:
    """Write a profile, to be framed and sealed to the staff key.

    Raises:
        InvalidInputError: the name is too long, or holds what cannot be shown.
    """
    return canonical({"name": one_line(LONGEST_NAME, name), "type": "profile", "v": 1})


def parse_profile(untrusted: bytes) -> str:
    """Read an opened profile.

    Returns:
        The person's name.

    Raises:
        InvalidInputError: malformed, or the name holds what cannot be shown.
    """
    members = Fields(parse_canonical(untrusted), "profile")
    members.expect("v", 1)
    members.expect("type", "profile")
    name = members.text("name", LONGEST_NAME)
    members.close()
    return one_line(LONGEST_NAME, name)


def _staff_key(untrusted: object) -> tuple[str, str]:
    members = Fields(untrusted, "staff key")
    key, recipient = members.id("key"), members.recipient("recipient")
    members.close()
    if key != key_id(recipient):
        raise InvalidInputError("The key id of this staff key is of another key.")
    return key, recipient
