"""The vault of the embedded deployment: one file, opened with an operator's passphrase.

It holds what must not lie readable on the disk: the deployment key, the log key and the epoch
keys of the keyring (record-format §14).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from appliance.adapters import age
from appliance.adapters.files import write_durably
from appliance.core import succession
from appliance.core.canonical import b64, canonical, parse, parse_id, unb64
from appliance.core.custody import filler_key
from appliance.core.derivation import derive_identity, verify_key
from appliance.core.succession import LogName
from appliance.errors import (
    ApplianceError,
    DecryptionError,
    InvalidInputError,
    NotFoundError,
    PassphraseError,
)

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class PastLog:
    """A log that a restore has ended.

    Args:
        name: its origin and verify key.
        filler: tells its filler from a leaf whose event is gone; it signs nothing.
    """

    name: LogName
    filler: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class VaultSecrets:
    """What the vault keeps.

    Args:
        deployment_seed: Ed25519 seed of the deployment key; it never leaves the agent.
        log_seed: Ed25519 seed of the log key; empty in what a backup brought back.
        epochs: keys of the keyring by epoch number.
        backups: passwords of backup repositories, by target and repository.
        past: the logs before this one, the first first.
        recipient: to whom the vault is sealed, so that it can be sealed again without its secret;
            known after an opening, never written down.
    """

    deployment_seed: bytes = field(repr=False)
    log_seed: bytes = field(repr=False)
    epochs: Mapping[int, bytes] = field(repr=False)
    backups: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict, repr=False)
    past: tuple[PastLog, ...] = ()
    recipient: str = field(default="", repr=False, compare=False)

    @property
    def pin(self) -> str:
        """The deployment pin: its verify key."""
        return verify_key(self.deployment_seed)

    @property
    def log_key(self) -> str:
        """The log's verify key."""
        return verify_key(self.log_seed)

    def log_name(self, deployment: str) -> LogName:
        """Return what tells the log in force from every other."""
        key = self.log_key
        later = succession.later_origin(deployment, key)
        return LogName(later if self.past else succession.first_origin(deployment), key)

    def without_log_key(self, deployment: str) -> "VaultSecrets":
        """Return these secrets as a backup takes them: the log they were of has ended there."""
        ended = PastLog(self.log_name(deployment), filler_key(self.log_seed))
        return replace(self, log_seed=b"", past=(*self.past, ended))


@dataclass(frozen=True, slots=True)
class Slot:
    """One operator's way in.

    Args:
        operator: the operator's id.
        kdf: how the passphrase is stretched.
        sealed: the vault secret, sealed to what the passphrase derives.
    """

    operator: str
    kdf: Mapping[str, Any]
    sealed: bytes


@dataclass(frozen=True, slots=True)
class EmbeddedVault:
    """The vault file.

    Args:
        path: `vault/vault.json`.
    """

    path: Path

    def create(
        self, secrets: VaultSecrets, vault_secret: bytes, slots: Sequence[Slot]
    ) -> VaultSecrets:
        """Write the vault, replacing one of an unfinished set-up.

        Returns:
            The secrets, with whom they are sealed to.
        """
        kept = replace(secrets, recipient=derive_identity(vault_secret, "vault").recipient)
        self._write(kept, [_slot_to_json(each) for each in slots])
        return kept

    def seal_again(self, secrets: VaultSecrets) -> None:
        """Write changed secrets; the ways in stay as they are.

        Args:
            secrets: as an opening gave them, with what has changed.

        Raises:
            DecryptionError: the vault is damaged.
        """
        self._write(secrets, list(self._read()["slots"]))

    def open(self, vault_secret: bytes) -> VaultSecrets:
        """Open the vault.

        Raises:
            PassphraseError: this is not the vault secret.
            DecryptionError: the vault is damaged.
        """
        found = derive_identity(vault_secret, "vault")
        sealed = unb64(self._read()["sealed"])
        try:
            opened = age.open_(sealed, [found.identity])
        except DecryptionError as error:
            raise PassphraseError from error
        return replace(_parse_secrets(opened), recipient=found.recipient)

    def slot(self, operator: str) -> Slot:
        """Return an operator's slot.

        Raises:
            NotFoundError: the operator has none.
        """
        for found in self._read()["slots"]:
            if found["operator"] == operator:
                return Slot(operator, found["kdf"], unb64(found["sealed"]))
        raise NotFoundError

    def slots(self) -> list[dict[str, Any]]:
        """Return every slot as the file has it.

        Raises:
            DecryptionError: the vault is damaged.
        """
        return [dict(each) for each in self._read()["slots"]]

    def put_slot(self, slot: Slot) -> None:
        """Add an operator's slot, or replace it.

        Raises:
            DecryptionError: the vault is damaged.
        """
        self._write_slots([*self._others(slot.operator), _slot_to_json(slot)])

    def remove_slot(self, operator: str) -> None:
        """Remove an operator's slot, if there is one.

        Raises:
            DecryptionError: the vault is damaged.
        """
        self._write_slots(self._others(operator))

    def _others(self, operator: str) -> list[dict[str, Any]]:
        return [dict(each) for each in self._read()["slots"] if each["operator"] != operator]

    def _write_slots(self, slots: Sequence[Mapping[str, Any]]) -> None:
        found = self._read()
        if list(found["slots"]) != list(slots):
            write_durably(self.path, canonical({**found, "slots": list(slots)}))

    def for_backup(self, secrets: VaultSecrets, deployment: str) -> bytes:
        """Return the vault file that a backup takes along: the log's seed is not in it.

        Args:
            secrets: as an opening gave them.
            deployment: the deployment's id.

        Raises:
            DecryptionError: the vault is damaged.
        """
        return _sealed(secrets.without_log_key(deployment), self._read()["slots"])

    def _write(self, secrets: VaultSecrets, slots: Sequence[Mapping[str, Any]]) -> None:
        write_durably(self.path, _sealed(secrets, slots))

    def _read(self) -> dict[str, Any]:
        try:
            found = dict(parse(self.path.read_bytes()))
        except (OSError, ApplianceError) as error:
            raise DecryptionError("The vault cannot be read.") from error
        if found.get("v") != 1 or not {"sealed", "slots"} <= set(found):
            raise DecryptionError("The vault is damaged.")
        return found


def seal_slot(vault_secret: bytes, operator: str, kdf: Mapping[str, Any], recipient: str) -> Slot:
    """Return a slot through which one operator's passphrase opens the vault."""
    return Slot(parse_id(operator), kdf, age.seal(slot_content(vault_secret), [recipient]))


def slot_content(vault_secret: bytes) -> bytes:
    """Return what is inside a slot."""
    return canonical({"secret": b64(vault_secret)})


def _sealed(secrets: VaultSecrets, slots: Sequence[Mapping[str, Any]]) -> bytes:
    sealed = age.seal(canonical(_secrets_to_json(secrets)), [secrets.recipient])
    return canonical({"sealed": b64(sealed), "slots": list(slots), "v": 1})


def _slot_to_json(slot: Slot) -> dict[str, Any]:
    return {"kdf": dict(slot.kdf), "operator": slot.operator, "sealed": b64(slot.sealed)}


def _secrets_to_json(secrets: VaultSecrets) -> dict[str, Any]:
    epochs = [{"epoch": number, "key": b64(key)} for number, key in sorted(secrets.epochs.items())]
    found: dict[str, Any] = {
        "deployment_seed": b64(secrets.deployment_seed),
        "epochs": epochs,
    }
    if secrets.log_seed:
        found["log_seed"] = b64(secrets.log_seed)
    if secrets.past:
        found["logs"] = past_logs_to_json(secrets.past)
    if secrets.backups:  # absent in a vault that an earlier release made
        found["backups"] = backup_passwords_to_json(secrets.backups)
    return found


def backup_passwords_to_json(
    passwords: Mapping[str, Mapping[str, bytes]],
) -> dict[str, dict[str, str]]:
    """Return passwords of backup repositories as they are sealed."""
    return {
        target: {repository: b64(password) for repository, password in found.items()}
        for target, found in passwords.items()
    }


def past_logs_to_json(past: Sequence[PastLog]) -> list[dict[str, str]]:
    """Return the logs before this one as they are sealed, and as storage is told of them."""
    return [{**each.name.to_json(), "filler": b64(each.filler)} for each in past]


def parse_backup_passwords(opened: Any) -> dict[str, dict[str, bytes]]:
    """Read passwords of backup repositories.

    Raises:
        InvalidInputError: one is malformed.
    """
    return {
        target: {repository: unb64(each, KEY_BYTES) for repository, each in found.items()}
        for target, found in dict(opened).items()
    }


def _parse_secrets(opened: bytes) -> VaultSecrets:
    try:
        found: dict[str, Any] = dict(parse(opened))
        return VaultSecrets(
            deployment_seed=unb64(found["deployment_seed"], KEY_BYTES),
            log_seed=unb64(found["log_seed"], KEY_BYTES) if "log_seed" in found else b"",
            epochs={int(each["epoch"]): unb64(each["key"], KEY_BYTES) for each in found["epochs"]},
            backups=parse_backup_passwords(found.get("backups", {})),
            past=tuple(_past_log(each) for each in found.get("logs", [])),
        )
    except (InvalidInputError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise DecryptionError("The vault is damaged.") from error


def _past_log(opened: Mapping[str, str]) -> PastLog:
    name = LogName(opened["origin"], b64(unb64(opened["key"], KEY_BYTES)))
    return PastLog(name, unb64(opened["filler"], KEY_BYTES))
