"""Vectors without seals: canonical JSON, derivation, padding, receipt code, passphrase."""

import hmac
from hashlib import sha256

from appliance.adapters.argon2 import Kdf, stretch
from appliance.core import canonical, derivation, hybrid, padding, receipt
from appliance.core.canonical import b64
from appliance.secret import Secret
from tests.vectors.world import PIN, RECEIPT_SECRET, Json, an_identity, identity_json, octets


def canonical_json() -> Json:
    accepted = {
        '{ "b": 1, "a": [true, false, "\\u00e9\\n\\u2028"] }': "members sorted, escapes undone",
        '{"\\ud83d\\ude00":1,"\\ufb33":2,"a":3}': "sorted by UTF-16 code unit",
        '{"n":9007199254740991,"m":-9007199254740991}': "the largest integers",
        '{"c":"\\u0000\\u001f\\"\\\\/"}': "control characters",
        "{}": "empty",
    }
    refused = {
        '{"a":1,"a":2}': "a member twice",
        '{"a":null}': "null",
        '{"a":1.5}': "a fraction",
        '{"a":1e2}': "an exponent",
        '{"a":1.0}': "a fraction that is whole",
        '{"a":-0}': "minus nought",
        '{"a":9007199254740992}': "2^53",
        '{"a":NaN}': "not a number",
        '{"a":"\\ud800"}': "half of a surrogate pair",
        '{"b":1,"a":2}': "members not sorted",
        '{"a": 1}': "white space",
        '{"a":"\\u00e9"}': "an escape that is not needed",
        '{"a":1}\n': "something behind it",
        "[1]": "not an object",
        "": "nothing",
    }
    return {
        "b64": [
            {"b64": b64(bytes(range(size))), "hex": bytes(range(size)).hex()} for size in range(5)
        ],
        "b64_refused": ["AA==", "AB", "A", "A A", "A+", "A/", "AA\n", "é"],
        "written": [
            {
                "canonical": canonical.canonical(canonical.parse(text.encode())).decode(),
                "text": text,
                "what": what,
            }
            for text, what in accepted.items()
        ],
        "refused": [{"text": text, "what": what} for text, what in refused.items()],
    }


def derive() -> Json:
    uses = [
        (RECEIPT_SECRET, "mailbox", 16),
        (RECEIPT_SECRET, "pin", 32),
        (octets("argon"), "login", 32),
    ]
    identities = [
        (RECEIPT_SECRET, "receipt"),
        (octets("argon"), "passphrase"),
        (octets("argon"), "vault"),
        (octets("person doctor"), "person"),
    ]
    return {
        "bytes": [
            {
                "label": label,
                "length": length,
                "output": b64(derivation.derive(secret, label, length)),
                "secret": b64(secret),
            }
            for secret, label, length in uses
        ],
        "identities": [_derived(secret, label) for secret, label in identities],
        "keys_without_verify": [_bare_key(name) for name in ("intake", "staff", "account")],
    }


def _derived(secret: bytes, label: str) -> Json:
    identity = derivation.derive_identity(secret, label)
    words = {
        language: derivation.fingerprint_words(identity.recipient, identity.verify, language)
        for language in ("en", "fr", "ar")
    }
    return {"label": label, "secret": b64(secret), "words": words, **identity_json(identity)}


def _bare_key(name: str) -> Json:
    identity = an_identity(name)
    recipient = hybrid.recipient_of(identity)
    return {
        "identity": identity,
        "key": derivation.key_id(recipient),
        "recipient": recipient,
        "words": {"en": derivation.fingerprint_words(recipient)},
    }


def pad() -> Json:
    sizes = [
        0,
        1,
        1015,
        1016,
        1017,
        2000,
        9000,
        65_528,
        65_529,
        100_000,
        5_000_000,
        2**32,
        2**40 + 1,
    ]
    good = padding.frame("Ça va ?".encode())
    refused = {
        "cut short": good[:-1],
        "too long": good + b"\0",
        "padding is not zero": good[:-1] + b"\1",
        "length larger than the frame": b"\0" * 6 + b"\xff\xff" + good[8:],
        "absurd length": b"\xff" * 8 + good[8:],
        "smaller than a length": bytes(7),
        "empty": b"",
        "padded to another step": (5).to_bytes(8, "big") + b"hello" + bytes(2048 - 13),
    }
    return {
        "frames": [{"content": b64("Ça va ?".encode()), "framed": b64(good)}],
        "refused": [{"framed": b64(framed), "what": what} for what, framed in refused.items()],
        "sizes": [{"content": size, "framed": padding.framed_size(size)} for size in sizes],
    }


def receipt_code() -> Json:
    code = receipt.format_code(RECEIPT_SECRET)
    digits = code.replace(" ", "")
    spellings = {
        digits: "without spaces",
        code.replace(" ", "-"): "hyphens",
        code.replace(" ", "."): "dots",
        code.replace(" ", "\u00a0"): "no-break spaces",
        code.replace(" ", " \u2013 "): "dashes",
        f"\ufeff{code}\r\n": "pasted with what stood around it",
        _in_script(code, 0x660): "Arabic-Indic digits",
        _in_script(code, 0xFF10): "full-width digits",
        _in_script(code, 0x1D7CE): "mathematical digits, beyond the basic plane",
    }
    refused = {
        digits[:-1]: "a digit is missing",
        digits + "0": "a digit too many",
        _swapped(digits): "two digits swapped",
        digits[:-1] + str((int(digits[-1]) + 1) % 10): "a wrong digit",
        f"x{digits}": "a letter",
        digits.replace(digits[0], "²", 1): "a digit that is not decimal",
        "": "nothing",
    }
    return {
        "accepted": [{"text": text, "what": what} for text, what in spellings.items()],
        "code": code,
        "deployment_pin": PIN,
        "mailbox": derivation.derive(RECEIPT_SECRET, "mailbox", 16).hex(),
        "mailbox_pin": b64(mailbox_pin()),
        "refused": [{"text": text, "what": what} for text, what in refused.items()],
        "secret": RECEIPT_SECRET.decode(),
        **identity_json(derivation.derive_identity(RECEIPT_SECRET, "receipt")),
    }


def mailbox_pin() -> bytes:
    key = derivation.derive(RECEIPT_SECRET, "pin", 32)
    return hmac.new(key, canonical.unb64(PIN), sha256).digest()


def _in_script(code: str, zero: int) -> str:
    return "".join(chr(zero + int(sign)) if sign.isdigit() else sign for sign in code)


def _swapped(digits: str) -> str:
    at = next(at for at in range(29) if digits[at] != digits[at + 1])
    return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def passphrase() -> Json:
    kdf = Kdf(b64(octets("salt")[:16]))
    small = Kdf(b64(octets("salt")[:16]), memory_kib=19_456, passes=2)
    good = kdf.to_json()
    refused = {
        "too little memory": {**good, "memory_kib": 19_455},
        "too much memory": {**good, "memory_kib": 1_048_577},
        "no pass": {**good, "passes": 0},
        "too many passes": {**good, "passes": 17},
        "another function": {**good, "kdf": "scrypt"},
        "short salt": {**good, "salt": b64(bytes(15))},
        "unknown member": {**good, "pepper": True},
        "unknown version": {**good, "v": 2},
    }
    return {
        "refused": [{"kdf": each, "what": what} for what, each in refused.items()],
        "stretched": [
            _stretched("correct horse battery staple", kdf),
            _stretched("ﬁancée №5", small),  # NFKC changes the ligature and the sign
        ],
    }


def _stretched(words: str, kdf: Kdf) -> Json:
    output = stretch(Secret(words), kdf)
    return {
        "kdf": kdf.to_json(),
        "login": b64(derivation.derive(output, "login", 32)),
        "output": b64(output),
        "passphrase": words,
        "recipient": derivation.derive_identity(output, "passphrase").recipient,
        "vault_recipient": derivation.derive_identity(output, "vault").recipient,
    }
