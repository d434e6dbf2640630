"""Passphrases stretched with Argon2id (record-format §10)."""

import unicodedata
from dataclasses import dataclass
from typing import Any, Final, Self

from argon2.low_level import Type, hash_secret_raw

from appliance.adapters.randomness import random_bytes
from appliance.core.canonical import b64, unb64
from appliance.core.fields import Fields
from appliance.secret import Secret

ALGORITHM: Final = "argon2id"
SALT_BYTES: Final = 16
OUTPUT_BYTES: Final = 32
LEAST_MEMORY_KIB: Final = 19_456
MOST_MEMORY_KIB: Final = 1024 * 1024
MOST_PASSES: Final = 16
DEFAULT_MEMORY_KIB: Final = 65_536
DEFAULT_PASSES: Final = 3
_VERSION: Final = 0x13


@dataclass(frozen=True, slots=True)
class Kdf:
    """How one passphrase is stretched; stored in clear beside what it protects.

    Attributes:
        salt: b64 of 16 bytes.
        memory_kib: memory used.
        passes: times the memory is gone through.
        lanes: always 1; a browser has one thread for it.
    """

    salt: str
    memory_kib: int = DEFAULT_MEMORY_KIB
    passes: int = DEFAULT_PASSES
    lanes: int = 1

    @classmethod
    def fresh(cls) -> Self:
        """Make the parameters of a new passphrase."""
        return cls(b64(random_bytes(SALT_BYTES)))

    @classmethod
    def parse(cls, untrusted: object) -> Self:
        """Read stored parameters.

        Raises:
            InvalidInputError: too weak to be safe, too large to be honest, or malformed.
        """
        members = Fields(untrusted, "kdf")
        members.expect("v", 1)
        members.expect("kdf", ALGORITHM)
        kdf = cls(
            salt=members.octets("salt", SALT_BYTES),
            memory_kib=members.integer("memory_kib", LEAST_MEMORY_KIB, MOST_MEMORY_KIB),
            passes=members.integer("passes", 1, MOST_PASSES),
            lanes=members.integer("lanes", 1, 1),
        )
        members.close()
        return kdf

    def to_json(self) -> dict[str, Any]:
        """Return the object that is stored."""
        return {
            "kdf": ALGORITHM,
            "lanes": self.lanes,
            "memory_kib": self.memory_kib,
            "passes": self.passes,
            "salt": self.salt,
            "v": 1,
        }


def stretch(passphrase: Secret[str], kdf: Kdf) -> bytes:
    """Stretch a passphrase to 32 bytes. Slow on purpose.

    Args:
        passphrase: as typed; its NFKC form in UTF-8 is what counts.
        kdf: its parameters, made fresh or read with `Kdf.parse`.

    Source: RFC 9106.
    """
    return hash_secret_raw(
        unicodedata.normalize("NFKC", passphrase.reveal()).encode("utf-8"),
        unb64(kdf.salt, SALT_BYTES),
        time_cost=kdf.passes,
        memory_cost=kdf.memory_kib,
        parallelism=kdf.lanes,
        hash_len=OUTPUT_BYTES,
        type=Type.ID,
        version=_VERSION,
    )
