"""Plays a survivor who sends a report, as the intake app does (record-format §4, §5, §12)."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.adapters import age
from appliance.adapters.browser import Browser
from appliance.adapters.randomness import (
    random_id,
    random_identity,
    random_receipt_secret,
    random_recipient,
)
from appliance.core import bundle, hybrid, statements
from appliance.core.bundle import Bundle, Mailbox
from appliance.core.canonical import b64, canonical, unb64
from appliance.core.compartments import SURVIVOR_COMPARTMENTS
from appliance.core.derivation import Identity, derive, derive_identity
from appliance.core.directory import Directory, hash_of_directory, open_directory
from appliance.core.receipt import format_code
from appliance.core.wraps import CompartmentKey, Reporter, Wrap, report_wrap_recipients
from appliance.operations.training_script import Story

PIN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Trusted:
    """The key directory that she seals to, checked under the pin of her link."""

    directory: Directory
    hash: str
    pin: str


@dataclass(frozen=True, slots=True)
class _Case:
    """What her browser makes before anything is sent."""

    id: str
    receipt: Identity
    keys: Mapping[str, CompartmentKey]
    time: str


def fetch_directory(browser: Browser, pin: str) -> Trusted:
    """Return the directory that intake serves.

    Raises:
        SignatureError: it is not signed by this deployment.
    """
    file = canonical(browser.get("/api/directory")["directory"])
    return Trusted(open_directory(file, pin), hash_of_directory(file), pin)


def send_report(browser: Browser, trusted: Trusted, story: Story, time: str) -> str:
    """Seal and send one report.

    Args:
        browser: speaks to the intake app's origin.
        trusted: the directory.
        story: what is reported.
        time: the hour, only ever inside the seal.

    Returns:
        The receipt code.
    """
    secret = random_receipt_secret()
    keys = {name: CompartmentKey(name, 1, random_identity()) for name in SURVIVOR_COMPARTMENTS}
    case = _Case(random_id(), derive_identity(secret, "receipt"), keys, time)
    parts = [
        bundle.part(random_id(), "wrap", None, _wrap(trusted, case)),
        _report_part(trusted, story, case, "contact"),
        _report_part(trusted, story, case, "account"),
    ]
    if story.message:
        parts.append(_message_part(case, story.message))
    report = Bundle(
        case=case.id,
        directory=trusted.directory.version,
        form=trusted.directory.form[0],
        form_version=trusted.directory.form[1],
        language=story.language,
        sealed_by="browser",
        urgent_care=True if story.urgent else None,
        parts=tuple(parts),
        mailbox=_mailbox(trusted, case, secret),
        day=None,
        wrap_stanzas=0,
    )
    browser.post("/api/reports", bundle.build(report))
    return format_code(secret)


def _wrap(trusted: Trusted, case: _Case) -> bytes:
    content = Wrap(
        keys=tuple(case.keys.values()),
        case=case.id,
        reporter=Reporter(case.receipt.recipient, case.receipt.verify),
    ).signed(case.receipt.signing_seed)
    intake = [(holder, key.recipient) for holder, key in trusted.directory.intake_keys]
    recipients = report_wrap_recipients(
        intake, [], trusted.directory.recovery, case.receipt.recipient, random_recipient
    )
    return age.seal(content.to_bytes(), recipients)


def _report_part(trusted: Trusted, story: Story, case: _Case, compartment: str) -> bundle.Part:
    content: dict[str, Any] = {
        "answers": story.answers[compartment],
        "at": case.time,
        "case": case.id,
        "compartment": compartment,
        "form": {"id": trusted.directory.form[0], "version": trusted.directory.form[1]},
        "language": story.language,
        "type": "report",
        "v": 1,
    }
    if compartment == "contact":
        content |= {
            "directory": {
                "expired": False,
                "hash": trusted.hash,
                "version": trusted.directory.version,
            },
            "left_out": [],
            "reporter": {"recipient": case.receipt.recipient, "verify": case.receipt.verify},
        }
    return _sealed_part(case, compartment, "report", content)


def _message_part(case: _Case, text: str) -> bundle.Part:
    statement = {
        "after": {},
        "at": case.time,
        "case": case.id,
        "compartment": "thread",
        "seq": 1,
        "signer": case.receipt.key,
        "text": text,
        "type": "message",
        "v": 1,
    }
    signed = statements.sign(statement, case.receipt.signing_seed)
    return _sealed_part(case, "thread", "message", signed)


def _sealed_part(
    case: _Case, compartment: str, kind: str, content: Mapping[str, Any]
) -> bundle.Part:
    recipient = hybrid.recipient_of(case.keys[compartment].identity)
    sealed = age.seal(canonical(content), [recipient])
    return bundle.part(random_id(), kind, compartment, sealed)


def _mailbox(trusted: Trusted, case: _Case, secret: bytes) -> Mailbox:
    pin = hmac.digest(derive(secret, "pin", PIN_BYTES), unb64(trusted.pin), "sha256")
    name = derive(secret, "mailbox", 16).hex()
    return Mailbox(name, b64(pin), case.receipt.recipient, case.receipt.verify)
