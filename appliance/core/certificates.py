"""Certificates: who works here with which keys, signed by the deployment key (record-format §8)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Final, Self

from appliance.core.canonical import parse_id
from appliance.core.derivation import key_id
from appliance.core.fields import Fields
from appliance.core.services import ROLES
from appliance.core.signing import SIGNATURE_BYTES, sign_object, verify_object
from appliance.errors import InvalidInputError, SignatureError

CONTEXT: Final = "safehold/certificate/v1"
KNOWN: Final = 4096
STATUSES: Final = ("active", "disabled")


@dataclass(frozen=True)
class Certificate:
    """What the deployment says of one person's keys.

    Attributes:
        deployment: the deployment that says so.
        expires: last day it is good.
        issued: day it was signed.
        key: key id of recipient and verify key.
        organisation: the person's organisation.
        recipient: where to seal for the person.
        role: the person's role.
        status: `active` or `disabled`.
        verify: checks what the person signs.
        succeeds: key id that the same person had before, where she lost it.
        signature: by the deployment key; empty before it is signed.
    """

    deployment: str
    expires: str
    issued: str
    key: str
    organisation: str
    recipient: str
    role: str
    status: str
    verify: str
    signature: str = ""
    succeeds: str | None = None

    @classmethod
    def parse(cls, untrusted: object) -> Self:
        """Read a signed certificate; the signature is not checked here.

        Raises:
            InvalidInputError, RecipientError: malformed.
        """
        members = Fields(untrusted, "certificate")
        members.expect("v", 1)
        members.expect("type", "person")
        certificate = cls(
            deployment=members.id("deployment"),
            expires=members.day("expires"),
            issued=members.day("issued"),
            key=members.id("key"),
            organisation=members.id("organisation"),
            recipient=members.recipient("recipient"),
            role=members.choice("role", ROLES),
            status=members.choice("status", STATUSES),
            verify=members.octets("verify", 32),
            succeeds=members.optional("succeeds", parse_id),
            signature=members.octets("signature", SIGNATURE_BYTES),
        )
        members.close()
        return certificate

    def to_json(self) -> dict[str, Any]:
        """Return the object that is stored and sent."""
        members = {**asdict(self), "type": "person", "v": 1}
        if self.succeeds is None:
            del members["succeeds"]
        return members if self.signature else _without_signature(members)

    def signed(self, seed: bytes) -> Self:
        """Return the certificate with the signature of the deployment key.

        Raises:
            InvalidInputError, RecipientError: it breaks a rule of its own format.
        """
        certificate = self.parse(sign_object(CONTEXT, self.to_json(), seed))
        _check_key(certificate)
        return certificate

    def usable_on(self, day: str) -> bool:
        """Say whether it is active and in date."""
        return self.status == "active" and day <= self.expires


def verify_certificate(untrusted: object, pin: str) -> Certificate:
    """Read a certificate and check it as every reader does.

    A disabled or expired one is returned: what it once covered still verifies. Ask `usable_on`
    before sealing anything new to it.

    Args:
        untrusted: the object as received.
        pin: the deployment verify key, b64.

    Raises:
        SignatureError: not signed by the deployment key, or its key id is of other keys.
        InvalidInputError, RecipientError: malformed.
    """
    certificate = Certificate.parse(untrusted)
    check_certificate(certificate, pin)
    return certificate


@lru_cache(maxsize=KNOWN)
def check_certificate(certificate: Certificate, pin: str) -> None:
    """Check one that was read already; what has passed once is not worked out again.

    Raises:
        SignatureError: as for `verify_certificate`.
    """
    verify_object(CONTEXT, certificate.to_json(), pin)
    try:
        _check_key(certificate)
    except InvalidInputError as error:
        raise SignatureError from error


def _check_key(certificate: Certificate) -> None:
    if certificate.key != key_id(certificate.recipient, certificate.verify):
        raise InvalidInputError("The key id of this certificate is of other keys.")


def _without_signature(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: member for name, member in members.items() if name != "signature"}
