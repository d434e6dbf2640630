"""The sealed worked examples open, and those that must not open are refused."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from appliance.adapters import age
from appliance.core import bundle, canonical, derivation
from appliance.core.canonical import unb64
from appliance.core.wraps import Wrap, report_wrap_recipients
from appliance.errors import (
    ApplianceError,
    DecryptionError,
    InvalidInputError,
    RecipientError,
    SignatureError,
)
from tests.vectors import generate
from tests.vectors.world import DEPLOYMENT

Json = dict[str, Any]
ERRORS: dict[str, type[ApplianceError]] = {
    "decryption": DecryptionError,
    "invalid_input": InvalidInputError,
    "recipient": RecipientError,
}
CONTENT = generate.stored("content")
BUNDLE = generate.stored("bundle")


def cases(section: str, name: str) -> pytest.MarkDecorator:
    found = generate.stored(section)[name]
    return pytest.mark.parametrize("case", found, ids=[str(each["what"]) for each in found])


@cases("content", "opened")
def test_a_content_blob_opens(case: Json) -> None:
    opened = age.open_(unb64(case["sealed"]), [CONTENT["other_identity"], CONTENT["identity"]])
    assert hashlib.sha256(opened).hexdigest() == case["sha256"]
    assert len(opened) == case["size"]
    assert age.inspect(unb64(case["sealed"])) == 1


@cases("content", "refused")
def test_a_content_blob_that_breaks_a_rule_does_not_open(case: Json) -> None:
    with pytest.raises(ERRORS[case["error"]]):
        age.open_(unb64(case["sealed"]), [CONTENT["identity"]])


@cases("content", "refused_recipients")
def test_nothing_is_sealed_to_such_recipients(case: Json) -> None:
    with pytest.raises(RecipientError):
        age.seal(b"content", case["recipients"])


@cases("wrap", "opened")
def test_a_wrap_opens_for_its_person(case: Json) -> None:
    wrap = Wrap.parse(age.open_(unb64(case["sealed"]), [case["identity"]]))
    assert wrap.to_bytes() == canonical.canonical(case["wrap"])
    assert age.inspect(unb64(case["sealed"])) == case["stanzas"]


def test_a_report_wrap_with_another_key_in_it_is_not_hers() -> None:
    wraps = [
        Wrap.parse(canonical.canonical(each["wrap"])) for each in generate.stored("wrap")["opened"]
    ]
    [hers] = [each for each in wraps if each.signature]
    hers.check_signature()
    forged = replace(hers, keys=(replace(hers.keys[0], generation=2), *hers.keys[1:]))
    for changed in (forged, replace(hers, case="0" * 32), replace(hers, signature=None)):
        with pytest.raises(SignatureError):
            changed.check_signature()


@cases("wrap", "refused")
def test_a_wrap_that_breaks_a_rule_is_refused(case: Json) -> None:
    with pytest.raises(InvalidInputError):
        Wrap.parse(canonical.canonical(case["wrap"]))


@cases("identity", "opened")
def test_a_sealed_identity_opens_under_the_stretched_passphrase(case: Json) -> None:
    opener = derivation.derive_identity(unb64(case["stretched"]), "passphrase")
    opened = canonical.parse_canonical(age.open_(unb64(case["sealed"]), [opener.identity]))
    assert opened == case["content"]
    person = derivation.derive_identity(unb64(opened["secret"]), "person")
    assert person.key == case["key"]


@cases("bundle", "bundles")
def test_a_bundle_is_read_and_written_to_the_same_bytes(case: Json) -> None:
    octets = unb64(case["sealed"])
    parsed = bundle.parse(octets, case["intake_keys"])
    assert bundle.build(parsed) == octets
    assert parsed.case == case["header"]["report"]["case"]
    mailbox = derivation.derive(case["receipt_secret"].encode(), "mailbox", 16).hex()
    assert parsed.mailbox
    assert parsed.mailbox.name == mailbox


@cases("bundle", "bundles")
def test_her_code_opens_the_whole_report_of_a_bundle(case: Json) -> None:
    parts = bundle.parse(unb64(case["sealed"])).parts
    receipt = derivation.derive_identity(case["receipt_secret"].encode(), "receipt")
    wrap = Wrap.parse(age.open_(parts[0].sealed, [receipt.identity]))
    keys = {key.compartment: key.identity for key in wrap.keys}
    for part in parts[1:]:
        opened = canonical.parse_canonical(age.open_(part.sealed, [keys[str(part.compartment)]]))
        assert opened["case"] == case["header"]["report"]["case"]
        others = [key for name, key in keys.items() if name != part.compartment]
        with pytest.raises(DecryptionError):
            age.open_(part.sealed, others)


@cases("bundle", "refused")
def test_a_bundle_that_breaks_a_rule_is_refused(case: Json) -> None:
    with pytest.raises(ERRORS[case["error"]]):
        bundle.parse(unb64(case["sealed"]))


def test_a_wrap_with_another_number_of_recipients_is_refused() -> None:
    octets = unb64(BUNDLE["bundles"][0]["sealed"])
    for intake_keys in (0, 2):
        with pytest.raises(RecipientError):
            bundle.parse(octets, intake_keys)


def test_a_forwarded_bundle_has_a_day_and_no_mailbox() -> None:
    octets = unb64(BUNDLE["bundles"][0]["sealed"])
    parsed = bundle.parse(octets)
    forwarded = bundle.forward(parsed, "2026-11-24")
    assert parsed.mailbox
    assert parsed.mailbox.name.encode() not in forwarded
    assert bundle.parse_forwarded(forwarded).day == "2026-11-24"
    assert bundle.parse_forwarded(forwarded).parts == parsed.parts
    with pytest.raises(InvalidInputError):
        bundle.parse(forwarded)
    with pytest.raises(InvalidInputError):
        bundle.parse_forwarded(octets)


def test_a_place_left_out_or_missing_goes_to_nobody_in_the_same_order() -> None:
    fresh = iter(["nobody 1", "nobody 2"])
    places = report_wrap_recipients(
        [(DEPLOYMENT, "one"), ("b" * 32, "two")], [DEPLOYMENT], None, "receipt", lambda: next(fresh)
    )
    assert places == ["nobody 1", "two", "nobody 2", "receipt"]
