"""Somebody takes the whole data folder, the opened vault, and some people's keys: what opens?

The worst case that the key design has to stand: every file, every cell of every database, every
row of the keyring with its outer encryption taken off.
"""

import base64
import binascii
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.adapters import age
from appliance.adapters.argon2 import Kdf
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.embedded_vault import EmbeddedVault
from appliance.agent import seat
from appliance.core.canonical import unb64
from appliance.core.derivation import derive_identity
from appliance.errors import ApplianceError
from appliance.operations.records import read_operators
from appliance.secret import Secret

AGE = b"age-encryption.org/v1\n"
AGE_IN_B64 = base64.b64encode(AGE)[:27].decode()
KEYRING = b"safehold/keyring/v1\n"
NONCE_BYTES = 12


def epoch_keys(folder: DataFolder, passphrase: str) -> dict[int, bytes]:
    """Open the vault as its operator does; return the keys of the keyring."""
    vault = EmbeddedVault(folder.vault_file)
    slot = vault.slot(read_operators(folder)[0].id)
    keys = seat.passphrase_keys(Secret(passphrase), Kdf.parse(slot.kdf))
    return dict(vault.open(seat.open_slot(slot.sealed, keys)).epochs)


def rows(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of a database with the name of its table."""
    connection = sqlite3.connect(file)
    try:
        connection.row_factory = sqlite3.Row
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in named:
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                yield table, dict(row)
    finally:
        connection.close()


def keyring(folder: DataFolder, epochs: dict[int, bytes]) -> Iterator[bytes]:
    """Yield every wrap of the keyring, its outer encryption taken off."""
    for table, row in rows(folder.vault / "storage.db"):
        if table == "wraps":
            nonce, sealed = row["sealed"][:NONCE_BYTES], row["sealed"][NONCE_BYTES:]
            yield AESGCM(epochs[row["epoch"]]).decrypt(nonce, sealed, KEYRING + row["id"].encode())


def pieces(folder: DataFolder) -> Iterator[bytes]:
    """Yield every file, every cell of every database, and all that is written in them as b64."""
    for file in sorted(folder.root.rglob("*")):
        if not file.is_file() or file.name.endswith(("-wal", "-shm")):
            continue
        content = file.read_bytes()
        yield from _inside(content)
        if content.startswith(b"SQLite format 3\0"):
            for _, row in rows(file):
                for cell in row.values():
                    yield from _inside(cell)


def _inside(cell: object) -> Iterator[bytes]:
    if isinstance(cell, bytes):
        yield cell
        if cell[:1] in b"{[":
            yield from _inside(cell.decode(errors="replace"))
    elif isinstance(cell, str) and cell[:1] in {"{", "["}:
        try:
            yield from _in_json(json.loads(cell))
        except ValueError:
            return
    elif isinstance(cell, str) and cell.startswith(AGE_IN_B64):
        try:
            yield unb64(cell)
        except (ApplianceError, binascii.Error):
            return


def _in_json(value: object) -> Iterator[bytes]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _in_json(each)
    elif isinstance(value, list):
        for each in value:
            yield from _in_json(each)
    else:
        yield from _inside(value)


@dataclass
class Raid:
    """Sealed things and the keys in hand.

    Attributes:
        sealed: age files that have not been opened yet.
        identities: keys to try; those found on the way are added.
        opened: what has been opened.
    """

    sealed: list[bytes]
    identities: set[str]
    opened: list[bytes] = field(default_factory=list)

    @classmethod
    def on(cls, found: Iterable[bytes], identities: Iterable[str]) -> "Raid":
        """Begin with whatever looks sealed among what was found."""
        return cls([each for each in set(found) if each.startswith(AGE)], set(identities))

    def run(self) -> "Raid":
        """Open what opens, with every key that turns up, until nothing more does."""
        fresh = self.identities
        while fresh:
            news = self._try(sorted(fresh))
            fresh = {key for each in news for key in _keys_in(each)} - self.identities
            self.identities |= fresh
        return self

    def _try(self, identities: list[str]) -> list[bytes]:
        news, still = [], []
        for each in self.sealed:
            try:
                news.append(age.open_(each, identities))
            except ApplianceError:
                still.append(each)
        self.sealed = still
        self.opened += news
        return news

    def documents(self) -> list[dict[str, Any]]:
        """Return what was opened and is JSON."""
        found = [_as_json(each) for each in self.opened]
        return [each for each in found if each is not None]

    def files(self) -> list[bytes]:
        """Return what was opened and is not JSON: the evidence itself."""
        return [each for each in self.opened if _as_json(each) is None]


def of_passphrase(passphrase: str, kdf: dict[str, Any]) -> str:
    """Return the identity that a passphrase derives, which opens its owner's own."""
    return seat.passphrase_keys(Secret(passphrase), Kdf.parse(kdf)).passphrase.identity


def _as_json(content: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(content)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _keys_in(opened: bytes) -> Iterator[str]:
    found = _as_json(opened) or {}
    if found.get("type") == "wrap":
        yield from (each["identity"] for each in found["keys"])
    if found.get("type") == "person_secret":
        yield derive_identity(unb64(found["secret"]), "person").identity
