"""Passwords of backup repositories: in the vault first, a new one each quarter, none in sight."""

from datetime import date
from pathlib import Path

import pytest

from appliance.adapters.embedded_vault import EmbeddedVault, VaultSecrets, seal_slot
from appliance.core.canonical import canonical
from appliance.core.derivation import derive_identity
from appliance.errors import DecryptionError, InvalidInputError, PassphraseError, SealedError
from appliance.operations import backup_key
from appliance.operations import backup_passwords as passwords
from appliance.operations.backup_records import Target, write_targets
from appliance.secret import Secret
from tests.operator_desk import PASSPHRASE, Desk

SECRETS = VaultSecrets(bytes(32), b"\1" * 32, {1: b"\2" * 32})
VAULT_SECRET = b"\4" * 32
OPERATOR = "0" * 32
KDF = {"kdf": "argon2id", "lanes": 1, "memory_kib": 65536, "passes": 3, "salt": "A" * 22, "v": 1}


@pytest.mark.parametrize(
    ("day", "this", "following"),
    [
        (date(2026, 1, 1), "state-2026q1", "state-2026q2"),
        (date(2026, 3, 31), "state-2026q1", "state-2026q2"),
        (date(2026, 9, 30), "state-2026q3", "state-2026q4"),
        (date(2026, 12, 31), "state-2026q4", "state-2027q1"),
    ],
)
def test_the_state_has_a_repository_for_each_quarter(day: date, this: str, following: str) -> None:
    assert (passwords.quarter(day), passwords.following_quarter(day)) == (this, following)


def test_a_vault_is_sealed_again_without_its_secret_and_its_ways_in_stay(tmp_path: Path) -> None:
    vault = EmbeddedVault(tmp_path / "vault.json")
    slot = seal_slot(VAULT_SECRET, OPERATOR, KDF, derive_identity(b"\5" * 32, "vault").recipient)
    vault.create(SECRETS, VAULT_SECRET, [slot])
    opened = vault.open(VAULT_SECRET)
    assert opened.backups == {}
    after = passwords.with_wanted(opened, "usb", date(2026, 3, 2))
    vault.seal_again(after)
    again = vault.open(VAULT_SECRET)
    assert again == after
    assert set(again.backups["usb"]) == {"content", "state-2026q1", "state-2026q2"}
    assert vault.slot(OPERATOR) == slot
    assert again.recipient.encode() not in vault.path.read_bytes()


def test_passwords_stay_while_they_are_wanted_and_are_handed_over_before_they_go(
    tmp_path: Path,
) -> None:
    first = passwords.with_wanted(SECRETS, "usb", date(2026, 3, 2))
    later = passwords.with_wanted(first, "usb", date(2026, 5, 2))
    assert later.backups["usb"]["content"] == first.backups["usb"]["content"]
    assert later.backups["usb"]["state-2026q2"] == first.backups["usb"]["state-2026q2"]
    gone = passwords.retired(later, date(2026, 5, 2))
    assert gone == {"usb": {"state-2026q1": first.backups["usb"]["state-2026q1"]}}


async def test_only_retired_passwords_are_forgotten(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.set_up()
    today = desk.clock.today()
    old = passwords.with_wanted(desk.box.held_keys(), "usb", date(today.year - 1, 1, 1))
    desk.box.keys = old
    kept = dict(passwords.keep_wanted(desk.box, "usb"))
    passwords.forget_retired(desk.box)
    left = desk.box.held_keys().backups["usb"]
    assert set(left) == set(passwords.wanted(today))
    assert all(left[name] == kept[name] for name in left)
    assert passwords.retired(desk.box.held_keys(), today) == {}


async def test_a_key_file_opens_with_the_operator_s_passphrase_and_nothing_else(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    await desk.set_up()
    write_targets(desk.box.folder, [Target("usb", "/media/usb")])
    assert backup_key.is_due(desk.box)
    content = canonical(await backup_key.run(desk.box, "0" * 32))
    assert not backup_key.is_due(desk.box)
    found = desk.box.folder.vault_file.read_bytes()
    desk.box.vault.create(desk.box.held_keys(), bytes(32), [])
    assert not backup_key.is_due(desk.box)  # who has left does no harm here
    new = seal_slot(VAULT_SECRET, OPERATOR, KDF, derive_identity(bytes(32), "vault").recipient)
    desk.box.vault.create(desk.box.held_keys(), bytes(32), [new])
    assert backup_key.is_due(desk.box)  # a new operator, or a new passphrase
    desk.box.folder.vault_file.write_bytes(found)
    held = backup_key.open_key_file(content, PASSPHRASE)
    assert held.passwords == desk.box.held_keys().backups
    with pytest.raises(PassphraseError):
        backup_key.open_key_file(content, Secret("another passphrase"))
    with pytest.raises(InvalidInputError):
        backup_key.open_key_file(b"{}", PASSPHRASE)
    assert [each["details"] for each in desk.storage.named("backup_key")] == [{"repositories": 3}]


async def test_a_sealed_box_makes_no_password(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.set_up()
    desk.box.keys = None
    before = desk.box.folder.vault_file.read_bytes()
    with pytest.raises(SealedError):
        passwords.keep_wanted(desk.box, "usb")
    assert desk.box.folder.vault_file.read_bytes() == before


def test_a_vault_with_malformed_passwords_is_named_as_damaged(tmp_path: Path) -> None:
    vault = EmbeddedVault(tmp_path / "vault.json")
    broken = VaultSecrets(bytes(32), bytes(32), {1: bytes(32)}, {"usb": {"content": b"short"}})
    vault.create(broken, VAULT_SECRET, [])
    with pytest.raises(DecryptionError):
        vault.open(VAULT_SECRET)
