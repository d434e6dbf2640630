"""Which backups a wipe may destroy here, and which copies it cannot reach.

The part that makes backups writes this file whenever its targets change; the wipe only reads it.
A folder counts only if it is a restic repository: nothing else is ever deleted outside the data.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.files import write_durably
from appliance.core.canonical import canonical, parse
from appliance.errors import ApplianceError, InvalidInputError

NAME = "wipe-targets.json"
REPOSITORY = ("config", "data", "keys")  # what every restic repository has
KEYS = ("keys", "config")  # without these its content opens for nobody


@dataclass(frozen=True, slots=True)
class WipeTargets:
    """Copies of the deployment.

    Args:
        folders: repositories on disks of this machine, which the wipe can destroy.
        elsewhere: names of targets that only their owner can destroy.
    """

    folders: tuple[Path, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def repositories(self) -> tuple[Path, ...]:
        """Those folders that are repositories and are there."""
        return tuple(each for each in self.folders if is_repository(each))


def is_repository(folder: Path) -> bool:
    """Tell whether a folder is a restic repository."""
    # A disk that was pulled out is no repository, and no error either.
    return folder.is_absolute() and all(os.path.exists(folder / name) for name in REPOSITORY)  # noqa: PTH110


def keys_of(repository: Path) -> list[Path]:
    """Return the files without which a repository opens for nobody."""
    try:
        keys = sorted((repository / "keys").iterdir())
    except OSError:
        keys = []
    return [repository / "config", *keys]


def write_targets(folder: DataFolder, targets: WipeTargets) -> None:
    """Replace what a wipe knows of the backups."""
    body = {
        "elsewhere": list(targets.elsewhere),
        "folders": [str(each) for each in targets.folders],
        "v": 1,
    }
    write_durably(folder.state / NAME, canonical(body))


def read_targets(folder: DataFolder) -> WipeTargets:
    """Return what is known of the backups; nothing where no file says anything.

    Raises:
        InvalidInputError: the file cannot be read or understood.
    """
    path = folder.state / NAME
    if not path.exists():
        return WipeTargets()
    try:
        found: dict[str, Any] = dict(parse(path.read_bytes()))
        folders = tuple(Path(each) for each in found["folders"])
        return WipeTargets(folders, tuple(str(each) for each in found["elsewhere"]))
    except (OSError, ApplianceError, KeyError, TypeError) as error:
        raise InvalidInputError from error
