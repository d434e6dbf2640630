"""A survivor's browser, in Python: makes sealed reports with invented text (record-format)."""

import secrets
from dataclasses import dataclass, replace
from typing import Any

from appliance.adapters import age
from appliance.adapters.randomness import random_identity
from appliance.core import bundle, hybrid, statements
from appliance.core.bundle import Bundle, Mailbox, Part
from appliance.core.canonical import b64, canonical
from appliance.core.derivation import Identity, derive, derive_identity, key_id
from appliance.core.directory import Directory, IntakeKey, Organisation, sign_directory
from appliance.core.wraps import CompartmentKey, Reporter, Wrap, report_wrap_recipients

COMPARTMENTS = ("contact", "account", "thread", "evidence")
DEPLOYMENT_SEED = bytes(range(32))
DAY = "2026-03-02"


def fresh_recipient() -> str:
    """Return a recipient whose identity is thrown away."""
    return hybrid.recipient_of(random_identity())


def make_directory(intake_keys: int = 1, version: int = 1) -> Directory:
    """Return the directory of an invented deployment with so many intake keys."""
    organisations = []
    for number in range(max(intake_keys, 1)):
        recipient = fresh_recipient()
        intake = IntakeKey(key_id(recipient), recipient) if intake_keys else None
        organisations.append(
            Organisation(
                f"{number + 1:032x}", f"Organisation {number + 1}", ("health_medical",), intake
            )
        )
    return Directory(
        country="cd",
        deployment="d" * 32,
        expires="2026-04-01",
        form=("intake", 1),
        help=(),
        issued=DAY,
        languages=("fr", "en"),
        log_key=b64(bytes(32)),
        log_origin="safehold/" + "d" * 32,
        name="Exercise",
        organisations=tuple(organisations),
        version=version,
        previous="0" * 64 if version > 1 else None,
        training=True,
    )


def signed(directory: Directory) -> bytes:
    """Return the directory file."""
    return sign_directory(directory, DEPLOYMENT_SEED)


@dataclass(frozen=True)
class Survivor:
    """Someone with a receipt code and a report."""

    secret: bytes
    receipt: Identity
    mailbox: str
    report: Bundle
    keys: dict[str, str]

    @classmethod
    def with_report(cls, directory: Directory, text: str = "An invented account.") -> "Survivor":
        """Seal a report to the directory."""
        secret = "".join(secrets.choice("0123456789") for _ in range(30)).encode()
        receipt = derive_identity(secret, "receipt")
        mailbox = derive(secret, "mailbox", 16).hex()
        keys = {name: random_identity() for name in COMPARTMENTS}
        case = secrets.token_hex(16)
        parts = (
            _wrap(case, keys, receipt, directory),
            _report(case, "contact", keys, text),
            _report(case, "account", keys, text),
        )
        opened = Mailbox(mailbox, b64(secrets.token_bytes(32)), receipt.recipient, receipt.verify)
        report = Bundle(
            case=case,
            directory=directory.version,
            form="intake",
            form_version=1,
            language="fr",
            sealed_by="browser",
            urgent_care=True,
            parts=parts,
            mailbox=opened,
            day=None,
            wrap_stanzas=len(directory.intake_keys) + 2,
        )
        return cls(secret, receipt, mailbox, report, keys)

    @property
    def case(self) -> str:
        return self.report.case

    @property
    def body(self) -> bytes:
        """The request body."""
        return bundle.build(self.report)

    def another(self) -> "Survivor":
        """Return someone else with the same sealed bytes under other ids: quick, for many."""
        parts = tuple(replace(part, blob=secrets.token_hex(16)) for part in self.report.parts)
        assert self.report.mailbox is not None
        mailbox = replace(self.report.mailbox, name=secrets.token_hex(16))
        report = replace(self.report, case=secrets.token_hex(16), parts=parts, mailbox=mailbox)
        return replace(self, mailbox=mailbox.name, report=report)

    def consent(self, seq: int = 1, **changes: Any) -> dict[str, Any]:
        """Return a signed consent."""
        body = {
            "case": self.case,
            "commitment": "0" * 64,
            "compartments": ["account"],
            "consent": secrets.token_hex(16),
            "expires": "2026-06-01",
            "purpose": "referral",
            "recipient": "e" * 32,
            "seq": seq,
            "signer": self.receipt.key,
            "type": "consent",
            "v": 1,
        }
        return statements.sign({**body, **changes}, self.receipt.signing_seed)

    def withdrawal(self, consent: str, seq: int) -> dict[str, Any]:
        """Return a signed withdrawal."""
        body = {
            "case": self.case,
            "consent": consent,
            "seq": seq,
            "signer": self.receipt.key,
            "type": "withdrawal",
            "v": 1,
        }
        return statements.sign(body, self.receipt.signing_seed)


def _report(case: str, compartment: str, keys: dict[str, str], text: str) -> Part:
    content = canonical({"answers": {"what": text}, "case": case, "compartment": compartment})
    sealed = age.seal(content, [hybrid.recipient_of(keys[compartment])])
    return bundle.part(secrets.token_hex(16), "report", compartment, sealed)


def _wrap(case: str, keys: dict[str, str], receipt: Identity, directory: Directory) -> Part:
    wrap = Wrap(
        keys=tuple(CompartmentKey(name, 1, identity) for name, identity in keys.items()),
        case=case,
        reporter=Reporter(receipt.recipient, receipt.verify),
    ).signed(receipt.signing_seed)
    intake = [(organisation, key.recipient) for organisation, key in directory.intake_keys]
    recipients = report_wrap_recipients(
        intake, (), directory.recovery, receipt.recipient, fresh_recipient
    )
    sealed = age.seal(wrap.to_bytes(), recipients)
    return bundle.part(secrets.token_hex(16), "wrap", None, sealed)
