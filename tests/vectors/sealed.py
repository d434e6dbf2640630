"""Vectors with seals: content blobs, wraps, sealed identities, bundles."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from appliance.adapters import age
from appliance.core import age_header, bundle, derivation, hybrid, padding
from appliance.core.canonical import b64, canonical
from appliance.core.directory import hash_of_directory, sign_directory
from appliance.core.wraps import CompartmentKey, Wrap
from tests.vectors.plain import mailbox_pin
from tests.vectors.seals import kept, typage_encrypt
from tests.vectors.signed import CLASSICAL, a_directory, message
from tests.vectors.world import (
    CASE,
    DEPLOYMENT_SEED,
    DOCTOR,
    MANAGER,
    PIN,
    RECEIPT_SECRET,
    REPORTER,
    SURVIVOR,
    Json,
    an_id,
    an_identity,
    octets,
)

KEY: Final = an_identity("account")
RECIPIENT: Final = hybrid.recipient_of(KEY)
OTHER: Final = an_identity("somebody else")
LARGE: Final = b"".join(octets(f"large {at}") for at in range(4200))
SMALL: Final = "Ça s'est passé la nuit.".encode()


def content() -> Json:
    def seal(plaintext: bytes) -> Callable[[], bytes]:
        return lambda: age.seal(plaintext, [RECIPIENT])

    def by_typage(plaintext: bytes) -> Callable[[], bytes]:
        return lambda: typage_encrypt(padding.frame(plaintext), RECIPIENT)

    good = [
        _opens("made by Python", SMALL, seal(SMALL)),
        _opens("made by typage", SMALL, by_typage(SMALL)),
        _opens("empty, made by Python", b"", seal(b"")),
        _opens("frame fills one chunk exactly", LARGE[: 65_536 - 8], seal(LARGE[: 65_536 - 8])),
        _opens("three chunks, made by Python", LARGE, seal(LARGE)),
        _opens("three chunks, made by typage", LARGE, by_typage(LARGE)),
        _opens("with a grease stanza", SMALL, _with_grease),
    ]
    return {
        "identity": KEY,
        "opened": good,
        "other_identity": OTHER,
        "recipient": RECIPIENT,
        "refused": _refused(age.seal(SMALL, [RECIPIENT])),
        "refused_recipients": [
            {"recipients": [], "what": "nobody"},
            {"recipients": [CLASSICAL], "what": "classical"},
            {"recipients": [RECIPIENT, CLASSICAL], "what": "hybrid and classical"},
            {
                "recipients": [f"{RECIPIENT[:-1]}{'q' if RECIPIENT[-1] != 'q' else 'p'}"],
                "what": "mistyped",
            },
            {"recipients": [RECIPIENT.upper()], "what": "upper case"},
        ],
    }


def _opens(what: str, plaintext: bytes, make: Callable[[], bytes]) -> Json:
    def check(sealed: bytes) -> None:
        assert age.open_(sealed, [KEY]) == plaintext

    sealed = kept("content", what, make, check)
    short = {"content": b64(plaintext)} if len(plaintext) < 100 else {}
    return {
        **short,
        "sealed": b64(sealed),
        "sha256": hashlib.sha256(plaintext).hexdigest(),
        "size": len(plaintext),
        "what": what,
    }


def _with_grease() -> bytes:
    file_key = octets("file key of the grease vector")[:16]
    plain = age_header.parse(age.write_header(file_key, [RECIPIENT]))
    grease = age_header.Stanza(("safehold-grease", "0"), b"nothing")
    covered = age_header.write_unauthenticated([grease, *plain.stanzas])
    header = covered + age_header.write_mac(age.header_mac(file_key, covered))
    nonce = octets("nonce of the grease vector")[:16]
    return header + nonce + b"".join(age.encrypt_payload(file_key, nonce, [padding.frame(SMALL)]))


def _refused(fresh: bytes) -> list[Json]:
    start = age_header.parse(fresh).size_bytes
    framed = padding.frame(SMALL)
    makers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "hybrid and classical": (
            "recipient",
            lambda: typage_encrypt(framed, RECIPIENT, classical=True),
        ),
        "classical only": ("recipient", lambda: typage_encrypt(framed, classical=True)),
        "for somebody else": ("decryption", lambda: age.seal(SMALL, [hybrid.recipient_of(OTHER)])),
        "payload changed": ("decryption", lambda: _flipped(fresh, len(fresh) - 40)),
        "nonce changed": ("decryption", lambda: _flipped(fresh, start)),
        "MAC changed": ("decryption", lambda: _changed_mac(fresh, start)),
        "cut short": ("decryption", lambda: fresh[:-1]),
        "payload missing": ("decryption", lambda: fresh[:start]),
        "something behind it": ("decryption", lambda: fresh + b"\0"),
        "header cut short": ("invalid_input", lambda: fresh[: start - 10]),
        "frame with a wrong size": ("decryption", lambda: age.encrypt(framed + b"\0", [RECIPIENT])),
        "frame whose padding is not zero": (
            "decryption",
            lambda: age.encrypt(framed[:-1] + b"\1", [RECIPIENT]),
        ),
        "no frame": ("decryption", lambda: age.encrypt(b"bare", [RECIPIENT])),
    }
    return [
        {"error": error, "sealed": b64(kept("content", what, make, lambda _: None)), "what": what}
        for what, (error, make) in makers.items()
    ]


def _flipped(sealed: bytes, at: int) -> bytes:
    return sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]


def _changed_mac(sealed: bytes, end: int) -> bytes:
    at = end - 20
    other = b"A" if sealed[at : at + 1] != b"A" else b"B"
    return sealed[:at] + other + sealed[at + 1 :]


def case_wrap() -> Wrap:
    keys = tuple(
        CompartmentKey(name, 1, an_identity(name))
        for name in ("contact", "account", "thread", "evidence")
    )
    return Wrap(keys, CASE, REPORTER)


def report_wrap() -> Wrap:
    return case_wrap().signed(SURVIVOR.signing_seed)


def wraps() -> Json:
    case = case_wrap()
    duty = Wrap((CompartmentKey("intake", 2, an_identity("intake")),))
    key = json.loads(case.to_bytes())["keys"][0]
    plain = json.loads(case.to_bytes())
    refused = {
        "no key": {**plain, "keys": []},
        "a key twice": {**plain, "keys": [key, key]},
        "a duty key in a case": {**plain, "keys": [key, {**key, "compartment": "intake"}]},
        "no reporter": {name: value for name, value in plain.items() if name != "reporter"},
        "classical identity": {**plain, "keys": [{**key, "identity": CLASSICAL_IDENTITY}]},
        "unknown compartment": {**plain, "keys": [{**key, "compartment": "gossip"}]},
        "unknown version": {**plain, "v": 2},
        "a signature that is none": {**plain, "signature": "AA"},
        "a signed duty key": {
            **json.loads(duty.to_bytes()),
            "signature": report_wrap().signature,
        },
    }
    return {
        "opened": [
            _wrap("case wrap to a person", case, [DOCTOR.recipient], DOCTOR.identity),
            _wrap("intake key to a case manager", duty, [MANAGER.recipient], MANAGER.identity),
            _report_wrap(report_wrap()),
        ],
        "refused": [{"what": what, "wrap": each} for what, each in refused.items()],
    }


# Published in the age specification; nobody's key.
CLASSICAL_IDENTITY: Final = (
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
)


def report_wrap_places() -> list[str]:
    """Intake key, recovery left out by her, her receipt."""
    intake = hybrid.recipient_of(an_identity("intake"))
    nobody = hybrid.recipient_of(an_identity("thrown away"))
    return [intake, nobody, SURVIVOR.recipient]


def _report_wrap(wrap: Wrap) -> Json:
    what = "report wrap, recovery left out"
    return _wrap(what, wrap, report_wrap_places(), SURVIVOR.identity)


def _wrap(what: str, wrap: Wrap, recipients: list[str], identity: str) -> Json:
    def check(sealed: bytes) -> None:
        assert Wrap.parse(age.open_(sealed, [identity])) == wrap
        assert age.inspect(sealed) == len(recipients)

    sealed = kept("wrap", what, lambda: age.seal(wrap.to_bytes(), recipients), check)
    return {
        "identity": identity,
        "sealed": b64(sealed),
        "stanzas": len(recipients),
        "what": what,
        "wrap": json.loads(wrap.to_bytes()),
    }


def sealed_identity() -> Json:
    """The sealed identity of a person, as a section of its own."""
    stretched = octets("argon")
    identity = derivation.derive_identity(stretched, "passphrase")
    body = {"pin": PIN, "secret": b64(octets("person doctor")), "type": "person_secret", "v": 1}

    def check(sealed: bytes) -> None:
        assert age.open_(sealed, [identity.identity]) == canonical(body)

    what = "personal secret under a passphrase"
    sealed = kept("identity", what, lambda: age.seal(canonical(body), [identity.recipient]), check)
    return {
        "opened": [
            {
                "content": body,
                "key": DOCTOR.key,
                "sealed": b64(sealed),
                "stretched": b64(stretched),
                "what": what,
            }
        ]
    }


def bundles() -> Json:
    good = _bundle_sealed()
    parsed = bundle.parse(good, 1)
    header_end = 4 + int.from_bytes(good[:4], "big")
    wrap, contact, account, *extra = parsed.parts
    open_key = hybrid.recipient_of(KEY)
    two = bundle.part(contact.blob, "report", "contact", age.seal(b"{}", [open_key, open_key]))
    damaged = replace(contact, sha256=account.sha256)
    refused = {
        "account before contact": (
            "invalid_input",
            replace(parsed, parts=(wrap, account, contact)),
        ),
        "no wrap": ("invalid_input", replace(parsed, parts=(contact, account))),
        "one blob id twice": (
            "invalid_input",
            replace(parsed, parts=(wrap, contact, replace(account, blob=contact.blob))),
        ),
        "content with two recipients": ("recipient", replace(parsed, parts=(wrap, two, account))),
        "wrong hash": ("invalid_input", replace(parsed, parts=(wrap, damaged, account))),
        "too many parts": (
            "invalid_input",
            replace(parsed, parts=(*parsed.parts, *_many(extra[0]))),
        ),
    }
    raw = {
        "cut short": ("invalid_input", good[:-1]),
        "something behind it": ("invalid_input", good + b"\0"),
        "header not canonical": ("invalid_input", _spaced(good, header_end)),
        "header length absurd": ("invalid_input", b"\xff\xff\xff\xff" + good[4:]),
        "empty": ("invalid_input", b""),
    }
    made = {what: (error, bundle.build(each)) for what, (error, each) in refused.items()}
    return {
        "bundles": [
            {
                "directory_hash": hash_of_directory(sign_directory(a_directory(), DEPLOYMENT_SEED)),
                "header": json.loads(good[4:header_end]),
                "intake_keys": 1,
                "receipt_secret": RECEIPT_SECRET.decode(),
                "sealed": b64(good),
                "what": "a report with a message",
            }
        ],
        "refused": [
            {"error": error, "sealed": b64(_kept_refused(what, each)), "what": what}
            for what, (error, each) in {**made, **raw}.items()
        ],
    }


def _kept_refused(what: str, made: bytes) -> bytes:
    return kept("bundle", what, lambda: made, lambda _: None)


def _many(part: bundle.Part) -> list[bundle.Part]:
    return [replace(part, blob=an_id(f"extra {at}")) for at in range(bundle.MOST_EXTRA_PARTS)]


def _spaced(good: bytes, end: int) -> bytes:
    header = good[4:end].replace(b'"v":1', b'"v": 1')
    return len(header).to_bytes(4, "big") + header + good[end:]


def _bundle_sealed() -> bytes:
    return kept("bundle", "a report with a message", _make_bundle, _check_bundle)


def _check_bundle(found: bytes) -> None:
    wrap = bundle.parse(found, 1).parts[0].sealed
    Wrap.parse(age.open_(wrap, [SURVIVOR.identity])).check_signature()


def _make_bundle() -> bytes:
    sealed = [
        ("wrap", None, report_wrap().to_bytes(), report_wrap_places()),
        ("report", "contact", canonical(_report("contact")), None),
        ("report", "account", canonical(_report("account")), None),
        ("message", "thread", canonical(message(SURVIVOR, 1, "Bonjour")), None),
    ]
    parts = [
        bundle.part(
            an_id(f"blob {kind} {compartment}"),
            kind,
            compartment,
            age.seal(plain, to or [hybrid.recipient_of(an_identity(str(compartment)))]),
        )
        for kind, compartment, plain, to in sealed
    ]
    return bundle.build(
        bundle.Bundle(
            case=CASE,
            directory=2,
            form="intake",
            form_version=1,
            language="fr",
            sealed_by="browser",
            urgent_care=True,
            parts=tuple(parts),
            mailbox=bundle.Mailbox(
                derivation.derive(RECEIPT_SECRET, "mailbox", 16).hex(),
                b64(mailbox_pin()),
                SURVIVOR.recipient,
                SURVIVOR.verify,
            ),
            day=None,
            wrap_stanzas=3,
        )
    )


def _report(compartment: str) -> Json:
    common: Json = {
        "at": "2026-11-24T08:30Z",
        "case": CASE,
        "compartment": compartment,
        "form": {"id": "intake", "version": 1},
        "language": "fr",
        "type": "report",
        "v": 1,
    }
    if compartment == "account":
        return {**common, "answers": {"what_happened": "…", "when": ["this_week"]}}
    directory = {
        "expired": False,
        "hash": hash_of_directory(sign_directory(a_directory(), DEPLOYMENT_SEED)),
        "version": 2,
    }
    contact = {"answers": {"safe_to_call": False}, "directory": directory, "left_out": ["recovery"]}
    return {**common, **contact, "reporter": REPORTER.to_json()}
