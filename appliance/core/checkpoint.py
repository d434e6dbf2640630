"""Checkpoints of the log as C2SP signed notes, and tlog-proof files.

Written against C2SP signed-note, tlog-checkpoint and tlog-proof; Ed25519 only (type 0x01).
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from appliance.core import merkle
from appliance.errors import InvalidInputError, SignatureError, TooLargeError

ED25519: Final = b"\x01"
KEY_ID_BYTES: Final = 4
KEY_BYTES: Final = 32
MAX_NOTE_BYTES: Final = 128 * 1024
MAX_PATH: Final = 63
PROOF_HEADER: Final = "c2sp.org/tlog-proof@v1"
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_NAME: Final = re.compile(r"[^\s+]+")
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIGNATURE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of the log at one size.

    Args:
        origin: the log's name, `safehold/<deployment id>`.
        size: number of leaves.
        root: root hash.
    """

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the note text that is signed."""
        return f"{self.origin}\n{self.size}\n{_b64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Proof:
    """A tlog-proof file: that a leaf is in a signed tree.

    Args:
        index: the leaf.
        path: its inclusion proof.
        checkpoint: the signed note, verbatim.
        extra: opaque data beside it, never authenticated.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def text(self) -> str:
        """Return the file's text."""
        lines = [PROOF_HEADER]
        if self.extra is not None:
            lines.append(f"extra {_b64(self.extra)}")
        lines += [f"index {self.index}", *(_b64(step) for step in self.path)]
        return "\n".join(lines) + "\n\n" + self.checkpoint

    def verify(self, entry: bytes, origin: str, key: Ed25519PublicKey) -> Checkpoint:
        """Check that an entry is in the log that signed the checkpoint.

        Args:
            entry: the leaf's bytes.
            origin: the log's name.
            key: the log's public key.

        Returns:
            The checkpoint that covers the entry.

        Raises:
            SignatureError: the checkpoint is not signed by this log.
            IntegrityError: the entry is not in the signed tree.
            InvalidInputError: the checkpoint is malformed.
        """
        checkpoint = open_checkpoint(self.checkpoint, origin, key)
        leaf = merkle.leaf_hash(entry)
        merkle.verify_inclusion(self.index, checkpoint.size, leaf, self.path, checkpoint.root)
        return checkpoint


def key_id(name: str, key: Ed25519PublicKey) -> bytes:
    """Return the 4-byte key ID of a note key."""
    return hashlib.sha256(f"{name}\n".encode() + ED25519 + key.public_bytes_raw()).digest()[
        :KEY_ID_BYTES
    ]


def verifier_key(name: str, key: Ed25519PublicKey) -> str:
    """Return the key in the text form that C2SP tools read (vkey)."""
    return f"{name}+{key_id(name, key).hex()}+{_b64(ED25519 + key.public_bytes_raw())}"


def parse_verifier_key(untrusted: str) -> tuple[str, Ed25519PublicKey]:
    """Return name and key of a vkey.

    Raises:
        InvalidInputError: it is malformed, or not of an Ed25519 key.
    """
    name, _, rest = untrusted.partition("+")
    _, _, encoded = rest.partition("+")
    found = _unb64(encoded)
    if not _NAME.fullmatch(name) or found[:1] != ED25519 or len(found) != 1 + KEY_BYTES:
        raise InvalidInputError("This is not the key of a note.")
    key = Ed25519PublicKey.from_public_bytes(found[1:])
    if verifier_key(name, key) != untrusted:  # its short hash is of another key
        raise InvalidInputError("This is not the key of a note.")
    return name, key


def sign_checkpoint(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """Return a checkpoint as a note signed under its origin's name."""
    return sign_note(checkpoint.text(), checkpoint.origin, key)


def sign_note(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """Return a signed note.

    Raises:
        InvalidInputError: the text or the name cannot stand in a note.
    """
    if not text.endswith("\n") or _CONTROL.search(text) or not _NAME.fullmatch(name):
        raise InvalidInputError("This cannot be a signed note.")
    signature = key_id(name, key.public_key()) + key.sign(text.encode())
    return f"{text}\n— {name} {_b64(signature)}\n"


def open_checkpoint(untrusted: str, origin: str, key: Ed25519PublicKey) -> Checkpoint:
    """Read a checkpoint that one log has signed.

    Args:
        untrusted: the note; other signatures beside the log's are passed over.
        origin: the log's name.
        key: the log's public key.

    Raises:
        SignatureError: this log has not signed it, or not so.
        InvalidInputError: it is no checkpoint of this log.
        TooLargeError: it is far too long.
    """
    return _parse_checkpoint(open_note(untrusted, origin, key), origin)


def open_note(untrusted: str, name: str, key: Ed25519PublicKey) -> str:
    """Return the text of a note that a key has signed.

    Raises:
        SignatureError: the key has not signed it, or a signature in its name is wrong.
        InvalidInputError: it is no signed note.
        TooLargeError: it is far too long.
    """
    text, signatures = _parse_note(untrusted)
    wanted = key_id(name, key)
    ours = [each[4:] for signer, each in signatures if signer == name and each[:4] == wanted]
    if not ours:
        raise SignatureError
    for signature in ours:
        try:
            key.verify(signature, text.encode())
        except InvalidSignature as error:
            raise SignatureError from error
    return text


def parse_proof(untrusted: str) -> Proof:
    """Read a tlog-proof file; nothing in it is verified yet.

    Raises:
        InvalidInputError: it is malformed.
        TooLargeError: it is far too long.
    """
    if len(untrusted) > MAX_NOTE_BYTES:
        raise TooLargeError
    head, separator, checkpoint = untrusted.partition("\n\n")
    lines = head.split("\n")
    if not separator or lines.pop(0) != PROOF_HEADER:
        raise InvalidInputError("This is not a proof of the log.")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = _unb64(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index ") or len(lines) > MAX_PATH + 1:
        raise InvalidInputError("This is not a proof of the log.")
    index = _number(lines.pop(0).removeprefix("index "))
    return Proof(index, tuple(_hash(line) for line in lines), checkpoint, extra)


def _parse_note(untrusted: str) -> tuple[str, list[tuple[str, bytes]]]:
    if len(untrusted) > MAX_NOTE_BYTES:
        raise TooLargeError
    text, separator, tail = untrusted.rpartition("\n\n")
    if not separator or _CONTROL.search(untrusted) or not tail.endswith("\n"):
        raise InvalidInputError("This is not a signed note.")
    signatures = []
    for line in tail[:-1].split("\n"):
        found = _SIGNATURE.fullmatch(line)
        if not found:
            raise InvalidInputError("This is not a signed note.")
        signatures.append((found[1], _unb64(found[2])))
    return text + "\n", signatures


def _parse_checkpoint(text: str, origin: str) -> Checkpoint:
    lines = text.split("\n")
    # No extension lines: no one could audit them (tlog-checkpoint, Note text).
    if len(lines) != 4 or lines[3] or lines[0] != origin:
        raise InvalidInputError("This is not a checkpoint of this log.")
    return Checkpoint(origin, _number(lines[1]), _hash(lines[2]))


def _number(untrusted: str) -> int:
    if not _NUMBER.fullmatch(untrusted):
        raise InvalidInputError("This is not a number.")
    return int(untrusted)


def _hash(untrusted: str) -> bytes:
    found = _unb64(untrusted)
    if len(found) != merkle.HASH_BYTES:
        raise InvalidInputError("This is not a hash.")
    return found


def _unb64(untrusted: str) -> bytes:
    try:
        found = base64.b64decode(untrusted, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInputError("This is not base64.") from error
    if _b64(found) != untrusted:  # trailing bits would give one value two spellings
        raise InvalidInputError("This is not base64.")
    return found


def _b64(octets: Sequence[int] | bytes) -> str:
    return base64.b64encode(bytes(octets)).decode("ascii")
