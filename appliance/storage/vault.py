"""The open vault: everything of storage that exists only between opening and locking."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from appliance.adapters.blobs import Blobs
from appliance.adapters.database import Database, Work
from appliance.core.custody import Event, parse_event_bytes
from appliance.errors import SealedError
from appliance.logs import get_logger
from appliance.storage import blobstore, ledger
from appliance.storage.keyring import Keyring, Wrap, check_against
from appliance.storage.tables import events
from appliance.storage.tree import LogKey, Signed, TreeLog

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
    """

    deployment: str
    epochs: Mapping[int, bytes]
    log_seed: bytes

    @property
    def origin(self) -> str:
        """The log's name."""
        return f"safehold/{self.deployment}"


class Vault:
    """Database, blobs, keyring and log, opened with the deployment's keys.

    Make one with `Vault.open`; every change goes through `append` or `write`.

    Args:
        database: the vault's database.
        blobs: its blobs.
        keyring: decrypts wraps.
        tree: tiles and checkpoints.
        key: the log's key.
    """

    def __init__(
        self, database: Database, blobs: Blobs, keyring: Keyring, tree: TreeLog, key: LogKey
    ) -> None:
        self.database = database
        self.blobs = blobs
        self.keyring = keyring
        self.tree = tree
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
        key = LogKey(keys.origin, keys.log_seed)
        keyring = Keyring(keys.epochs)
        database = await asyncio.to_thread(Database.open, folder / "storage.db", MIGRATIONS)
        try:
            blobs = Blobs.in_folder(folder / "blobs")
            tree = TreeLog(database, folder / "log", key)
            await asyncio.to_thread(tree.resume)
            vault = cls(database, blobs, keyring, tree, key)
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
        async with self.signing:
            return (await asyncio.to_thread(self.tree.prove, index)).text()


def events_after(connection: Connection, after: int, limit: int) -> list[dict[str, Any]]:
    """Return events in log order, each with its index."""
    query = select(events.c.idx, events.c.body).where(events.c.idx > after)
    rows = connection.execute(query.order_by(events.c.idx).limit(min(limit, LONGEST_PAGE)))
    return [{"index": row.idx, **parse_event_bytes(bytes(row.body)).to_json()} for row in rows]
