"""How a log follows another after a restore (record-format §13, decision 0013)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from appliance.core import checkpoint as notes
from appliance.core.canonical import parse_day, unb64
from appliance.core.checkpoint import Checkpoint
from appliance.core.custody import Event
from appliance.core.fields import Fields
from appliance.core.signing import sign_object, verify_object
from appliance.errors import InvalidInputError

CONTEXT: Final = "safehold/succession/v1"
EVENT: Final = "restored"
MEMBER: Final = "succession"
KEY_DIGITS: Final = 16
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class LogName:
    """What tells one log from every other.

    Args:
        origin: its name, as checkpoints state it.
        key: its verify key, b64.
    """

    origin: str
    key: str

    def open(self, untrusted: str) -> Checkpoint:
        """Check a note of this log.

        Raises:
            SignatureError: this log has not signed it.
            InvalidInputError: it is no checkpoint.
        """
        public = Ed25519PublicKey.from_public_bytes(unb64(self.key, 32))
        return notes.open_checkpoint(untrusted, self.origin, public)

    def to_json(self) -> dict[str, str]:
        """Return it as a succession states it."""
        return {"key": self.key, "origin": self.origin}


@dataclass(frozen=True, slots=True)
class Succession:
    """A new log begins where a backup of the old one ended.

    Args:
        deployment: the deployment's id.
        old: the log that ended; whatever it signs beyond the checkpoint is of another box.
        new: the log that goes on.
        checkpoint: the note of the old log that covers everything that was brought back.
        run: id of the backup.
        made: the day of the backup.
        restored: the day of the restore.
    """

    deployment: str
    old: LogName
    new: LogName
    checkpoint: str
    run: str
    made: str
    restored: str

    @property
    def lost(self) -> str:
        """What may be missing, in words for whoever reads the log."""
        return (
            f"What came after the backup of {self.made} and before the restore of "
            f"{self.restored} may be missing."
        )

    def signed(self, seed: bytes) -> dict[str, Any]:
        """Return the signed object.

        Args:
            seed: seed of the deployment key.
        """
        unsigned = {
            "checkpoint": self.checkpoint,
            "deployment": self.deployment,
            "from": self.old.to_json(),
            "lost": self.lost,
            "made": self.made,
            "restored": self.restored,
            "run": self.run,
            "to": self.new.to_json(),
            "type": MEMBER,
            "v": 1,
        }
        return sign_object(CONTEXT, unsigned, seed)

    @classmethod
    def parse(cls, untrusted: object) -> "Succession":
        """Read a succession whose signature is checked elsewhere.

        Raises:
            InvalidInputError: it is malformed.
        """
        members = Fields(untrusted, "succession")
        members.expect("type", MEMBER)
        members.expect("v", 1)
        found = cls(
            deployment=members.id("deployment"),
            old=members.read("from", _log),
            new=members.read("to", _log),
            checkpoint=members.text("checkpoint", notes.MAX_NOTE_BYTES),
            run=members.id("run"),
            made=members.read("made", parse_day),
            restored=members.read("restored", parse_day),
        )
        if members.text("lost", LONGEST_NAME) != found.lost:
            raise InvalidInputError("This succession states another loss than its days do.")
        members.octets("signature", 64)
        members.close()
        return found


def open_succession(untrusted: Mapping[str, Any], pin: str) -> Succession:
    """Check a succession: what a witness or a court needs beside the pin.

    Raises:
        SignatureError: the deployment has not signed it, or the old log not its checkpoint.
        InvalidInputError: it is malformed.
    """
    verify_object(CONTEXT, untrusted, pin)
    found = Succession.parse(untrusted)
    found.old.open(found.checkpoint)
    return found


def begun_by(event: Event) -> Succession | None:
    """Return the succession with which an event begins a log; None for all other events.

    A box that an earlier Safehold restored noted that in its old log and went on in it.

    Raises:
        InvalidInputError: it is malformed.
    """
    if event.event != EVENT or MEMBER not in event.details:
        return None
    return Succession.parse(event.details[MEMBER])


def first_origin(deployment: str) -> str:
    """Return the name of a deployment's first log."""
    return f"safehold/{deployment}"


def later_origin(deployment: str, key: str) -> str:
    """Return the name of a log that follows another: no two boxes have it in common.

    Args:
        deployment: the deployment's id.
        key: the log's verify key, b64.
    """
    return f"{first_origin(deployment)}/{key_digits(key)}"


def key_digits(key: str) -> str:
    """Return the digits that stand for a log key."""
    return hashlib.sha256(unb64(key, 32)).hexdigest()[:KEY_DIGITS]


def _log(untrusted: object) -> LogName:
    members = Fields(untrusted, "log")
    found = LogName(members.text("origin", LONGEST_NAME), members.octets("key", 32))
    members.close()
    return found
