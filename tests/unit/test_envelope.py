"""Rules of keys, certificates, directories and wraps that the vectors do not reach."""

from dataclasses import replace

import pytest

from appliance.adapters import randomness
from appliance.adapters.argon2 import LEAST_MEMORY_KIB, Kdf, stretch
from appliance.core import age_header, bech32, hybrid, receipt, staff, statements
from appliance.core.canonical import canonical, parse, parse_day, parse_id, parse_time
from appliance.core.derivation import derive_identity, key_id
from appliance.core.directory import IntakeKey, Organisation, open_directory, sign_directory
from appliance.core.wraps import CompartmentKey, Wrap
from appliance.errors import InvalidInputError, SignatureError
from appliance.secret import Secret
from tests.vectors import signed
from tests.vectors.world import (
    DEPLOYMENT_SEED,
    MANAGER,
    PIN,
    REPORTER,
    an_id,
    an_identity,
    certificate,
)

PUBLISHED_IDENTITY = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
CHEAP = Kdf(Kdf.fresh().salt, memory_kib=LEAST_MEMORY_KIB, passes=1)


def test_bech32_agrees_with_the_strings_of_bip_173() -> None:
    text, octets = (
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        "00443214c74254b635cf84653a56d7c675be77df",
    )
    assert bech32.encode("abcdef", bytes.fromhex(octets)) == text
    assert bech32.decode(text, "abcdef", 20).hex() == octets
    assert bech32.decode(text.upper(), "abcdef", 20).hex() == octets
    assert bech32.encode("a", b"") == "a12uel5l"


@pytest.mark.parametrize("at", range(0, 1959, 97))
def test_a_recipient_with_one_letter_changed_is_refused(at: int) -> None:
    recipient = hybrid.recipient_of(PUBLISHED_IDENTITY)
    changed = recipient[:at] + ("q" if recipient[at] != "q" else "p") + recipient[at + 1 :]
    with pytest.raises(Exception, match="recipient"):
        hybrid.parse_recipient(changed)


def test_the_published_identity_has_the_published_recipient() -> None:
    assert hybrid.recipient_of(PUBLISHED_IDENTITY).startswith(
        "age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9"
    )


def test_a_secret_part_of_an_identity_is_never_shown() -> None:
    identity = derive_identity(bytes(32), "person")
    assert identity.identity not in repr(identity)
    assert repr(identity.signing_seed) not in repr(identity)
    key = CompartmentKey("account", 1, identity.identity)
    assert identity.identity not in repr(Wrap((key,), an_id("case"), REPORTER))


def test_a_passphrase_counts_in_its_compatible_form() -> None:
    assert stretch(Secret("ﬁn"), CHEAP) == stretch(Secret("fin"), CHEAP)
    assert stretch(Secret("fin"), CHEAP) != stretch(Secret("fin "), CHEAP)


def test_fresh_parameters_differ_and_read_back() -> None:
    one, two = Kdf.fresh(), Kdf.fresh()
    assert one.salt != two.salt
    assert Kdf.parse(one.to_json()) == one


def test_fresh_secrets_ids_and_identities_differ_and_are_well_formed() -> None:
    assert randomness.random_id() != randomness.random_id()
    parse_id(randomness.random_id())
    hybrid.parse_identity(randomness.random_identity())
    hybrid.parse_recipient(randomness.random_recipient())
    secret = randomness.random_receipt_secret()
    assert receipt.parse_code(receipt.format_code(secret)) == secret


@pytest.mark.parametrize("day", ["2026-02-30", "2026-1-01", "2026-13-01", "٢٠٢٦-01-01", 20260101])
def test_a_day_that_does_not_exist_is_refused(day: object) -> None:
    with pytest.raises(InvalidInputError):
        parse_day(day)


@pytest.mark.parametrize("time", ["2026-01-01T24:00Z", "2026-01-01T10:00:00Z", "2026-02-30T10:00Z"])
def test_a_time_that_does_not_exist_is_refused(time: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_time(time)


def test_a_certificate_is_usable_until_its_last_day_and_while_active() -> None:
    active = certificate("doctor", "doctor")
    assert active.usable_on("2027-11-24")
    assert not active.usable_on("2027-11-25")
    assert not certificate("doctor", "doctor", status="disabled").usable_on("2026-11-25")


def test_a_certificate_for_keys_of_another_key_id_is_never_signed() -> None:
    wrong = replace(certificate("doctor", "doctor"), key=an_id("other"))
    with pytest.raises(InvalidInputError):
        wrong.signed(DEPLOYMENT_SEED)


def test_a_directory_that_breaks_a_rule_is_never_signed() -> None:
    good = signed.a_directory()
    one = good.organisations[0]
    intake = IntakeKey(key_id(MANAGER.recipient), MANAGER.recipient)
    many = tuple(Organisation(an_id(f"o {at}"), "O", (), intake) for at in range(17))
    for broken in (
        replace(good, organisations=(one, one)),
        replace(good, organisations=many),
        replace(good, previous=None),
        replace(good, version=1),
        replace(good, languages=()),
        replace(good, log_origin="safehold/elsewhere"),
        replace(good, country="Congo"),
    ):
        with pytest.raises(InvalidInputError):
            sign_directory(broken, DEPLOYMENT_SEED)


def test_a_staff_directory_with_a_certificate_of_another_deployment_is_refused() -> None:
    recipient = hybrid.recipient_of(an_identity("staff"))
    member = certificate("doctor", "doctor")
    everyone = staff.Staff(
        (member,), an_id("elsewhere"), "2026-11-24", key_id(recipient), recipient, 1
    )
    with pytest.raises(SignatureError):
        staff.open_staff(staff.sign_staff(everyone, DEPLOYMENT_SEED), PIN)


def test_a_profile_reads_back() -> None:
    assert staff.parse_profile(staff.profile_to_bytes("Personne Une")) == "Personne Une"


def test_a_statement_that_breaks_a_rule_is_never_signed() -> None:
    with pytest.raises(InvalidInputError):
        signed.message(MANAGER, 0, "number nought")
    with pytest.raises(InvalidInputError):
        signed.message(MANAGER, 1, "in another compartment", compartment="account")


def test_a_statement_signed_by_another_is_refused() -> None:
    with pytest.raises(SignatureError):
        statements.verify(signed.message(MANAGER, 1, "words"), REPORTER.verify)


def test_a_header_over_64_kib_is_refused() -> None:
    stanza = age_header.hybrid_stanza(bytes(1120), bytes(32))
    for count, refused in ((40, False), (43, True)):
        header = age_header.write_unauthenticated([stanza] * count) + age_header.write_mac(
            bytes(32)
        )
        assert (len(header) > age_header.LIMIT_BYTES) is refused
        if refused:
            with pytest.raises(InvalidInputError):
                age_header.inspect(header)
        else:
            assert age_header.inspect(header) == count


def test_a_directory_file_that_states_another_key_than_the_pin_is_refused() -> None:
    file = parse(sign_directory(signed.a_directory(), DEPLOYMENT_SEED))
    with pytest.raises(SignatureError):
        open_directory(canonical({**file, "key": MANAGER.verify}), PIN)


@pytest.mark.parametrize(
    "text",
    ['{"a":1,"a":2}', '{"a":{"b":1,"b":1}}', '{"a":null}', '{"a":1.0}', '{"a":1e3}', "[]", "1"],
)
def test_json_that_need_not_be_canonical_is_strict_all_the_same(text: str) -> None:
    with pytest.raises(InvalidInputError):
        parse(text.encode())
