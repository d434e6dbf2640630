"""Where one log of the event table ends and the next begins (decision 0013)."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, select

from appliance.adapters.database import Database
from appliance.core import succession
from appliance.core.custody import Event, parse_event_bytes
from appliance.core.succession import Succession
from appliance.core.tiles import Edge
from appliance.errors import ApplianceError, IntegrityError
from appliance.storage import ledger
from appliance.storage.log_keys import LogKey, PastLogKey, Run
from appliance.storage.tables import events, leaves
from appliance.storage.tree import TreeLog, store_note

PastLog = PastLogKey


def begin(database: Database, event: Event, past: Sequence[PastLog], key: LogKey) -> None:
    """Begin the log in force with the leaf that quotes where the one before ended; once.

    Args:
        database: the vault's database.
        event: the `restored` event; it becomes the first leaf, before anything that waits.
        past: keys of the logs that have ended.
        key: the key of the new log.

    Raises:
        IntegrityError: the rows are not what the checkpoint of the old log covers.
    """
    stated = succession.begun_by(event)
    if stated is None or not past or stated.old != past[-1].name:
        raise IntegrityError(what="succession")
    old = past[-1]

    def work(connection: Connection) -> None:
        if connection.execute(select(events.c.idx).where(events.c.id == event.id)).first():
            return
        starts = [index for index, _ in _begun(connection)]
        run = Run(starts[-1] if starts else 0, ledger.size(connection))
        covered = old.open(stated.checkpoint).checkpoint
        if len(starts) != len(past) - 1 or covered.size != run.size(connection):
            raise IntegrityError(what="succession")
        if _root(connection, run) != covered.root:
            raise IntegrityError(what=f"leaves below {run.end}")
        store_note(connection, ledger.size(connection), stated.checkpoint, published=False)
        ledger.append(connection, event, key.mac)

    database.write_blocking(work)


def logs_of(
    database: Database, folder: Path, past: Sequence[PastLog], key: LogKey
) -> Sequence[TreeLog]:
    """Return every log, the one in force last.

    Where the leaves begin another number of logs than there are keys, the last signs nothing.

    Args:
        database: the vault's database.
        folder: where the tiles of the log in force lie.
        past: keys of the logs that have ended, the first first.
        key: the key of the log in force.
    """
    found = database.read_blocking(_begun)
    starts = [0, *(index for index, _ in found)]
    ends = [*starts[1:], None]
    runs = [Run(start, end) for start, end in zip(starts, ends, strict=True)]
    logs = [
        TreeLog(database, folder / f"past-{run.start}", old, run)
        for run, old in zip(runs, past, strict=False)
    ]
    last = TreeLog(database, folder, key, runs[-1])
    if len(starts) != len(past) + 1:
        last.mark(IntegrityError(what="succession"))
    return [*logs, last]


def successions(connection: Connection) -> dict[int, Succession]:
    """Return what begins each log but the first, by the index of its first leaf."""
    return dict(_begun(connection))


def _begun(connection: Connection) -> list[tuple[int, Succession]]:
    query = select(events.c.idx, events.c.body).where(
        events.c.case_id.is_(None), events.c.name == succession.EVENT
    )
    found = []
    for row in connection.execute(query.order_by(events.c.idx)):
        try:
            stated = succession.begun_by(parse_event_bytes(bytes(row.body)))
        except ApplianceError:
            continue  # not what its leaf commits to: the check of the log names it
        if stated is not None:
            found.append((row.idx, stated))
    return found


def _root(connection: Connection, run: Run) -> bytes:
    edge = Edge()
    query = select(leaves.c.hash).where(leaves.c.idx >= run.start).order_by(leaves.c.idx)
    for found in connection.execute(query).scalars():
        edge.append(bytes(found))
    return edge.root()
