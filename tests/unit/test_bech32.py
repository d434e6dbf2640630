"""Bech32 as age writes its keys."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core import bech32
from appliance.errors import InvalidInputError

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


@given(octets=st.binary(min_size=1, max_size=1300))
def test_what_is_written_reads_back(octets: bytes) -> None:
    assert bech32.decode(bech32.encode("age1pq", octets), "age1pq", len(octets)) == octets


@given(octets=st.binary(min_size=1, max_size=64))
def test_the_data_is_base_32_in_its_own_alphabet(octets: bytes) -> None:
    rfc4648 = base64.b32encode(octets).rstrip(b"=").decode()
    data = bech32.encode("x", octets)[2:-6]
    assert [ALPHABET.index(c) for c in data] == [
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".index(c) for c in rfc4648
    ]


def test_stray_bits_at_the_end_are_refused() -> None:
    check = bech32._checksum("x", "qp" + "qqqqqq") ^ 1
    ending = "".join(ALPHABET[(check >> 5 * (5 - i)) & 31] for i in range(6))
    with pytest.raises(InvalidInputError, match="stray bits"):
        bech32.decode("x1qp" + ending, "x", 1)


@given(octets=st.binary(min_size=8, max_size=40), data=st.data())
def test_one_changed_character_is_noticed(octets: bytes, data: st.DataObject) -> None:
    text = bech32.encode("age1pq", octets)
    place = data.draw(st.integers(len("age1pq1"), len(text) - 1))
    other = data.draw(st.sampled_from(ALPHABET.replace(text[place], "")))
    with pytest.raises(InvalidInputError):
        bech32.decode(text[:place] + other + text[place + 1 :], "age1pq", len(octets))
