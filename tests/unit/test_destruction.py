"""Intents that a power cut may tear, and certificates that somebody may forge."""

import pytest

from appliance.adapters.randomness import random_bytes
from appliance.core.derivation import verify_key
from appliance.core.destruction import (
    INTENT_BYTES,
    Intent,
    certify,
    endorse,
    fingerprint,
    verify_certificate,
)
from appliance.errors import InvalidInputError, SignatureError

DEPLOYMENT, SEED, DAEMON = "d" * 32, random_bytes(), random_bytes()
PIN = verify_key(SEED)
ENDORSED = endorse(DEPLOYMENT, verify_key(DAEMON), "2026-11-25", SEED)
FACTS = {"deployment": DEPLOYMENT, "files": 3, "keys_gone_ms": 40}
INTENT = Intent(
    level="backups",
    deployment=DEPLOYMENT,
    plan="h" * 64,
    actors=("a" * 32,),
    backups=("/media/usb/backup",),
    survives=({"code": "read"},),
    out="/media/usb/certificate.json",
    seed=DAEMON,
    endorsement=ENDORSED,
)


def test_an_intent_is_read_back_as_it_was_written() -> None:
    content = INTENT.to_bytes()
    assert len(content) == INTENT_BYTES
    assert Intent.parse(content) == INTENT


@pytest.mark.parametrize("length", [0, 10, 60, 200, 500])
def test_a_torn_intent_is_none(length: int) -> None:
    assert Intent.parse(INTENT.to_bytes()[:length].ljust(INTENT_BYTES, b"\0")) is None


def test_a_blank_or_changed_intent_is_none() -> None:
    assert Intent.parse(bytes(INTENT_BYTES)) is None
    assert Intent.parse(INTENT.to_bytes().replace(b"usb", b"usc", 1)) is None


def test_an_intent_that_would_not_fit_is_refused() -> None:
    long = Intent("deployment", DEPLOYMENT, "h" * 64, backups=("/x" * INTENT_BYTES,), seed=DAEMON)
    with pytest.raises(InvalidInputError):
        long.to_bytes()


def test_no_secret_of_an_intent_is_shown() -> None:
    assert repr(DAEMON) not in repr(INTENT)


def test_a_certificate_is_good_for_who_knows_the_pin() -> None:
    file = certify(FACTS, DAEMON, ENDORSED)
    assert verify_certificate(file, PIN)["files"] == 3
    assert fingerprint(file).startswith(f"safehold-wipe:{DEPLOYMENT}:")


def test_a_certificate_of_a_key_that_nobody_named_is_refused() -> None:
    other = random_bytes()
    forged = endorse(DEPLOYMENT, verify_key(other), "2026-11-25", other)
    for file in (
        certify(FACTS, other, ENDORSED),
        certify(FACTS, other, forged),
        certify(FACTS, DAEMON, {}),
        certify({**FACTS, "deployment": "e" * 32}, DAEMON, ENDORSED),
        {"key": ENDORSED},
        {**certify(FACTS, DAEMON, ENDORSED), "key": {**ENDORSED, "issued": "2026-11-26"}},
        None,
    ):
        with pytest.raises(SignatureError):
            verify_certificate(file, PIN)


def test_a_certificate_that_was_changed_is_refused() -> None:
    file = certify(FACTS, DAEMON, ENDORSED)
    with pytest.raises(SignatureError):
        verify_certificate({**file, "certificate": {**file["certificate"], "files": 4}}, PIN)
