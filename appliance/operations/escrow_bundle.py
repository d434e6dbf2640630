"""The escrow bundle: what must outlive the box, sealed to the recovery recipient.

It grows without a ceremony. Whoever has a secret that belongs in it adds a source to `SOURCES`;
entries of a set are written once and then stay as they are. A secret that no source offers any
more, such as last quarter's backup password, stays sealed to the set that was in force then.
"""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from appliance.adapters import age
from appliance.adapters.files import make_folder, remove_durably, write_durably
from appliance.core.canonical import b64
from appliance.core.escrow import ShareSet
from appliance.core.escrow_entries import Entry, EntryLabel
from appliance.errors import ApplianceError, EscrowStateError, IntegrityError, InvalidInputError
from appliance.operations import events
from appliance.operations.backup_escrow import passwords_of_backups
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.escrow_record import read_escrow
from appliance.operations.plans import Plan
from appliance.operations.records import read_deployment

DECLARATION = Declaration("escrow_export")
SEALED, LABEL = ".age", ".json"

Source = Callable[[Box], Sequence[Entry]]


def of_the_vault(box: Box) -> Sequence[Entry]:
    """Return the deployment key and the keys of the keyring."""
    keys = box.held_keys()
    epochs = [{"epoch": number, "key": b64(key)} for number, key in sorted(keys.epochs.items())]
    newest = max(keys.epochs)
    return (
        Entry("deployment-key", "seed", {"seed": b64(keys.deployment_seed)}),
        Entry("epoch-keys", f"up-to-{newest}", {"epochs": epochs}),
    )


SOURCES: list[Source] = [of_the_vault, passwords_of_backups]


def put(box: Box, entry: Entry) -> None:
    """Seal one more secret to the trustees; one that is there already stays.

    Args:
        box: this box, open.
        entry: the secret.

    Raises:
        EscrowStateError: no set of shares is in force.
        SealedError: the agent does not hold the deployment key.
    """
    current = read_escrow(box).active
    if current is None:
        raise EscrowStateError
    folder = _folder(box, current)
    make_folder(folder)
    if not _is_there(box, folder, entry):
        _write(box, folder, current, entry)


def ensure(box: Box) -> int:
    """Put everything into the bundle that the sources offer; return how many entries were new.

    Without a set of shares there is nothing to seal to, and nothing is done.

    Raises:
        SealedError: the agent does not hold the deployment key.
    """
    current = read_escrow(box).active
    if current is None:
        return 0
    folder = _folder(box, current)
    make_folder(folder)
    entries = [entry for source in SOURCES for entry in source(box)]
    new = [entry for entry in entries if not _is_there(box, folder, entry)]
    for entry in new:
        _write(box, folder, current, entry)
    _remove_older(box, current, {entry.file_name for entry in entries})
    return len(new)


def labels(box: Box) -> list[EntryLabel]:
    """Return what is in the bundle, old sets included.

    Raises:
        IntegrityError: a file is not what its label says, or the label is not ours.
    """
    pin = read_deployment(box.folder).pin
    return [_checked(path, pin) for path in label_files(box.folder.escrow_bundle)]


def label_files(bundle: Path) -> list[Path]:
    """Return the labels below a folder, in order."""
    return sorted(bundle.rglob(f"*{LABEL}"))


def plan_export(box: Box) -> Plan:
    """Say what an export holds.

    Raises:
        EscrowStateError: the bundle is empty.
        IntegrityError: something in it is damaged.
    """
    found = labels(box)
    if not found:
        raise EscrowStateError
    files = [{"name": each.file_name, "set": each.set, "sha256": each.sha256} for each in found]
    return Plan("escrow_export", {"files": files}, ({"code": "escrow-files", "n": len(files)},))


async def run_export(box: Box, approved_plan: str, target: Path, operator: str) -> int:
    """Copy the bundle into a folder, such as one on a USB disk; return how many entries.

    Args:
        box: this box.
        approved_plan: hash of the plan that was shown.
        target: the folder; made if it is missing.
        operator: key id of the operator.

    Raises:
        ConflictError: something has changed since the plan was made.
        InvalidInputError: the folder is inside the data folder.
        StorageFullError, UnavailableError: the target cannot be written.
    """
    async with box.changing:
        found = plan_export(box)
        found.check_approved(approved_plan)
        await asyncio.to_thread(_copy, box, target)
        count = len(found.subject["files"])
        details = {"files": count}
        event = events.governance("escrow_exported", box.today, details, operator)
        await box.storage.append_events([event])
        return count


def _copy(box: Box, target: Path) -> None:
    if target.resolve().is_relative_to(box.folder.root.resolve()):
        raise InvalidInputError
    for label in label_files(box.folder.escrow_bundle):
        folder = target / label.parent.name
        make_folder(folder)
        for path in (label.with_suffix(SEALED), label):
            write_durably(folder / path.name, path.read_bytes())
    for path in (box.folder.escrow_file, box.folder.directory_file):
        write_durably(target / path.name, path.read_bytes())


def _folder(box: Box, of_set: ShareSet) -> Path:
    return box.folder.escrow_bundle / of_set.id


def _is_there(box: Box, folder: Path, entry: Entry) -> bool:
    """Tell whether an entry lies in the bundle, whole and signed by us."""
    try:
        _checked(folder / f"{entry.file_name}{LABEL}", read_deployment(box.folder).pin)
    except ApplianceError:
        return False
    return True


def _write(box: Box, folder: Path, of_set: ShareSet, entry: Entry) -> None:
    """Write the sealed file first: without its label it counts as not there."""
    deployment = read_deployment(box.folder).id
    sealed = age.seal(entry.to_bytes(deployment), [of_set.recipient])
    label = EntryLabel(
        deployment=deployment,
        kind=entry.kind,
        name=entry.name,
        set=of_set.id,
        recipient=of_set.key,
        sha256=hashlib.sha256(sealed).hexdigest(),
        day=box.today,
    )
    write_durably(folder / f"{entry.file_name}{SEALED}", sealed)
    signed = label.signed(box.held_keys().deployment_seed)
    write_durably(folder / f"{entry.file_name}{LABEL}", signed)


def _remove_older(box: Box, current: ShareSet, names: set[str]) -> None:
    """Remove what was sealed to retired sets and is sealed to the current one now."""
    for label in label_files(box.folder.escrow_bundle):
        if label.parent.name != current.id and label.stem in names:
            remove_durably(label)
            remove_durably(label.with_suffix(SEALED))


def _checked(path: Path, pin: str) -> EntryLabel:
    try:
        label = EntryLabel.open(path.read_bytes(), pin)
        label.check(path.with_suffix(SEALED).read_bytes())
    except (OSError, ApplianceError) as error:
        raise IntegrityError(what=f"escrow/{path.stem}") from error
    return label
