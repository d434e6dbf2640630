"""The consent body: the words she saw and agreed to, sealed in her thread (record-format §6)."""

import hashlib
from dataclasses import dataclass
from typing import Any, Final, Self

from appliance.core.bundle import parse_language
from appliance.core.canonical import canonical, parse_canonical
from appliance.core.fields import Fields
from appliance.core.statements import LONGEST_LABEL, PURPOSES

SALT_BYTES: Final = 32
LONGEST_WORDS: Final = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class ConsentBody:
    """What a consent statement commits to.

    Attributes:
        case: her case.
        consent: id of the consent.
        given_at: the time she agreed.
        language: the language of `text`.
        purpose: what for.
        recipient_label: who reads, as it was shown to her.
        salt: b64 of 32 random bytes; keeps the commitment from being guessed.
        text: the words she saw.
        text_version: version of those words.
    """

    case: str
    consent: str
    given_at: str
    language: str
    purpose: str
    recipient_label: str
    salt: str
    text: str
    text_version: int

    @classmethod
    def parse(cls, untrusted: bytes) -> Self:
        """Read an opened consent body.

        Raises:
            InvalidInputError: malformed.
        """
        members = Fields(parse_canonical(untrusted), "consent body")
        members.expect("v", 1)
        members.expect("type", "consent_body")
        body = cls(
            case=members.id("case"),
            consent=members.id("consent"),
            given_at=members.time("given_at"),
            language=members.read("language", parse_language),
            purpose=members.choice("purpose", PURPOSES),
            recipient_label=members.text("recipient_label", LONGEST_LABEL),
            salt=members.octets("salt", SALT_BYTES),
            text=members.text("text", LONGEST_WORDS),
            text_version=members.integer("text_version", 1),
        )
        members.close()
        return body

    def to_bytes(self) -> bytes:
        """Write the body as canonical JSON."""
        members: dict[str, Any] = {**vars(self), "type": "consent_body", "v": 1}
        return canonical(members)

    def commitment(self) -> str:
        """Return the hash that the signed consent states."""
        return hashlib.sha256(self.to_bytes()).hexdigest()
