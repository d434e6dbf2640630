"""The escrow bundle: entries sealed to the recovery recipient, each with a signed label.

The label is clear and says what the age file beside it is; the entry inside says the same again,
so that a file cannot pass for another (record-format §18).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from appliance.core.canonical import canonical, parse, parse_canonical
from appliance.core.fields import Fields
from appliance.core.signing import SIGNATURE_BYTES, sign_object, verify_object
from appliance.errors import IntegrityError, InvalidInputError

LABEL: Final = "safehold/escrow-label/v1"
KINDS: Final = ("deployment-key", "epoch-keys", "backup-password")
LIMIT_BYTES: Final = 256 * 1024
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """One secret that must outlive the box.

    Args:
        kind: one of `KINDS`.
        name: tells entries of a kind apart: small letters, digits and hyphens.
        content: the secret itself, as JSON.
    """

    kind: str
    name: str
    content: Mapping[str, Any] = field(repr=False)

    def to_bytes(self, deployment: str) -> bytes:
        """Return what is sealed.

        Raises:
            InvalidInputError: kind or name are not valid.
        """
        _check(self.kind, self.name)
        return canonical(
            {
                "content": dict(self.content),
                "deployment": deployment,
                "kind": self.kind,
                "name": self.name,
                "type": "escrow_entry",
                "v": 1,
            }
        )

    @classmethod
    def parse(cls, opened: bytes, label: "EntryLabel") -> "Entry":
        """Read an opened entry and check that it is what its label says.

        Raises:
            IntegrityError: it is another.
            InvalidInputError: malformed.
        """
        members = Fields(parse(opened, LIMIT_BYTES), "escrow entry")
        members.expect("type", "escrow_entry")
        members.expect("v", 1)
        deployment = members.id("deployment")
        found = cls(members.text("kind"), members.text("name"), members.read("content", _object))
        members.close()
        if (found.kind, found.name, deployment) != (label.kind, label.name, label.deployment):
            raise IntegrityError(what=f"{label.kind}-{label.name}")
        return found

    @property
    def file_name(self) -> str:
        """The name of its files, without ending."""
        return f"{self.kind}-{self.name}"


@dataclass(frozen=True, slots=True)
class EntryLabel:
    """What stands beside a sealed entry, signed by the deployment key.

    Args:
        deployment: the deployment's id.
        kind: one of `KINDS`.
        name: as in the entry.
        set: the set of shares that opens it.
        recipient: key id of the recovery identity.
        sha256: of the age file.
        day: when it was made.
    """

    deployment: str
    kind: str
    name: str
    set: str
    recipient: str
    sha256: str
    day: str

    @classmethod
    def open(cls, untrusted: bytes, pin: str) -> "EntryLabel":
        """Read a label.

        Raises:
            SignatureError: the deployment did not sign it.
            InvalidInputError: malformed.
        """
        found = dict(parse_canonical(untrusted, LIMIT_BYTES))
        verify_object(LABEL, found, pin)
        members = Fields(found, "label")
        members.octets("signature", SIGNATURE_BYTES)
        members.expect("type", "escrow_label")
        members.expect("v", 1)
        label = cls(
            members.id("deployment"),
            members.text("kind"),
            members.text("name"),
            members.id("set"),
            members.id("recipient"),
            members.hash("sha256"),
            members.day("day"),
        )
        members.close()
        _check(label.kind, label.name)
        return label

    def signed(self, seed: bytes) -> bytes:
        """Return the label's file."""
        body = {
            "day": self.day,
            "deployment": self.deployment,
            "kind": self.kind,
            "name": self.name,
            "recipient": self.recipient,
            "set": self.set,
            "sha256": self.sha256,
            "type": "escrow_label",
            "v": 1,
        }
        return canonical(sign_object(LABEL, body, seed))

    @property
    def file_name(self) -> str:
        """The name of its files, without ending."""
        return f"{self.kind}-{self.name}"

    def check(self, sealed: bytes) -> None:
        """Check that this is the file that was signed.

        Raises:
            IntegrityError: it is another, or damaged.
        """
        if hashlib.sha256(sealed).hexdigest() != self.sha256:
            raise IntegrityError(what=f"{self.file_name}.age")


def _check(kind: str, name: str) -> None:
    if kind not in KINDS or not _NAME.fullmatch(name):
        raise InvalidInputError("This is not the name of an entry of the escrow bundle.")


def _object(untrusted: object) -> dict[str, Any]:
    if not isinstance(untrusted, dict):
        raise InvalidInputError("This is not an object.")
    return untrusted
