"""Folders to wipe, daemons to do it, and an independent reader of the certificate."""

import base64
import contextlib
import hashlib
import json
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.randomness import random_id
from appliance.adapters.unix_socket import listens
from appliance.agent import seat
from appliance.agent.contract import WipeCertificate, WipePlan
from appliance.agent.wipe_client import Signer, WipeClient
from appliance.core.destruction import Level, endorse
from appliance.operations.records import auth_hash, name_hash, read_operators, write_operators
from appliance.secret import Secret
from tests.operator_desk import OPERATOR, PASSPHRASE, QUICK, Desk

SIGNER = Signer(OPERATOR, PASSPHRASE)
SECOND = Signer("op-second", Secret("another quiet passphrase"))
CANARY = b"canary-7d1f-of-the-wipe"
DAEMON = [sys.executable, "-m", "appliance.cli", "serve", "wiped", "--data"]
CUT = [sys.executable, "-m", "tests.service.cut_wiper"]
WITHIN_S = 60.0


@dataclass(frozen=True)
class Told:
    """What is known of a deployment before it is destroyed."""

    folder: DataFolder
    pin: str
    deployment: str
    seed: bytes


async def deployment_at(root: Path, *, two: bool = False) -> Told:
    """Set a deployment up without any process, and plant canaries in it.

    Args:
        root: its data folder.
        two: let there be a second operator.
    """
    desk = Desk(root)
    await desk.set_up()
    folder = DataFolder.at(root)
    record = json.loads(folder.deployment_file.read_text())
    assert desk.box.keys is not None
    (folder.state / "pepper" / "agent").write_text(_b64(desk.pepper))
    if two:
        add_second(folder, desk.pepper)
    plant(folder)
    return Told(folder, record["pin"], record["id"], desk.box.keys.deployment_seed)


def add_second(folder: DataFolder, pepper: bytes) -> None:
    """Let a second operator be there."""
    first = read_operators(folder)[0]
    login = seat.passphrase_keys(SECOND.passphrase, QUICK).login
    second = replace(
        first, id=random_id(), name=name_hash(SECOND.name, pepper), auth=auth_hash(login)
    )
    write_operators(folder, [first, replace(second, kdf=QUICK.to_json())])


def plant(folder: DataFolder) -> list[Path]:
    """Put a canary into every kind of place."""
    places = [
        folder.blobs / "ab" / "blob",
        folder.spool / "parts" / "part",
        folder.spool / "intake.db-wal",
        folder.state / "training.json",
        folder.log / "tile",
        folder.root / "leftover" / "of a later version",
    ]
    for each in places:
        each.parent.mkdir(parents=True, exist_ok=True)
        each.write_bytes(CANARY)
    return places


def holding(root: Path, *wanted: bytes) -> list[str]:
    """Return files below a folder that hold one of these."""
    found = (each for each in root.rglob("*") if each.is_file())
    return sorted(str(each) for each in found if any(w in each.read_bytes() for w in wanted))


def material(folder: DataFolder) -> list[bytes]:
    """Return what the vault and the accounts consist of, as it stands on the disk."""
    vault = json.loads(folder.vault_file.read_text())
    operator = json.loads(folder.operators_file.read_text())["operators"][0]
    tokens = [each.read_bytes() for each in folder.state.glob("*/*")]
    texts = [vault["sealed"], *(each["sealed"] for each in vault["slots"])]
    texts += [operator["auth"], operator["sealed_identity"]]
    return [*(each.encode()[:64] for each in texts), *tokens]


@contextlib.contextmanager
def daemon(folder: DataFolder, command: Sequence[str] = ()) -> Iterator[WipeClient]:
    """Run the daemon alone, as nobody's child."""
    arguments = [*(command or (*DAEMON, str(folder.root)))]
    process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    client, deadline = WipeClient.at(folder), time.monotonic() + WITHIN_S
    try:
        while not listens(client.path):
            assert process.poll() is None, "the daemon ended"
            assert time.monotonic() < deadline, "the daemon did not listen"
            select.select([], [], [], 0.02)
        yield client
    finally:
        process.terminate()
        process.wait(WITHIN_S)


def cut_at(folder: DataFolder, phase: str, step: int = 0) -> list[str]:
    """Return the command of a daemon that dies at a moment."""
    return [*CUT, str(folder.root), phase, str(step)]


def vouch(client: WipeClient, told: Told) -> None:
    """Do what the agent does while it holds the keys."""
    key = endorse(told.deployment, client.state()["verify"], "2026-11-25", told.seed)
    client.endorse(key)


def wipe(
    client: WipeClient,
    signers: Sequence[Signer] = (SIGNER,),
    level: Level = "deployment",
    plan: WipePlan | None = None,
    out: Path | None = None,
) -> WipeCertificate:
    """Plan and destroy; return the certificate."""
    *_, last = client.run(plan or client.plan(level), signers, out)
    assert isinstance(last, WipeCertificate)
    return last


def read_independently(file: dict[str, Any], pin: str) -> dict[str, Any]:
    """Check a certificate with nothing of ours: canonical JSON, base64url, Ed25519."""
    key, certificate = file["key"], file["certificate"]
    _verify(b"safehold/wipe-key/v1\n", key, pin)
    _verify(b"safehold/wipe/v1\n", certificate, key["verify"])
    assert key["deployment"] == certificate["deployment"]
    return dict(certificate)


def independent_code(file: dict[str, Any]) -> str:
    """Return what the QR code should say."""
    body = _canonical(file["certificate"])
    digest = hashlib.sha256(body).hexdigest()
    return f"safehold-wipe:{file['certificate']['deployment']}:{digest}"


def _verify(context: bytes, signed: dict[str, Any], key: str) -> None:
    unsigned = {name: value for name, value in signed.items() if name != "signature"}
    public = Ed25519PublicKey.from_public_bytes(_unb64(key))
    public.verify(_unb64(signed["signature"]), context + _canonical(unsigned))


def _canonical(value: Any) -> bytes:
    # Enough of RFC 8785 for a file whose names are ASCII and whose numbers are integers.
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _b64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")
