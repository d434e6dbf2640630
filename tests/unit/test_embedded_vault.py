"""The vault file of the embedded deployment (record-format §14)."""

import json
from pathlib import Path

import pytest

from appliance.adapters import age
from appliance.adapters.embedded_vault import EmbeddedVault, VaultSecrets, seal_slot
from appliance.core.canonical import unb64
from appliance.core.derivation import derive_identity
from appliance.errors import DecryptionError, NotFoundError, PassphraseError

SECRETS = VaultSecrets(bytes(32), b"\1" * 32, {1: b"\2" * 32, 2: b"\3" * 32})
VAULT_SECRET = b"\4" * 32
OPERATOR = "0" * 32
KDF = {"kdf": "argon2id", "lanes": 1, "memory_kib": 65536, "passes": 3, "salt": "A" * 22, "v": 1}


@pytest.fixture
def vault(tmp_path: Path) -> EmbeddedVault:
    found = EmbeddedVault(tmp_path / "vault.json")
    slot = seal_slot(VAULT_SECRET, OPERATOR, KDF, derive_identity(b"\5" * 32, "vault").recipient)
    found.create(SECRETS, VAULT_SECRET, [slot])
    return found


def test_a_vault_gives_back_what_it_was_given(vault: EmbeddedVault) -> None:
    assert vault.open(VAULT_SECRET) == SECRETS


def test_another_secret_opens_nothing(vault: EmbeddedVault) -> None:
    with pytest.raises(PassphraseError):
        vault.open(b"\6" * 32)


def test_a_slot_holds_the_vault_secret_for_its_operator_only(vault: EmbeddedVault) -> None:
    slot = vault.slot(OPERATOR)
    opened = json.loads(age.open_(slot.sealed, [derive_identity(b"\5" * 32, "vault").identity]))
    assert unb64(opened["secret"]) == VAULT_SECRET
    with pytest.raises(NotFoundError):
        vault.slot("1" * 32)


def test_the_file_is_for_its_owner_and_shows_no_key(vault: EmbeddedVault) -> None:
    content = vault.path.read_bytes()
    assert vault.path.stat().st_mode & 0o777 == 0o600
    assert all(key not in content for key in (b"AQEBAQ", b"AgICAg", b"BAQEBA"))


@pytest.mark.parametrize("content", [b"", b"{}", b'{"v":2,"sealed":"","slots":[]}', b"\xff\xff"])
def test_a_damaged_vault_is_named_as_such(vault: EmbeddedVault, content: bytes) -> None:
    vault.path.write_bytes(content)
    with pytest.raises(DecryptionError):
        vault.open(VAULT_SECRET)


def test_secrets_do_not_show_when_printed() -> None:
    assert "1" not in repr(SECRETS)
