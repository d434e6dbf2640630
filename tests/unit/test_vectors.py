"""The record format's worked examples hold; the browser's code is held to the same files."""

import json
import unicodedata
from typing import Any

import pytest

from appliance.adapters.argon2 import Kdf
from appliance.core import canonical, derivation, padding, receipt, statements, tickets
from appliance.core.canonical import b64, parse_canonical, unb64
from appliance.core.certificates import verify_certificate
from appliance.core.consent_body import ConsentBody
from appliance.core.directory import hash_of_directory, open_directory
from appliance.core.staff import open_staff
from appliance.errors import (
    DecryptionError,
    InvalidInputError,
    ReceiptCodeError,
    RecipientError,
    SignatureError,
    TicketError,
    TicketExpiredError,
)
from tests.vectors import generate

Json = dict[str, Any]
MALFORMED = (InvalidInputError, RecipientError)


def cases(section: str, name: str) -> pytest.MarkDecorator:
    found = generate.stored(section)[name]
    return pytest.mark.parametrize("case", found, ids=[str(each.get("what", "")) for each in found])


@pytest.mark.parametrize("section", generate.SECTIONS)
def test_every_derived_vector_comes_out_the_same_today(section: str) -> None:
    assert json.loads(json.dumps(generate.SECTIONS[section]())) == generate.stored(section)


@cases("canonical", "written")
def test_json_is_written_canonically(case: Json) -> None:
    assert canonical.canonical(json.loads(case["text"])).decode() == case["canonical"]
    assert parse_canonical(case["canonical"].encode()) == json.loads(case["text"])


@cases("canonical", "refused")
def test_json_that_is_not_canonical_is_refused(case: Json) -> None:
    with pytest.raises(InvalidInputError):
        parse_canonical(case["text"].encode())


@pytest.mark.parametrize("text", generate.stored("canonical")["b64_refused"])
def test_base64url_with_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        unb64(text)


@cases("derivation", "identities")
def test_an_identity_follows_from_its_secret(case: Json) -> None:
    identity = derivation.derive_identity(unb64(case["secret"]), case["label"])
    assert (identity.identity, identity.recipient) == (case["identity"], case["recipient"])
    assert (identity.verify, identity.key) == (case["verify"], case["key"])
    for language, words in case["words"].items():
        found = derivation.fingerprint_words(identity.recipient, identity.verify, language)
        assert found == words
        assert all(unicodedata.is_normalized("NFC", word) for word in words)


@cases("padding", "sizes")
def test_a_frame_has_the_size_of_the_vector(case: Json) -> None:
    assert padding.framed_size(case["content"]) == case["framed"]


@cases("padding", "refused")
def test_a_frame_that_breaks_a_rule_is_refused(case: Json) -> None:
    with pytest.raises(DecryptionError):
        padding.unframe(unb64(case["framed"]))


@cases("receipt", "accepted")
def test_a_receipt_code_is_read_however_it_is_written(case: Json) -> None:
    assert receipt.parse_code(case["text"]).decode() == generate.stored("receipt")["secret"]


@cases("receipt", "refused")
def test_a_wrong_receipt_code_is_refused(case: Json) -> None:
    with pytest.raises(ReceiptCodeError):
        receipt.parse_code(case["text"])


@cases("passphrase", "refused")
def test_parameters_of_a_passphrase_out_of_range_are_refused(case: Json) -> None:
    with pytest.raises(InvalidInputError):
        Kdf.parse(case["kdf"])


@cases("statements", "signed")
def test_a_signed_statement_verifies_and_signs_the_same_again(case: Json) -> None:
    statement = statements.verify(case["statement"], case["verify"])
    assert statement.to_json() == case["statement"]
    assert statements.hash_of_statement(statement) == case["hash"]
    assert statements.sign(case["statement"], unb64(case["seed"])) == case["statement"]


@cases("statements", "bad_signature")
def test_a_statement_changed_after_signing_is_refused(case: Json) -> None:
    with pytest.raises(SignatureError):
        statements.verify(case["statement"], generate.stored("statements")["verify"]["survivor"])


@cases("statements", "malformed")
def test_a_malformed_statement_is_refused(case: Json) -> None:
    with pytest.raises(MALFORMED):
        statements.parse(case["statement"])


def test_a_consent_commits_to_the_words_she_saw() -> None:
    vectors = generate.stored("statements")
    body = ConsentBody.parse(canonical.canonical(vectors["consent_body"]))
    consents = [
        each["statement"] for each in vectors["signed"] if "commitment" in each["statement"]
    ]
    assert [each["commitment"] for each in consents] == [body.commitment()]


@cases("directory", "files")
def test_a_directory_opens_under_its_pin(case: Json) -> None:
    file = canonical.canonical(case["file"])
    directory = open_directory(file, generate.stored("directory")["pin"])
    assert directory.to_json() == case["file"]["directory"]
    assert hash_of_directory(file) == case["hash"]


@cases("directory", "bad_signature")
def test_a_directory_signed_by_another_is_refused(case: Json) -> None:
    with pytest.raises(SignatureError):
        open_directory(canonical.canonical(case["file"]), generate.stored("directory")["pin"])


@cases("directory", "malformed")
def test_a_malformed_directory_is_refused_though_it_is_signed(case: Json) -> None:
    with pytest.raises(MALFORMED):
        open_directory(canonical.canonical(case["file"]), generate.stored("directory")["pin"])


@cases("certificate", "certificates")
def test_a_certificate_verifies_under_the_pin(case: Json) -> None:
    assert verify_certificate(case, generate.stored("certificate")["pin"]).to_json() == case


@cases("certificate", "bad_signature")
def test_a_certificate_that_the_deployment_key_does_not_cover_is_refused(case: Json) -> None:
    with pytest.raises(SignatureError):
        verify_certificate(case["certificate"], generate.stored("certificate")["pin"])


def test_a_staff_directory_verifies_with_every_certificate_in_it() -> None:
    vectors = generate.stored("certificate")
    staff = open_staff(canonical.canonical(vectors["staff"]), vectors["pin"])
    assert [each.status for each in staff.certificates] == ["active", "disabled"]


@cases("certificate", "staff_bad_signature")
def test_a_staff_directory_with_anything_unsigned_is_refused(case: Json) -> None:
    with pytest.raises(SignatureError):
        open_staff(canonical.canonical(case["file"]), generate.stored("certificate")["pin"])


@cases("ticket", "tickets")
def test_a_ticket_reads_back_until_it_expires(case: Json) -> None:
    keys = generate.stored("ticket")["keys"]
    ticket = tickets.read(case["ticket"], keys, now=case["payload"]["exp"] - 1)
    assert {**vars(ticket), "v": 1} == case["payload"]
    with pytest.raises(TicketExpiredError):
        tickets.read(case["ticket"], keys, now=case["payload"]["exp"])


@cases("ticket", "bad")
def test_a_forged_ticket_is_refused(case: Json) -> None:
    with pytest.raises(TicketError):
        tickets.read(case["ticket"], generate.stored("ticket")["keys"], now=0)


def test_bytes_are_written_as_base64url_without_padding() -> None:
    for case in generate.stored("canonical")["b64"]:
        assert b64(bytes.fromhex(case["hex"])) == case["b64"]
        assert unb64(case["b64"]).hex() == case["hex"]
