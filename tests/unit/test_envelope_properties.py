"""Whatever bytes arrive, a parser returns a value or one of our errors, and nothing else."""

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from appliance.adapters.argon2 import Kdf
from appliance.core import (
    bundle,
    canonical,
    certificates,
    directory,
    padding,
    receipt,
    staff,
    statements,
    tickets,
)
from appliance.core.consent_body import ConsentBody
from appliance.core.wraps import Wrap
from appliance.errors import ApplianceError, DecryptionError, InvalidInputError, TooLargeError
from tests.vectors import generate
from tests.vectors.world import PIN

BYTE_PARSERS: dict[str, Callable[[bytes], object]] = {
    "bundle": bundle.parse,
    "canonical": canonical.parse_canonical,
    "consent body": ConsentBody.parse,
    "directory": lambda octets: directory.open_directory(octets, PIN),
    "forwarded bundle": bundle.parse_forwarded,
    "frame": padding.unframe,
    "json": canonical.parse,
    "profile": staff.parse_profile,
    "staff": lambda octets: staff.open_staff(octets, PIN),
    "wrap": Wrap.parse,
}
OBJECT_PARSERS: dict[str, Callable[[object], object]] = {
    "certificate": certificates.Certificate.parse,
    "directory": directory.Directory.parse,
    "kdf": Kdf.parse,
    "staff": staff.Staff.parse,
    "statement": statements.parse,
    "verified statement": lambda value: statements.verify(value, PIN),
}
GOOD_OBJECTS = [
    generate.stored("statements")["signed"][0]["statement"],
    generate.stored("statements")["signed"][2]["statement"],
    generate.stored("certificate")["certificates"][0],
    generate.stored("directory")["files"][0]["file"]["directory"],
    generate.stored("passphrase")["stretched"][0]["kdf"],
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
CANONICAL = st.recursive(
    st.booleans()
    | st.integers(-canonical.MAX_INTEGER, canonical.MAX_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


@pytest.mark.parametrize("name", BYTE_PARSERS)
@given(untrusted=st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
@example(untrusted=b"[" * 100_000)
@example(untrusted=b'{"a":' * 5_000 + b"1" + b"}" * 5_000)
@example(untrusted=b"\xff\xfe{}")
@example(untrusted=b'{"a":' + b"9" * 10_000 + b"}")
@example(untrusted=b'{"a":NaN}')
@example(untrusted=b'{"a":"\\ud800"}')
@settings(deadline=None, max_examples=60)
def test_any_bytes_give_a_value_or_an_error_of_ours(name: str, untrusted: bytes) -> None:
    with contextlib.suppress(ApplianceError):
        BYTE_PARSERS[name](untrusted)


@pytest.mark.parametrize("name", OBJECT_PARSERS)
@given(untrusted=ANYTHING)
@settings(deadline=None, max_examples=60)
def test_any_json_gives_a_value_or_an_error_of_ours(name: str, untrusted: object) -> None:
    with contextlib.suppress(ApplianceError):
        OBJECT_PARSERS[name](untrusted)


@pytest.mark.parametrize("name", OBJECT_PARSERS)
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_a_good_object_with_one_member_spoilt_gives_a_value_or_an_error_of_ours(
    name: str, data: st.DataObject
) -> None:
    good: dict[str, Any] = data.draw(st.sampled_from(GOOD_OBJECTS))
    member = data.draw(st.sampled_from(sorted(good)))
    spoilt = {**good, member: data.draw(ANYTHING)}
    with contextlib.suppress(ApplianceError):
        OBJECT_PARSERS[name](spoilt)


@given(untrusted=st.text(max_size=300), now=st.integers(0, 2**40))
def test_any_text_as_a_ticket_is_refused_with_an_error_of_ours(untrusted: str, now: int) -> None:
    with pytest.raises(ApplianceError):
        tickets.read(untrusted, generate.stored("ticket")["keys"], now)


@given(CANONICAL)
def test_canonical_json_reads_back_and_has_one_spelling(value: object) -> None:
    written = canonical.canonical({"value": value})
    assert canonical.parse_canonical(written) == {"value": value}
    assert canonical.parse(json.dumps({"value": value}, indent=2).encode()) == {"value": value}


@given(st.binary(max_size=100))
def test_base64url_reads_back(octets: bytes) -> None:
    assert canonical.unb64(canonical.b64(octets)) == octets


@given(st.text(max_size=20))
def test_any_text_is_base64url_of_one_value_or_refused(untrusted: str) -> None:
    with contextlib.suppress(InvalidInputError):
        assert canonical.b64(canonical.unb64(untrusted)) == untrusted


@given(st.binary(max_size=5000), st.integers(1, 700))
def test_a_frame_gives_its_content_back_however_it_is_cut(content: bytes, piece: int) -> None:
    framed = padding.frame(content)
    reader = padding.Unframer()
    pieces = [reader.feed(framed[at : at + piece]) for at in range(0, len(framed), piece)]
    reader.finish()
    assert b"".join(pieces) == content


@given(st.integers(0, 2**50))
def test_a_frame_costs_at_most_an_eighth_and_hides_the_low_bits(size: int) -> None:
    framed = padding.framed_size(size)
    assert framed >= size + 8
    assert framed <= max(1024, (size + 8) * 1.125 + 1)
    assert padding.padme(framed) == framed


@given(st.binary(min_size=1, max_size=40), st.integers(0, 1023))
def test_a_frame_with_any_bit_of_its_padding_set_is_refused(content: bytes, at: int) -> None:
    framed = bytearray(padding.frame(content))
    place = max(at, 8 + len(content))
    framed[place] |= 1
    with pytest.raises(DecryptionError):
        padding.unframe(bytes(framed))


@given(st.integers(0, 10**30 - 1))
def test_every_receipt_code_reads_back(number: int) -> None:
    secret = f"{number:030d}".encode()
    assert receipt.parse_code(receipt.format_code(secret)) == secret


@given(st.integers(0, 10**30 - 1), st.integers(0, 31), st.integers(1, 9))
def test_one_wrong_digit_of_a_receipt_code_is_always_noticed(
    number: int, place: int, change: int
) -> None:
    digits = receipt.format_code(f"{number:030d}".encode()).replace(" ", "")
    wrong = str((int(digits[place]) + change) % 10)
    with pytest.raises(InvalidInputError):
        receipt.parse_code(digits[:place] + wrong + digits[place + 1 :])


@given(st.text(max_size=60))
def test_any_text_is_a_receipt_code_or_refused(untrusted: str) -> None:
    with contextlib.suppress(ApplianceError):
        assert len(receipt.parse_code(untrusted)) == 30


def test_more_than_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooLargeError):
        canonical.parse(b" " * 11, limit_bytes=10)
    with pytest.raises(TooLargeError):
        bundle.parse(bytes(bundle.BUNDLE_BYTES + 1))
