"""What STATE remembers of backups: where they go and how they went. No secret is in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.files import write_durably
from appliance.adapters.restic import folder_of
from appliance.core.canonical import canonical, parse
from appliance.errors import ApplianceError, IntegrityError, InvalidInputError, NotFoundError

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
ADDRESS = re.compile(r"(sftp:[^\s:]+:\S+|rest:https?://\S+|s3:\S+|/.*)")
LONGEST_ADDRESS = 500
INTERRUPTED = "backup_interrupted"
"""Stands as the error of whatever has begun, until it has ended: a kill leaves it there."""


@dataclass(frozen=True, slots=True)
class Target:
    """A place that takes backups.

    Args:
        name: what it is called here.
        address: a folder, or `sftp:`, `rest:` or `s3:` and a place; it holds no password.
        credentials: path of the file with what the target itself asks for; may be empty.
        same_disk: whether it may lie on the disk of the data, where one fault takes both.
        added: the day.
    """

    name: str
    address: str
    credentials: str = ""
    same_disk: bool = False
    added: str = ""

    def check(self) -> "Target":
        """Return this target, checked.

        Raises:
            InvalidInputError: name or address cannot be used.
        """
        if not NAME.fullmatch(self.name):
            raise InvalidInputError("backup-name-malformed")
        known = ADDRESS.fullmatch(self.address) and len(self.address) <= LONGEST_ADDRESS
        if not known or not self.address.isprintable():
            raise InvalidInputError("backup-address-malformed")
        if self.address.startswith("rest:") and "@" in self.address:
            raise InvalidInputError("backup-address-secret")
        if self.credentials and not Path(self.credentials).is_absolute():
            raise InvalidInputError("backup-credentials-relative")
        return self

    @property
    def folder(self) -> Path | None:
        """The folder, where the target is one on this machine."""
        return folder_of(self.address)


@dataclass(frozen=True, slots=True)
class TargetRecord:
    """How it went with one target; times are RFC 3339 in UTC, empty where it never happened.

    Args:
        tried: when a backup was last tried.
        good: when one last went well.
        error: code of what went wrong at the last try; empty where nothing did.
        run: id of the last good backup.
        log_size: leaves of the log in it.
        total_bytes: bytes in it.
        added_bytes: bytes that it brought to the target.
        part: the part of the data that was last read back.
        verified: when that was.
        parts_read: when each part was last read back, empty for one that never was.
        verify_error: code of what was wrong with it.
    """

    tried: str = ""
    good: str = ""
    error: str = ""
    run: str = ""
    log_size: int = 0
    total_bytes: int = 0
    added_bytes: int = 0
    part: int = 0
    verified: str = ""
    verify_error: str = ""
    parts_read: Sequence[str] = ()

    @property
    def all_read(self) -> str:
        """Since when every byte has been read back; empty while a part never was."""
        return min(self.parts_read, default="")


@dataclass(frozen=True, slots=True)
class DrillRecord:
    """How the last restore drill went."""

    tried: str = ""
    good: str = ""
    error: str = ""
    target: str = ""
    run: str = ""
    made: str = ""
    leaves: int = 0
    blobs: int = 0


@dataclass(frozen=True, slots=True)
class Records:
    """Everything that is remembered.

    Args:
        targets: by name.
        drill: the last drill.
        key_covers: repositories, as `target/repository`, that the last key file opens.
    """

    targets: Mapping[str, TargetRecord] = field(default_factory=dict)
    drill: DrillRecord = field(default_factory=DrillRecord)
    key_covers: Sequence[str] = ()

    def of(self, name: str) -> TargetRecord:
        """Return what is known of a target."""
        return self.targets.get(name, TargetRecord())

    def with_target(self, name: str, record: TargetRecord) -> "Records":
        """Return these records with one changed."""
        return replace(self, targets={**self.targets, name: record})


def read_targets(folder: DataFolder) -> list[Target]:
    """Return where backups go.

    Raises:
        IntegrityError: the list is damaged.
    """
    found = _read(folder.backup_targets_file).get("targets", [])
    try:
        return [Target(**each) for each in found]
    except TypeError as error:
        raise IntegrityError(what="backup targets") from error


def write_targets(folder: DataFolder, targets: Sequence[Target]) -> None:
    """Replace the list of targets."""
    body = {"targets": [asdict(each) for each in targets], "v": 1}
    write_durably(folder.backup_targets_file, canonical(body))


def find_target(folder: DataFolder, name: str) -> Target:
    """Return a target by its name.

    Raises:
        NotFoundError: there is none.
    """
    for each in read_targets(folder):
        if each.name == name:
            return each
    raise NotFoundError


def read_records(folder: DataFolder) -> Records:
    """Return how backups have gone.

    Raises:
        IntegrityError: the records are damaged.
    """
    found = _read(folder.backups_file)
    try:
        return Records(
            {name: _record(each) for name, each in found.get("targets", {}).items()},
            DrillRecord(**found.get("drill", {})),
            tuple(found.get("key_covers", ())),
        )
    except (AttributeError, TypeError) as error:
        raise IntegrityError(what="backup records") from error


def _record(found: Mapping[str, Any]) -> TargetRecord:
    return TargetRecord(**{**found, "parts_read": tuple(found.get("parts_read", ()))})


def write_records(folder: DataFolder, records: Records) -> None:
    """Replace the records."""
    body = {
        "drill": asdict(records.drill),
        "key_covers": list(records.key_covers),
        "targets": {name: asdict(each) for name, each in records.targets.items()},
        "v": 1,
    }
    write_durably(folder.backups_file, canonical(body))


def without_interrupted(records: Records) -> Records:
    """Return records in which nothing is said to have been interrupted: it is still running."""
    targets = {
        name: replace(each, error=_unless(each.error), verify_error=_unless(each.verify_error))
        for name, each in records.targets.items()
    }
    drill = replace(records.drill, error=_unless(records.drill.error))
    return replace(records, targets=targets, drill=drill)


def _unless(code: str) -> str:
    return "" if code == INTERRUPTED else code


def begin_backup(folder: DataFolder, names: Sequence[str], tried: str) -> None:
    """Remember that a backup to these targets has begun."""
    records = read_records(folder)
    for name in names:
        begun = replace(records.of(name), tried=tried, error=INTERRUPTED)
        records = records.with_target(name, begun)
    write_records(folder, records)


def stamp(moment: datetime) -> str:
    """Return a moment as records write it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(stamped: str) -> datetime:
    """Return the moment of a stamp."""
    return datetime.strptime(stamped, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(parse(path.read_bytes()))
    except FileNotFoundError:
        return {}
    except (OSError, ApplianceError) as error:
        raise IntegrityError(what=f"state/{path.name}") from error
