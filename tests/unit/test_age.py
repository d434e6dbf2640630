"""Seals hold: to their recipients, whole, in bounded memory, and to nobody classical."""

import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.adapters import age, randomness
from appliance.core import age_header, hybrid
from appliance.core.bytestream import pieces_of_size
from appliance.errors import ApplianceError, DecryptionError, InvalidInputError, RecipientError
from tests.vectors.world import an_identity

KEY = an_identity("account")
RECIPIENT = hybrid.recipient_of(KEY)
OTHER_KEY = an_identity("somebody else")
CLASSICAL = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
MIB = 1024 * 1024


def in_pieces(octets: bytes, size: int) -> Iterator[bytes]:
    return pieces_of_size([octets], size)


@given(st.binary(max_size=3000))
@settings(max_examples=30, deadline=None)
def test_what_is_sealed_opens_for_its_recipient(content: bytes) -> None:
    sealed = age.seal(content, [RECIPIENT])
    assert age.open_(sealed, [OTHER_KEY, KEY]) == content
    assert len(sealed) == age.sealed_size(len(content), 1)


@pytest.mark.parametrize("size", [0, 1, 1016, 65_528, 65_529, 65_536, 131_064, 200_000])
@pytest.mark.parametrize("piece", [1000, 65_536, MIB])
def test_a_stream_is_the_same_file_however_it_is_cut(size: int, piece: int) -> None:
    content = randomness.random_bytes(size)
    sealed = b"".join(age.seal_file(io.BytesIO(content), size, [RECIPIENT]))
    assert len(sealed) == age.sealed_size(size, 1)
    assert b"".join(age.open_file(in_pieces(sealed, piece), [KEY])) == content
    assert age.open_(sealed, [KEY]) == content


def test_a_header_that_arrives_byte_by_byte_is_read() -> None:
    sealed = age.seal(b"slow", [RECIPIENT] * 3)
    assert b"".join(age.open_file((bytes([each]) for each in sealed), [KEY])) == b"slow"


def test_memory_does_not_grow_with_the_file() -> None:
    class Zeros(io.RawIOBase):
        left = 32 * MIB

        def read(self, size: int = -1) -> bytes:
            taken = min(size, self.left)
            self.left -= taken
            return bytes(taken)

    tracemalloc.start()
    sealed = age.seal_file(Zeros(), 32 * MIB, [RECIPIENT])  # type: ignore[arg-type]
    opened = sum(len(piece) for piece in age.open_file(sealed, [KEY]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert opened == 32 * MIB
    assert peak < 2 * MIB


def test_each_of_several_recipients_opens_it_and_nobody_else() -> None:
    keys = [randomness.random_identity() for _ in range(3)]
    sealed = age.seal(b"for three", [hybrid.recipient_of(key) for key in keys])
    assert age.inspect(sealed) == 3
    for key in keys:
        assert age.open_(sealed, [key]) == b"for three"
    with pytest.raises(DecryptionError):
        age.open_(sealed, [OTHER_KEY])


@pytest.mark.parametrize(
    "recipients",
    [[], [CLASSICAL], [RECIPIENT, CLASSICAL], [RECIPIENT[:-1]], [RECIPIENT] * 33, ["age1pq1"]],
    ids=["nobody", "classical", "mixed", "cut short", "too many", "empty key"],
)
def test_sealing_to_anything_but_hybrid_recipients_is_refused(recipients: list[str]) -> None:
    with pytest.raises(RecipientError):
        age.seal(b"", recipients)


def test_a_mix_with_a_classical_stanza_is_refused_on_opening_and_on_inspection() -> None:
    file_key = randomness.random_bytes(16)
    hybrid_only = age_header.parse(age.write_header(file_key, [RECIPIENT]))
    classical = age_header.Stanza(("X25519", "A" * 43), bytes(32))
    covered = age_header.write_unauthenticated([*hybrid_only.stanzas, classical])
    nonce = randomness.random_bytes(16)
    payload = b"".join(age.encrypt_payload(file_key, nonce, [b"content"]))
    mac = age_header.write_mac(age.header_mac(file_key, covered))
    mixed = covered + mac + nonce + payload
    for refused in (age.inspect, lambda sealed: age.decrypt(sealed, [KEY])):
        with pytest.raises(RecipientError):
            refused(mixed)


def test_inspection_needs_only_the_first_bytes() -> None:
    sealed = age.seal(bytes(100_000), [RECIPIENT, RECIPIENT])
    assert age.inspect(sealed[: age_header.parse(sealed).size_bytes]) == 2
    with pytest.raises(InvalidInputError):
        age.inspect(sealed[:1000])


def test_a_header_without_a_hybrid_stanza_is_sealed_to_nobody() -> None:
    grease = age_header.Stanza(("x-grease",), b"")
    header = age_header.write_unauthenticated([grease]) + age_header.write_mac(bytes(32))
    with pytest.raises(RecipientError):
        age.inspect(header)


def test_a_file_that_shrinks_or_grows_while_it_is_sealed_is_an_error() -> None:
    for claimed in (9, 11):
        with pytest.raises(InvalidInputError):
            b"".join(age.seal_file(io.BytesIO(bytes(10)), claimed, [RECIPIENT]))


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_changed_byte_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(SEALED)
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ApplianceError):
        age.open_(bytes(sealed), [KEY])


@given(st.integers(0, 2800))
@settings(max_examples=40, deadline=None)
def test_any_cut_is_noticed(kept: int) -> None:
    with pytest.raises(ApplianceError):
        age.open_(SEALED[: min(kept, len(SEALED) - 1)], [KEY])


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_are_refused_with_an_error_of_ours(untrusted: bytes) -> None:
    for start in (b"", b"age-encryption.org/v1\n", b"age-encryption.org/v1\n-> mlkem768x25519 "):
        with pytest.raises(ApplianceError):
            age.inspect(start + untrusted)
        with pytest.raises(ApplianceError):
            age.open_(start + untrusted, [KEY])


@given(st.text(max_size=60))
def test_any_text_as_a_recipient_or_identity_is_refused(untrusted: str) -> None:
    for start in ("", "age1pq1", "AGE-SECRET-KEY-PQ-1"):
        with pytest.raises(RecipientError):
            hybrid.parse_recipient(start + untrusted)
        with pytest.raises(InvalidInputError):
            hybrid.parse_identity(start + untrusted)


SEALED = age.seal(b"a secret", [RECIPIENT])
