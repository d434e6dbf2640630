"""Certificates of destruction and the intent that makes a wipe finish (record-format §17).

The deployment key cannot sign what happens after its own destruction. So it signs, while it
lives, the public key of the wipe daemon; that key signs the certificate.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, Self, cast

from appliance.core.canonical import b64, canonical, parse, unb64
from appliance.core.signing import KEY_BYTES, sign_object, verify_object
from appliance.errors import ApplianceError, InvalidInputError, SignatureError

Level = Literal["deployment", "backups"]
LEVELS: Final[tuple[Level, ...]] = ("deployment", "backups")
KEY_CONTEXT: Final = "safehold/wipe-key/v1"
CERTIFICATE_CONTEXT: Final = "safehold/wipe/v1"
INTENT_BYTES: Final = 64 * 1024
INTENT_MAGIC: Final = b"safehold/wipe-intent/v1\n"
_LENGTH_BYTES: Final = 4
_HASH_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Intent:
    """What has been decided: enough to finish it after a power cut.

    Args:
        level: how much is destroyed.
        deployment: the deployment's id; empty before a set-up.
        plan: hash of the plan that was approved.
        actors: ids of the operators who agreed; empty where no list of them could be read.
        backups: folders of backups that go too.
        survives: what the plan said remains, for the certificate.
        out: where the certificate is written; nowhere where empty.
        seed: seed of the daemon's one-time key, so that the certificate can still be signed.
        endorsement: what the deployment key says of that key; empty where it never could.
        quiet: leave no certificate, as under duress.
    """

    level: Level
    deployment: str
    plan: str
    actors: tuple[str, ...] = ()
    backups: tuple[str, ...] = ()
    survives: tuple[Mapping[str, Any], ...] = ()
    out: str = ""
    seed: bytes = field(default=b"", repr=False)
    endorsement: Mapping[str, Any] = field(default_factory=dict)
    quiet: bool = False

    def to_bytes(self) -> bytes:
        """Return the whole content of the intent file: always of the same size.

        Raises:
            InvalidInputError: it is too long.
        """
        members: dict[str, Any] = {
            **asdict(self),
            "seed": b64(self.seed),
            "type": "wipe_intent",
            "v": 1,
        }
        for name in ("actors", "backups", "survives"):
            members[name] = list(members[name])
        body = canonical(members)
        head = INTENT_MAGIC + len(body).to_bytes(_LENGTH_BYTES) + hashlib.sha256(body).digest()
        if len(head) + len(body) > INTENT_BYTES:
            raise InvalidInputError
        return (head + body).ljust(INTENT_BYTES, b"\0")

    @classmethod
    def parse(cls, content: bytes) -> Self | None:
        """Read an intent file; a blank, torn or foreign one is no intent."""
        body = _body(content)
        if body is None:
            return None
        try:
            found: dict[str, Any] = dict(parse(body, INTENT_BYTES))
            return cls(
                level=cast("Level", found["level"]),
                deployment=found["deployment"],
                plan=found["plan"],
                actors=tuple(found["actors"]),
                backups=tuple(found["backups"]),
                survives=tuple(found["survives"]),
                out=found["out"],
                seed=unb64(found["seed"], KEY_BYTES),
                endorsement=found["endorsement"],
                quiet=bool(found["quiet"]),
            )
        except (ApplianceError, KeyError, TypeError, ValueError):
            return None


def endorse(deployment: str, verify: str, day: str, seed: bytes) -> dict[str, Any]:
    """Let the deployment key name the key that will sign a certificate of destruction.

    Args:
        deployment: the deployment's id.
        verify: the daemon's public key, b64.
        day: this day.
        seed: seed of the deployment key.
    """
    body = {"deployment": deployment, "issued": day, "type": "wipe_key", "v": 1, "verify": verify}
    return sign_object(KEY_CONTEXT, body, seed)


def check_endorsement(untrusted: object, pin: str) -> str:
    """Return the key that an endorsement names.

    Raises:
        SignatureError: the deployment key did not sign this.
    """
    if not isinstance(untrusted, Mapping) or untrusted.get("type") != "wipe_key":
        raise SignatureError
    verify_object(KEY_CONTEXT, untrusted, pin)
    return str(untrusted["verify"])


def certify(
    facts: Mapping[str, Any], seed: bytes, endorsement: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the file of a certificate of destruction.

    Args:
        facts: what was destroyed and how.
        seed: seed of the daemon's one-time key.
        endorsement: what the deployment key says of it; empty where it could not be asked.
    """
    body = {**facts, "type": "wipe", "v": 1}
    return {"certificate": sign_object(CERTIFICATE_CONTEXT, body, seed), "key": dict(endorsement)}


def verify_certificate(untrusted: object, pin: str) -> Mapping[str, Any]:
    """Check a certificate of destruction as any reader does who knows the deployment's pin.

    Returns:
        What it states.

    Raises:
        SignatureError: it is not signed by a key that the deployment key named.
    """
    if not isinstance(untrusted, Mapping):
        raise SignatureError
    verify = check_endorsement(untrusted.get("key"), pin)
    certificate = untrusted.get("certificate")
    if not isinstance(certificate, Mapping) or certificate.get("type") != "wipe":
        raise SignatureError
    verify_object(CERTIFICATE_CONTEXT, certificate, verify)
    if certificate.get("deployment") != untrusted["key"]["deployment"]:
        raise SignatureError
    return certificate


def fingerprint(file: Mapping[str, Any]) -> str:
    """Return the text of the QR code: it fits a small screen and names one certificate."""
    certificate = file["certificate"]
    digest = hashlib.sha256(canonical(certificate)).hexdigest()
    return f"safehold-wipe:{certificate['deployment']}:{digest}"


def _body(content: bytes) -> bytes | None:
    start = len(INTENT_MAGIC) + _LENGTH_BYTES + _HASH_BYTES
    if not content.startswith(INTENT_MAGIC) or len(content) < start:
        return None
    length = int.from_bytes(content[len(INTENT_MAGIC) :][:_LENGTH_BYTES])
    body = content[start : start + length]
    return body if hashlib.sha256(body).digest() == content[start - _HASH_BYTES : start] else None
