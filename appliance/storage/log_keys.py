"""Which rows make up one log of the event table, and the key that signs it or once did."""

from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from sqlalchemy import Connection

from appliance.core import checkpoint as notes
from appliance.core import custody
from appliance.core.checkpoint import Checkpoint
from appliance.core.succession import LogName
from appliance.storage import ledger


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint and the note that signs it."""

    checkpoint: Checkpoint
    note: str


@dataclass(frozen=True, slots=True)
class PastLogKey:
    """What is left of the key of a log that a restore has ended: it signs nothing.

    Args:
        name: its origin and verify key.
        filler: tells its filler from a leaf whose event is gone.
    """

    name: LogName
    filler: bytes = field(repr=False)

    @property
    def mac(self) -> bytes | None:
        """No key of MACs: every leaf is under a checkpoint instead."""
        return None

    @property
    def origin(self) -> str:
        """The log's name."""
        return self.name.origin

    def open(self, untrusted: str) -> Signed:
        """Check a stored checkpoint.

        Raises:
            SignatureError: this log has not signed it.
            InvalidInputError: it is no checkpoint.
        """
        return Signed(self.name.open(untrusted), untrusted)


class LogKey:
    """The log's name and key, and what derives from it.

    Args:
        origin: `safehold/<deployment id>`, and after a restore more.
        seed: 32-byte Ed25519 seed.
    """

    def __init__(self, origin: str, seed: bytes) -> None:
        self.origin = origin
        self.filler = custody.filler_key(seed)
        self.mac: bytes = custody.mac_key(seed)
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public(self) -> Ed25519PublicKey:
        """What witnesses know."""
        return self._key.public_key()

    def sign(self, size: int, root: bytes) -> Signed:
        """Sign the head of the log."""
        checkpoint = Checkpoint(self.origin, size, root)
        return Signed(checkpoint, notes.sign_checkpoint(checkpoint, self._key))

    def open(self, untrusted: str) -> Signed:
        """Check a stored checkpoint.

        Raises:
            SignatureError: this log has not signed it.
            InvalidInputError: it is no checkpoint.
        """
        return Signed(notes.open_checkpoint(untrusted, self.origin, self.public), untrusted)


@dataclass(frozen=True, slots=True)
class Run:
    """The leaves that make up one log.

    Args:
        start: index of its first leaf.
        end: index behind its last; None for the log that still grows.
    """

    start: int = 0
    end: int | None = None

    def size(self, connection: Connection) -> int:
        """Return how many of its leaves there are."""
        rows = ledger.size(connection)
        return max(min(rows, self.end or rows) - self.start, 0)

    def holds(self, covered: int) -> bool:
        """Whether a checkpoint row, by what it covers in all, is of this log."""
        return self.start < covered and (self.end is None or covered <= self.end)


WHOLE: Final = Run()
