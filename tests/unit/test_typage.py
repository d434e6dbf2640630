"""What typage seals opens here, and what is sealed here opens in typage, byte for byte."""

import pytest

from appliance.adapters import age, randomness
from appliance.core import age_header, hybrid, padding
from appliance.core.canonical import b64
from tests.vectors.seals import typage
from tests.vectors.world import an_identity

pytestmark = pytest.mark.needs("node")

KEY = an_identity("account")
RECIPIENT = hybrid.recipient_of(KEY)
SIZES = [0, 1, 47, 48, 65_535, 65_536, 65_537, 131_072, 200_000]


def test_what_is_sealed_here_opens_in_typage() -> None:
    contents = [randomness.random_bytes(size) for size in SIZES]
    work = [{"identity": KEY, "sealed": b64(age.encrypt(each, [RECIPIENT]))} for each in contents]
    assert typage(*work) == contents


def test_what_typage_seals_opens_here() -> None:
    contents = [randomness.random_bytes(size) for size in SIZES]
    work = [{"plaintext": b64(each), "recipients": [RECIPIENT]} for each in contents]
    sealed = typage(*work)
    assert [age.decrypt(each, [KEY]) for each in sealed] == contents
    assert {age.inspect(each) for each in sealed} == {1}


def test_a_frame_sealed_by_typage_opens_here() -> None:
    work = {"plaintext": b64(padding.frame(b"framed")), "recipients": [RECIPIENT, RECIPIENT]}
    (sealed,) = typage(work)
    assert age.open_(sealed, [KEY]) == b"framed"
    assert age.inspect(sealed) == 2


def test_a_file_of_typage_is_written_again_to_the_same_bytes() -> None:
    (sealed,) = typage({"plaintext": b64(bytes(100_000)), "recipients": [RECIPIENT]})
    header = age_header.parse(sealed)
    file_key = age.unwrap(header, [KEY])
    covered = age_header.write_unauthenticated(header.stanzas)
    start = covered + age_header.write_mac(age.header_mac(file_key, covered))
    nonce = sealed[len(start) :][:16]
    assert (
        start + nonce + b"".join(age.encrypt_payload(file_key, nonce, [bytes(100_000)])) == sealed
    )
