"""The open vault: everything of storage that exists only between opening and locking."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from appliance.adapters.blobs import Blobs
from appliance.adapters.database import Database, Work
from appliance.core import succession
from appliance.core.custody import Event, parse_event_bytes
from appliance.core.derivation import verify_key
from appliance.errors import SealedError
from appliance.logs import get_logger
from appliance.storage import blobstore, ledger, succeeding
from appliance.storage.keyring import Keyring, Wrap, check_against
from appliance.storage.log_keys import LogKey, Signed
from appliance.storage.succeeding import PastLog
from appliance.storage.tables import events
from appliance.storage.tree import TreeLog

MIGRATIONS = Path(__file__).parent / "migrations" / "vault"
LONGEST_PAGE = 1000

log = get_logger()


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """What the agent hands over to open the vault.

    Args:
        deployment: the deployment's id.
        epochs: number -> key of every live epoch.
        log_seed: seed of the log key.
        past: keys of the logs that restores have ended, the first first.
        begin: the event that begins the log, at the first opening after a restore.
    """

    deployment: str
    epochs: Mapping[int, bytes]
    log_seed: bytes
    past: tuple[PastLog, ...] = ()
    begin: Event | None = field(default=None, compare=False)

    @property
    def log_key(self) -> LogKey:
        """The key of the log in force."""
        if not self.past:
            return LogKey(succession.first_origin(self.deployment), self.log_seed)
        later = succession.later_origin(self.deployment, verify_key(self.log_seed))
        return LogKey(later, self.log_seed)


class Vault:
    """Database, blobs, keyring and log, opened with the deployment's keys.

    Make one with `Vault.open`; every change goes through `append` or `write`.

    Args:
        database: the vault's database.
        blobs: its blobs.
        keyring: decrypts wraps.
        logs: every log, the one in force last.
        key: the key of the log in force.
    """

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        keyring: Keyring,
        logs: Sequence[TreeLog],
        key: LogKey,
    ) -> None:
        self.database = database
        self.blobs = blobs
        self.keyring = keyring
        self.logs = tuple(logs)
        self.tree = logs[-1]
        self.key = key
        self.unregistered: set[str] = set()
        self._grown = asyncio.Event()
        self._closed = False
        self.signing = asyncio.Lock()

    @classmethod
    async def open(cls, folder: Path, keys: VaultKeys) -> "Vault":
        """Open the vault in a folder and clear away what a kill left half done.

        Raises:
            IntegrityError: the database is damaged.
            StorageFullError: there is no room.
            UnavailableError: the disk refused.
        """
        key = keys.log_key
        keyring = Keyring(keys.epochs)
        database = await asyncio.to_thread(Database.open, folder / "storage.db", MIGRATIONS)
        try:
            blobs = Blobs.in_folder(folder / "blobs")
            logs = await asyncio.to_thread(_open_logs, database, folder / "log", keys, key)
            vault = cls(database, blobs, keyring, logs, key)
            await vault.sweep()
        except BaseException:
            database.close()
            raise
        return vault

    async def close(self) -> None:
        """Finish what is being written, then forget everything."""
        self._closed = True
        self._grown.set()
        async with self.signing:
            await asyncio.to_thread(self.database.close)

    async def sweep(self) -> None:
        """Remove objects that were written but never registered.

        Not while the log has a fault: an older copy of the database knows fewer blobs, and
        what it does not know must not be destroyed for that.
        """
        await self.blobs.sweep_staged()
        if self.tree.fault is not None:
            log.error("log.fault", exc_info=self.tree.fault)
            return
        known = await self.database.read(blobstore.all_keys)
        orphans = [key for key in await self.blobs.sizes() if key not in known]
        for key in orphans:
            await self.blobs.delete(key)
        if orphans:
            log.info("blobs.swept", count=len(orphans))

    async def write(self, work: Work[Any]) -> Any:
        """Run work that may append to the log, then wake whoever follows it.

        Raises:
            SealedError: the vault was closed meanwhile.
        """
        if self._closed:
            raise SealedError
        result = await self.database.write(work)
        self._grown.set()
        self._grown = asyncio.Event()
        return result

    async def append(self, appended: Sequence[Event], wraps: Sequence[tuple[Wrap, Event]]) -> Any:
        """Log events with their wraps in one transaction; return the events' indexes.

        Args:
            appended: the events.
            wraps: each with the one of those events that names its hash.

        Raises:
            ConflictError: another event or wrap has one of these ids.
        """

        def work(connection: Connection) -> list[int]:
            indexes = {
                event.id: ledger.append(connection, event, self.key.mac) for event in appended
            }
            for wrap, event in wraps:
                check_against(wrap, event)
                self.keyring.add(connection, wrap, indexes[event.id])
            return [indexes[event.id] for event in appended]

        return await self.write(work)

    async def follow(self, after: int, limit: int, wait_s: float) -> tuple[list[Any], int]:
        """Return the events after an index, waiting for one if there is none yet.

        Args:
            after: the last index seen, -1 for all.
            limit: most events returned.
            wait_s: how long to wait at most.

        Raises:
            SealedError: the vault was closed meanwhile.
        """
        grown = self._grown  # taken before reading, so that nothing falls between
        found = await self.database.read(lambda c: events_after(c, after, limit))
        if not found and wait_s > 0:
            try:
                async with asyncio.timeout(wait_s):
                    await grown.wait()
            except TimeoutError:
                return [], after
            if self._closed:
                raise SealedError
            found = await self.database.read(lambda c: events_after(c, after, limit))
        return found, found[-1]["index"] if found else after

    async def checkpoint(self) -> Signed:
        """Sign the log as it is now.

        Raises:
            IntegrityError: the rows no longer continue what was signed.
        """
        async with self.signing:
            return await asyncio.to_thread(self.tree.checkpoint)

    async def publish(self, quota: int) -> Signed:
        """Fill the log up to the next multiple of the quota and sign it for the outside."""
        async with self.signing:
            return await asyncio.to_thread(self.tree.publish, quota)

    async def prove(self, index: int) -> str:
        """Return the tlog-proof of a leaf.

        Raises:
            InvalidInputError: the log has no such leaf.
        """
        log = next((each for each in reversed(self.logs) if each.run.start <= index), self.tree)
        async with self.signing:
            return (await asyncio.to_thread(log.prove, index)).text()


def _open_logs(database: Database, folder: Path, keys: VaultKeys, key: LogKey) -> Sequence[TreeLog]:
    """Open every log of the event table, after beginning the one that a restore begins."""
    if keys.begin is not None:
        succeeding.begin(database, keys.begin, keys.past, key)
    logs = succeeding.logs_of(database, folder, keys.past, key)
    for each in logs:
        each.resume()
    *past, tree = logs
    for each in past:
        if each.fault is not None:
            tree.mark(each.fault)
    return logs


def events_after(connection: Connection, after: int, limit: int) -> list[dict[str, Any]]:
    """Return events in log order, each with its index."""
    query = select(events.c.idx, events.c.body).where(events.c.idx > after)
    rows = connection.execute(query.order_by(events.c.idx).limit(min(limit, LONGEST_PAGE)))
    return [{"index": row.idx, **parse_event_bytes(bytes(row.body)).to_json()} for row in rows]
