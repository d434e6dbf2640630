"""Vectors of the keyring and the vault at rest (record-format §14)."""

from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.adapters import age
from appliance.core.canonical import b64, canonical, unb64
from appliance.core.derivation import derive_identity
from appliance.core.wraps import Wrap
from tests.vectors.logs import LOG_SEED
from tests.vectors.plain import passphrase
from tests.vectors.sealed import case_wrap
from tests.vectors.seals import kept
from tests.vectors.world import DEPLOYMENT_SEED, DOCTOR, Json, an_id, octets

EPOCH: Final = 1
EPOCH_KEY: Final = octets("epoch key")
VAULT_SECRET: Final = octets("vault secret")
CONTEXT: Final = b"safehold/keyring/v1\n"


def vault() -> Json:
    """Build a keyring row and a vault file with one slot."""
    slot, secrets = _slot(), _secrets()
    members = {name: slot[name] for name in ("kdf", "operator", "sealed")}
    return {
        "file": {"sealed": secrets["sealed"], "slots": [members], "v": 1},
        "keyring": _keyring(),
        "secrets": secrets,
        "slot": slot,
    }


def _keyring() -> Json:
    wrap = kept("vault", "wrap of a keyring row", _make_wrap, _check_wrap)
    identifier, nonce = an_id("wrap"), octets("nonce of a keyring row")[:12]
    row = _row(EPOCH_KEY, nonce, wrap, identifier)
    refused = {
        "the row of another wrap": _row(EPOCH_KEY, nonce, wrap, an_id("another wrap")),
        "another epoch key": _row(octets("another epoch key"), nonce, wrap, identifier),
        "one byte changed": row[:-1] + bytes([row[-1] ^ 1]),
        "nonce missing": row[12:],
        "cut short": row[:20],
    }
    return {
        "epoch": EPOCH,
        "epoch_key": b64(EPOCH_KEY),
        "id": identifier,
        "identity": DOCTOR.identity,
        "nonce": b64(nonce),
        "refused": [{"row": b64(each), "what": what} for what, each in refused.items()],
        "row": b64(row),
        "wrap": {
            "content": case_wrap().to_bytes().decode(),
            "sealed": b64(wrap),
            "what": "wrap of a keyring row",
        },
    }


def _row(key: bytes, nonce: bytes, wrap: bytes, identifier: str) -> bytes:
    return nonce + AESGCM(key).encrypt(nonce, wrap, CONTEXT + identifier.encode())


def _make_wrap() -> bytes:
    return age.seal(case_wrap().to_bytes(), [DOCTOR.recipient])


def _check_wrap(sealed: bytes) -> None:
    assert Wrap.parse(age.open_(sealed, [DOCTOR.identity])) == case_wrap()


def _slot() -> Json:
    stretched = passphrase()["stretched"][0]
    content = canonical({"secret": b64(VAULT_SECRET)})
    opener = derive_identity(unb64(stretched["output"]), "vault")
    sealed = _sealed_to("slot of a vault", content, opener.recipient, opener.identity)
    return {
        "content": content.decode(),
        "identity": opener.identity,
        "kdf": stretched["kdf"],
        "operator": an_id("operator"),
        "passphrase": stretched["passphrase"],
        "sealed": sealed,
        "stretched": stretched["output"],
        "what": "slot of a vault",
    }


def _secrets() -> Json:
    content = canonical(
        {
            "deployment_seed": b64(DEPLOYMENT_SEED),
            "epochs": [{"epoch": EPOCH, "key": b64(EPOCH_KEY)}],
            "log_seed": b64(LOG_SEED),
        }
    )
    opener = derive_identity(VAULT_SECRET, "vault")
    sealed = _sealed_to("secrets of a vault", content, opener.recipient, opener.identity)
    return {
        "content": content.decode(),
        "identity": opener.identity,
        "sealed": sealed,
        "what": "secrets of a vault",
    }


def _sealed_to(what: str, content: bytes, recipient: str, identity: str) -> str:
    def check(sealed: bytes) -> None:
        assert age.open_(sealed, [identity]) == content

    return b64(kept("vault", what, lambda: age.seal(content, [recipient]), check))
