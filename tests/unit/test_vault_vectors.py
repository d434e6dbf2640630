"""The worked keyring row and vault file open as record-format §14 says, and with our code."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Row

from appliance.adapters import age
from appliance.adapters.argon2 import Kdf, stretch
from appliance.adapters.embedded_vault import EmbeddedVault
from appliance.core.canonical import canonical, unb64
from appliance.core.derivation import derive_identity
from appliance.errors import IntegrityError
from appliance.secret import Secret
from appliance.storage.keyring import Keyring
from tests.vectors import generate

Json = dict[str, Any]
VAULT = generate.stored("vault")
KEYRING = VAULT["keyring"]


def row(sealed: str) -> Row[Any]:
    """Return what the keyring reads of a row."""
    members = {"case_id": "", "compartment": None, "generation": None, "grant_id": None}
    found = SimpleNamespace(id=KEYRING["id"], recipient="", epoch=KEYRING["epoch"], **members)
    found.sealed = unb64(sealed)
    return cast("Row[Any]", found)


def keyring() -> Keyring:
    return Keyring({KEYRING["epoch"]: unb64(KEYRING["epoch_key"])})


def test_a_keyring_row_is_a_nonce_and_the_encrypted_wrap() -> None:
    sealed = unb64(KEYRING["row"])
    assert sealed[:12] == unb64(KEYRING["nonce"])
    context = f"safehold/keyring/v1\n{KEYRING['id']}".encode()
    wrap = AESGCM(unb64(KEYRING["epoch_key"])).decrypt(sealed[:12], sealed[12:], context)
    assert wrap == unb64(KEYRING["wrap"]["sealed"])
    assert age.open_(wrap, [KEYRING["identity"]]).decode() == KEYRING["wrap"]["content"]


def test_the_keyring_opens_the_row() -> None:
    assert keyring().open(row(KEYRING["row"])).content == unb64(KEYRING["wrap"]["sealed"])


@pytest.mark.parametrize(
    "case", KEYRING["refused"], ids=[each["what"] for each in KEYRING["refused"]]
)
def test_a_changed_keyring_row_is_refused(case: Json) -> None:
    with pytest.raises(IntegrityError):
        keyring().open(row(case["row"]))


def test_a_passphrase_opens_its_slot_and_the_slot_the_vault() -> None:
    slot, secrets = VAULT["slot"], VAULT["secrets"]
    stretched = stretch(Secret(slot["passphrase"]), Kdf.parse(slot["kdf"]))
    assert stretched == unb64(slot["stretched"])
    opener = derive_identity(stretched, "vault")
    assert opener.identity == slot["identity"]
    opened = age.open_(unb64(slot["sealed"]), [opener.identity])
    assert opened.decode() == slot["content"]
    inner = derive_identity(unb64(json.loads(opened)["secret"]), "vault")
    assert inner.identity == secrets["identity"]
    assert age.open_(unb64(secrets["sealed"]), [inner.identity]).decode() == secrets["content"]


def test_the_vault_file_gives_the_secrets_to_who_holds_a_slot(tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    path.write_bytes(canonical(VAULT["file"]))
    vault = EmbeddedVault(path)
    slot = vault.slot(VAULT["slot"]["operator"])
    opened = json.loads(age.open_(slot.sealed, [VAULT["slot"]["identity"]]))
    secrets = vault.open(unb64(opened["secret"]))
    assert secrets.epochs == {KEYRING["epoch"]: unb64(KEYRING["epoch_key"])}
    assert secrets.pin == generate.stored("directory")["pin"]
    assert secrets.log_key == generate.stored("log")["key"]
