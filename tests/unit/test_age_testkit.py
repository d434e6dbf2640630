"""The published test vectors of the age format (C2SP CCTV), all that apply to hybrid-only use.

Vectors for classical recipients hold the file key, so their header, MAC and payload are checked
with it; that their stanzas are refused by our reader is checked of every one.
"""

import base64
import contextlib
import hashlib
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from appliance.adapters import age
from appliance.core import age_header
from appliance.errors import ApplianceError, DecryptionError, InvalidInputError, RecipientError
from tests.vectors.world import an_identity

KIT = Path(__file__).parents[2] / "node_modules" / "cctv-age" / "index.js"
_ENTRY = re.compile(r'^// \.\./testdata/(\S+)\nvar \w+ = __toBinary\("([^"]*)"\);', re.MULTILINE)
# What differs for us, on purpose: a classical recipient beside a hybrid one is refused, and so is
# any stanza of an unknown type, which the kit's readers pass over. Ours passes over `…-grease`.
STRICTER = {"hybrid_and_x25519", "hybrid_grease", "hybrid_uppercase"}
OUTCOMES = {
    "no match": (DecryptionError,),
    "HMAC failure": (DecryptionError,),
    "payload failure": (DecryptionError,),
    # Points of low order are found by the library while decapsulating, so they end as "no match".
    "header failure": (InvalidInputError, RecipientError, DecryptionError),
}


@dataclass(frozen=True)
class Vector:
    name: str
    fields: dict[str, str]
    sealed: bytes

    @property
    def hybrid(self) -> bool:
        return self.fields.get("identity", "").startswith("AGE-SECRET-KEY-PQ-")


def read_kit() -> list[Vector]:
    if not KIT.exists():
        return []
    found = _ENTRY.findall(KIT.read_text("utf-8"))
    vectors = [_vector(name, base64.b64decode(octets)) for name, octets in found]
    return [vector for vector in vectors if "armored" not in vector.fields]


def _vector(name: str, octets: bytes) -> Vector:
    head, _, sealed = octets.partition(b"\n\n")
    fields = dict(line.split(": ", 1) for line in head.decode().split("\n"))
    return Vector(name, fields, zlib.decompress(sealed) if "compressed" in fields else sealed)


VECTORS = read_kit()
HYBRID = [vector for vector in VECTORS if vector.hybrid]
WITH_FILE_KEY = [vector for vector in VECTORS if "file key" in vector.fields]


def released(pieces: list[bytes]) -> str:
    return hashlib.sha256(b"".join(pieces)).hexdigest()


def by_name(vectors: list[Vector]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", vectors, ids=[vector.name for vector in vectors])


def test_the_kit_is_installed_and_whole() -> None:
    assert len(HYBRID) >= 18
    assert len(WITH_FILE_KEY) >= 90


@by_name([vector for vector in HYBRID if vector.name not in STRICTER])
def test_a_hybrid_vector_ends_as_published(vector: Vector) -> None:
    identities = [vector.fields["identity"]]
    expected = vector.fields["expect"]
    if expected == "success":
        plaintext = age.decrypt(vector.sealed, identities)
        assert released([plaintext]) == vector.fields["payload"]
        return
    with pytest.raises(OUTCOMES[expected]):
        age.decrypt(vector.sealed, identities)


@by_name([vector for vector in HYBRID if vector.name in STRICTER])
def test_a_vector_with_another_stanza_is_refused(vector: Vector) -> None:
    with pytest.raises(RecipientError):
        age.decrypt(vector.sealed, [vector.fields["identity"]])


@by_name([vector for vector in WITH_FILE_KEY if vector.fields["expect"] != "header failure"])
def test_header_mac_and_payload_end_as_published(vector: Vector) -> None:
    file_key = bytes.fromhex(vector.fields["file key"])
    header = age_header.parse(vector.sealed)
    covered = age_header.write_unauthenticated(header.stanzas)
    assert covered + age_header.write_mac(header.mac) == vector.sealed[: header.size_bytes]
    if vector.fields["expect"] == "no match":
        return
    if vector.fields["expect"] == "HMAC failure":
        with pytest.raises(DecryptionError):
            age.check_mac(header, file_key)
        return
    age.check_mac(header, file_key)
    _check_payload(vector, file_key, vector.sealed[header.size_bytes :])


def _check_payload(vector: Vector, file_key: bytes, payload: bytes) -> None:
    pieces: list[bytes] = []
    opening = age.decrypt_payload(file_key, [payload])
    if vector.fields["expect"] == "success":
        pieces += opening
        again = b"".join(age.encrypt_payload(file_key, payload[:16], pieces))
        assert payload[:16] + again == payload
    else:
        with pytest.raises(DecryptionError):
            pieces.extend(opening)
    # Whatever came out before the error must be what was sealed. Ours looks one chunk ahead, so it
    # may hold back one more than the kit's reader: a chunk whose place in the file is wrong.
    published = vector.fields.get("payload", released(pieces))
    assert published in {
        released(pieces),
        released([*pieces, _withheld(file_key, payload, len(pieces))]),
    }


def _withheld(file_key: bytes, payload: bytes, counter: int) -> bytes:
    start = 16 + counter * (age.CHUNK_BYTES + age.TAG_BYTES)
    cipher = age._payload_cipher(file_key, payload[:16])
    chunk = payload[start : start + age.CHUNK_BYTES + age.TAG_BYTES]
    for final in (False, True):
        with contextlib.suppress(InvalidTag):
            return cipher.decrypt(age._chunk_nonce(counter, final=final), chunk, None)
    return b""


@by_name([vector for vector in VECTORS if not vector.hybrid])
def test_a_classical_file_is_refused_whatever_is_in_it(vector: Vector) -> None:
    with pytest.raises(ApplianceError):
        age.inspect(vector.sealed)
    with pytest.raises(ApplianceError):
        age.decrypt(vector.sealed, [an_identity("account")])


# Faults of structure, which need no key to see.
STRUCTURE = re.compile(r"^(header_|stanza_|version_|empty$)")


@by_name([v for v in VECTORS if STRUCTURE.match(v.name) and v.fields["expect"] == "header failure"])
def test_a_fault_of_the_header_is_seen_without_a_key(vector: Vector) -> None:
    with pytest.raises(InvalidInputError):
        age_header.parse(vector.sealed)
