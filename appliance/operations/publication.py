"""Makes new versions public in an order that a crash cannot break.

    journal on STATE → leaves of the log → copies on STATE → vault slot, operator → coordination
    → journal removed

The journal holds everything that is to be done, signed and with the ids of its events, before
the first leaf is written. A crash at any point is finished from it at the next opening: the same
leaves (the log takes an event once by its id), the same files, the same request. So a version is
never skipped, and never exists twice with different content.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.adapters.embedded_vault import Slot
from appliance.adapters.files import remove_durably, write_durably
from appliance.core.canonical import b64, canonical, parse, unb64
from appliance.errors import ApplianceError, IntegrityError, TooManyTriesError
from appliance.logs import get_logger
from appliance.operations.box import Box
from appliance.operations.records import DISABLED, operator_from_json, put_operator

JOURNAL = "publication.json"
SERVER_FAULT = 500
LIMIT_BYTES = 16 * 1024 * 1024

log = get_logger()


@dataclass(frozen=True, slots=True)
class Publication:
    """One change, ready to be made public.

    Args:
        events: governance events, ids included.
        directory: the file of the new key directory, if it changes.
        staff: the file of the new staff directory, if it changes.
        path: coordination's internal path to tell, if any.
        body: what to tell it.
        operator: the record of an operator that changes, if any.
        slot: the vault slot that this operator gains, sealed, if any.
        escrow: the new record of key escrow, if it changes.
    """

    events: Sequence[Mapping[str, Any]]
    directory: bytes | None = None
    staff: bytes | None = None
    path: str | None = None
    body: Mapping[str, Any] | None = None
    operator: Mapping[str, Any] | None = None
    slot: Mapping[str, Any] | None = None
    escrow: bytes | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the journal's content."""
        members = {
            "body": self.body,
            "directory": self.directory and b64(self.directory),
            "escrow": self.escrow and b64(self.escrow),
            "events": list(self.events),
            "operator": self.operator,
            "path": self.path,
            "slot": self.slot,
            "staff": self.staff and b64(self.staff),
        }
        return {name: value for name, value in members.items() if value is not None}


async def publish(box: Box, publication: Publication) -> Mapping[str, Any]:
    """Make a change public; what an earlier crash left undone comes first.

    Returns:
        What coordination answered, if it was told.

    Raises:
        UnavailableError: a service did not answer; the rest follows at the next opening.
    """
    await finish_interrupted(box)
    write_durably(_journal(box), canonical(publication.to_json()))
    return await _carry_out(box, publication)


async def finish_interrupted(box: Box) -> None:
    """Finish what an earlier crash left undone, if anything.

    Raises:
        ApplianceError: a passing one, such as a full disk; the journal is kept for another try.
    """
    path = _journal(box)
    if not path.exists():
        return
    try:
        publication = _read(path)
    except IntegrityError as error:
        log.exception("publication.unreadable", exc_info=error)
        remove_durably(path)
        return
    try:
        await _carry_out(box, publication)
    except ApplianceError as error:
        if is_passing(error):
            raise
        # Refused for good: the versions stand, and the next change must not wait for this one.
        log.exception("publication.refused", exc_info=error)
        remove_durably(path)


def is_passing(error: ApplianceError) -> bool:
    """Tell whether the same may be taken another time: a fault or a shortage is no refusal."""
    return error.status >= SERVER_FAULT or isinstance(error, TooManyTriesError)


def is_interrupted(box: Box) -> bool:
    """Tell whether a publication was begun and not finished."""
    return _journal(box).exists()


def discard_journal(box: Box) -> None:
    """Remove the journal of a set-up that did not finish."""
    remove_durably(_journal(box))


async def _carry_out(box: Box, publication: Publication) -> Mapping[str, Any]:
    await box.storage.append_events([dict(event) for event in publication.events])
    if publication.directory is not None:
        _write_directory(box, publication.directory)
    if publication.staff is not None:
        write_durably(box.folder.staff_file, publication.staff)
    if publication.operator is not None:
        _change_operator(box, publication)
    if publication.escrow is not None:
        write_durably(box.folder.escrow_file, publication.escrow)
    answer: Mapping[str, Any] = {}
    if publication.path is not None:
        answer = await box.coordination.send(publication.path, publication.body or {})
    remove_durably(_journal(box))
    return answer


def _change_operator(box: Box, publication: Publication) -> None:
    """Change the vault's slots before the record that lets the operator in, or out."""
    record = operator_from_json(publication.operator or {})
    if publication.slot is not None:
        sealed = unb64(publication.slot["sealed"])
        box.vault.put_slot(Slot(record.id, publication.slot["kdf"], sealed))
    elif record.status == DISABLED:
        box.vault.remove_slot(record.id)
    put_operator(box.folder, record)


def _write_directory(box: Box, file: bytes) -> None:
    """Keep the version beside its successors, then put it in force."""
    write_durably(box.folder.directory_version_file(version_of(file)), file)
    write_durably(box.folder.directory_file, file)


def version_of(directory_file: bytes) -> int:
    """Return the version of a directory file that this agent has signed."""
    found: dict[str, Any] = dict(parse(directory_file))
    return int(found["directory"]["version"])


def _journal(box: Box) -> Path:
    return box.folder.state / JOURNAL


def _read(path: Path) -> Publication:
    try:
        found: dict[str, Any] = dict(parse(path.read_bytes(), LIMIT_BYTES))
        for name in {"directory", "escrow", "staff"} & set(found):
            found[name] = unb64(found[name])
        return Publication(**found)
    except (OSError, ApplianceError, TypeError) as error:
        raise IntegrityError(what=f"state/{path.name}") from error
