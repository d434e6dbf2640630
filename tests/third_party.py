"""Reads a case at rest with docs/record-format.md in hand; nothing of the appliance is imported."""

import base64
import hashlib
import hmac
import json
import sqlite3
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

TYPAGE = Path(__file__).parent / "vectors" / "typage.mjs"  # age-encryption of npm, by its author
ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
HRP = "age-secret-key-pq-"


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def bech32(octets: bytes) -> str:
    bits = "".join(f"{octet:08b}" for octet in octets) + "0" * (-len(octets) * 8 % 5)
    data = [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    check = 1
    for value in [ord(c) >> 5 for c in HRP] + [0] + [ord(c) & 31 for c in HRP] + data + [0] * 6:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(GENERATORS):
            check ^= generator if top >> bit & 1 else 0
    data += [(check ^ 1) >> 5 * (5 - at) & 31 for at in range(6)]
    return f"{HRP}1{''.join(ALPHABET[value] for value in data)}".upper()


def identity(secret: bytes, label: str) -> str:
    key = hmac.digest(b"safehold/v1", secret, "sha256")  # §2: HKDF; its first block is the seed
    return bech32(hmac.digest(key, label.encode() + b"\1", "sha256"))


def open_seal(sealed: bytes, opener: str) -> bytes:
    work = json.dumps([{"sealed": base64.urlsafe_b64encode(sealed).decode(), "identity": opener}])
    run = subprocess.run(["node", TYPAGE], input=work.encode(), capture_output=True, check=True)
    framed = unb64(json.loads(run.stdout)[0])
    return framed[8 : 8 + int.from_bytes(framed[:8], "big")]


def open_vault(data: Path, passphrase: str) -> Any:
    vault = json.loads((data / "vault/vault.json").read_bytes())
    slot, kdf = vault["slots"][0], vault["slots"][0]["kdf"]
    cost = {"iterations": kdf["passes"], "lanes": kdf["lanes"], "memory_cost": kdf["memory_kib"]}
    words = unicodedata.normalize("NFKC", passphrase).encode()
    stretched = Argon2id(salt=unb64(kdf["salt"]), length=32, **cost).derive(words)
    opened = json.loads(open_seal(unb64(slot["sealed"]), identity(stretched, "vault")))
    secret = unb64(opened["secret"])
    return json.loads(open_seal(unb64(vault["sealed"]), identity(secret, "vault")))


def read_case(data: Path, passphrase: str, case: str, reader: str, opener: str) -> dict[str, bytes]:
    """Return the blobs of a case by id, as far as the wraps for `reader` open them."""
    epochs = {each["epoch"]: unb64(each["key"]) for each in open_vault(data, passphrase)["epochs"]}
    db = sqlite3.connect(f"file:{data / 'vault/storage.db'}?mode=ro", uri=True)
    keys: dict[str, str] = {}
    sql = "SELECT id, epoch, sealed FROM wraps WHERE case_id = ? AND recipient = ?"
    for wrap, epoch, row in db.execute(sql, (case, reader)):
        context = f"safehold/keyring/v1\n{wrap}".encode()
        sealed = AESGCM(epochs[epoch]).decrypt(row[:12], row[12:], context)
        for key in json.loads(open_seal(sealed, opener))["keys"]:
            keys[key["compartment"]] = key["identity"]
    opened = {}
    joined = "blobs JOIN events USING (idx) JOIN leaves USING (idx)"
    sql = f"SELECT blob, compartment, body, salt, entry FROM {joined} WHERE blobs.case_id = ?"
    for blob, compartment, body, salt, entry in db.execute(sql, (case,)).fetchall():
        parts = db.execute("SELECT key FROM objects WHERE blob = ? ORDER BY position", (blob,))
        sealed = b"".join((data / "vault/blobs" / key).read_bytes() for (key,) in parts)
        assert json.loads(body)["details"]["sha256"] == hashlib.sha256(sealed).hexdigest()
        assert entry == b"safehold/leaf/case/v1\n" + hashlib.sha256(salt + body).digest()
        if compartment in keys:
            opened[blob] = open_seal(sealed, keys[compartment])
    db.close()
    return opened


def root(hashes: list[bytes]) -> bytes:
    if len(hashes) < 2:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1  # RFC 6962 §2.1
    return hashlib.sha256(b"\1" + root(hashes[:half]) + root(hashes[half:])).digest()


def check_log(data: Path, log_key: bytes) -> int:
    """Hold every leaf to the signed checkpoint; return how many it covers."""
    text, _, signed = (data / "vault/log/checkpoint").read_text().partition("\n\n")
    signature = base64.b64decode(signed.split()[-1])[4:]
    Ed25519PublicKey.from_public_bytes(log_key).verify(signature, f"{text}\n".encode())
    db = sqlite3.connect(f"file:{data / 'vault/storage.db'}?mode=ro", uri=True)
    entries = [entry for (entry,) in db.execute("SELECT entry FROM leaves ORDER BY idx")]
    db.close()
    size, expected = int(text.split()[1]), base64.b64decode(text.split()[2])
    assert root([hashlib.sha256(b"\0" + entry).digest() for entry in entries[:size]]) == expected
    return size
