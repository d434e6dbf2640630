"""One consistent picture of a box that goes on working, ready to be backed up.

The order is what makes it one (docs/decisions/0010). A report goes from intake to storage, an
upload from the spool to the vault, a decision from coordination's outbox to storage, and each
leaves the first place only when the second has it. So what comes first in that direction is
copied first: at worst a thing is in both copies, and each part takes a thing once. Blobs come
last: they are there before any row names them, and never change.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from appliance.adapters import log_copy
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.database_copy import copy_database, reading_database
from appliance.adapters.files import FOLDER_MODE, os_errors_translated, write_durably
from appliance.core.canonical import canonical, parse
from appliance.errors import ApplianceError, BackupRefusedError, IntegrityError, NotFoundError

STATE_PATH, PARTS_PATH, BLOBS_PATH = "staged", "staged-parts", "vault/blobs"
MANIFEST = "backup.json"
DATABASES = {
    "intake": "spool/intake.db",
    "uploads": "spool/uploads.db",
    "coordination": "vault/coordination.db",
    "storage": "vault/storage.db",
}
LEFT_OUT = {"jobs"}
TRIES = 50


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Args:
        run: its id.
        deployment: the deployment's id.
        made: when the picture was taken.
        checkpoint: signed over all leaves of it; in those of earlier releases the newest one
            in it, or empty.
        log_size: leaves of the log.
        blobs: blobs that its rows name.
        log_key: the log's verify key.
    """

    run: str
    deployment: str
    made: str
    checkpoint: str
    log_size: int
    blobs: int
    log_key: str

    def to_bytes(self) -> bytes:
        """Return the manifest as it is stored."""
        return canonical({**asdict(self), "v": 1})

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """Read a manifest that a backup brought back.

        Raises:
            IntegrityError: it is missing or damaged.
        """
        try:
            return cls.parse(path.read_bytes())
        except OSError as error:
            raise IntegrityError(what="backup manifest") from error

    @classmethod
    def parse(cls, untrusted: bytes) -> "Manifest":
        """Read a manifest.

        Raises:
            IntegrityError: it is damaged.
        """
        try:
            found: dict[str, Any] = dict(parse(untrusted))
            return cls(**{name: value for name, value in found.items() if name != "v"})
        except (ApplianceError, TypeError) as error:
            raise IntegrityError(what="backup manifest") from error


def clear(folder: DataFolder) -> None:
    """Remove what an earlier backup left; nothing in it has to survive."""
    for name in (STATE_PATH, PARTS_PATH):
        shutil.rmtree(folder.backup / name, ignore_errors=True)


def stage(folder: DataFolder, vault: bytes, describe: Callable[[Path], Manifest]) -> Manifest:
    """Take the picture; whoever calls keeps the agent from changing the box meanwhile.

    Args:
        folder: the data folder of the running box.
        vault: the vault file to take along, in which the log's seed is not.
        describe: makes the manifest from the copy of storage's database.

    Raises:
        BackupRefusedError: what would be backed up is incomplete or damaged; it is named.
        StorageFullError: there is no room for the copies.
        UnavailableError: something cannot be read.
    """
    clear(folder)
    into = folder.backup / STATE_PATH
    with os_errors_translated():
        for path in (into / "spool", into / "vault", folder.backup / PARTS_PATH):
            path.mkdir(mode=FOLDER_MODE, parents=True)
    _copy(folder, "intake")
    _copy_uploads(folder)
    _copy(folder, "coordination")
    _copy(folder, "storage")
    with os_errors_translated():
        write_durably(into / "vault" / folder.vault_file.name, vault)
        shutil.copytree(folder.state, into / "state", ignore=_ignore)
    storage = into / DATABASES["storage"]
    if log_copy.missing_objects(storage, folder.blobs):
        raise BackupRefusedError(reasons=("content-missing",))
    manifest = describe(storage)
    write_durably(into / MANIFEST, manifest.to_bytes())
    return manifest


def _copy(folder: DataFolder, name: str) -> None:
    source, target = (root / DATABASES[name] for root in (folder.root, folder.backup / STATE_PATH))
    try:
        copy_database(source, target)
    except NotFoundError as error:
        raise BackupRefusedError(reasons=(f"no-{name}",)) from error
    except IntegrityError as error:
        raise BackupRefusedError(reasons=(f"damaged-{name}",)) from error


def _copy_uploads(folder: DataFolder) -> None:
    """Copy the rows of unfinished uploads and hold their parts.

    Parts go when an upload is finished or given up. One that went between the rows and the links
    is no longer in the rows either, so they are read again.
    """
    copied = folder.backup / STATE_PATH / DATABASES["uploads"]
    for _ in range(TRIES):
        copied.unlink(missing_ok=True)
        _copy(folder, "uploads")
        with reading_database(copied) as connection:
            keys = [key for (key,) in connection.execute("SELECT key FROM parts")]
        if all(_link(folder, key) for key in keys):
            return
    raise BackupRefusedError(reasons=("parts-missing",))


def _link(folder: DataFolder, key: str) -> bool:
    held = folder.backup / PARTS_PATH / key
    with os_errors_translated():
        held.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
        try:
            os.link(folder.spool / "parts" / key, held)
        except FileNotFoundError:
            return False
        except FileExistsError:
            return True
    return True


def _ignore(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in LEFT_OUT or name.startswith(".")}
