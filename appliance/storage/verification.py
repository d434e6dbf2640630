"""Re-reading everything, and naming what was changed, removed or added; nothing is repaired.

Rows are held against leaves, leaves against tiles and checkpoints, blobs against the events that
stored them, wraps against the events that name them.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from functools import partial
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Connection, func, select

from appliance.core import tiles
from appliance.core.custody import Event, parse_event_bytes
from appliance.errors import ApplianceError, NotFoundError
from appliance.storage import blobstore, ledger, succeeding, tree
from appliance.storage.audit import Auditor, Problem
from appliance.storage.log_keys import PastLogKey
from appliance.storage.tables import blobs, events, leaves, wraps
from appliance.storage.tree import TreeLog
from appliance.storage.tree_audit import TreeAudit
from appliance.storage.vault import Vault

BATCH: Final = tiles.WIDTH


class Verification:
    """One run over the vault as it stands when the run starts.

    Args:
        vault: the open vault.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def lines(self) -> AsyncIterator[dict[str, Any]]:
        """Yield `{"progress": …}` and `{"problem": …}` lines, and last the `{"result": …}`."""
        leaf_count, blob_count = await self._vault.database.read(_counts)
        total = leaf_count + blob_count
        done = problems = 0
        yield _progress(done, total)
        async for found in self._steps(leaf_count):
            if isinstance(found, Problem):
                problems += 1
                yield {"problem": found.to_json()}
            else:
                done = min(done + found, total)
                yield _progress(done, total)
        yield {"result": {"leaves": leaf_count, "blobs": blob_count, "problems": problems}}

    async def _steps(self, leaf_count: int) -> AsyncIterator[Problem | int]:
        """Yield problems, and between them how many more leaves and blobs are done."""
        async for each in self._leaves(leaf_count):
            yield each
        for problem in await self._vault.database.read(_loose_rows):
            yield problem
        async for each in self._blobs(leaf_count):
            yield each
        for problem in await self._extra_objects():
            yield problem

    async def _leaves(self, leaf_count: int) -> AsyncIterator[Problem | int]:
        for problem in await self._vault.database.read(self._succession):
            yield problem
        for log in self._vault.logs:
            async for each in self._log(log, leaf_count):
                yield each

    def _succession(self, connection: Connection) -> list[Problem]:
        """Hold what begins each log against how the log before it ended."""
        found = []
        logs = self._vault.logs
        begun = succeeding.successions(connection)
        for old, new in pairwise(logs):
            stated, end = begun.get(new.run.start), new.run.start
            notes = tree.all_notes(connection, old.run)
            is_right = (
                stated is not None
                and isinstance(old.key, PastLogKey)
                and stated.old == old.key.name
                and stated.new.origin == new.key.origin
                and stated.checkpoint == notes.get(end - old.run.start)
            )
            if not is_right:
                what = "this log does not begin where the one before it ended"
                found.append(Problem("checkpoint", what, end))
        if self._vault.tree.run.start != max(begun, default=0):
            found.append(Problem("checkpoint", "there is another number of logs than of keys"))
        return found

    async def _log(self, log: TreeLog, leaf_count: int) -> AsyncIterator[Problem | int]:
        """Check one log: its own leaves, under its own key."""
        database, run = self._vault.database, log.run
        last = min(leaf_count, run.end or leaf_count)
        async with self._vault.signing:
            notes = await database.read(lambda c: tree.all_notes(c, run))
            check = TreeAudit(log.folder, log.key, notes, run)
            started = partial(check.start, last - run.start)
            for problem in await asyncio.to_thread(lambda: list(started())):
                yield problem
        auditor = Auditor(self._vault.keyring, log.key)
        for start in range(run.start, last, BATCH):
            end = min(start + BATCH, last)
            work = partial(self._batch, auditor=auditor, check=check, start=start, end=end)
            for problem in await database.read(work):
                yield problem
            yield end - start

    def _batch(
        self, connection: Connection, auditor: Auditor, check: TreeAudit, start: int, end: int
    ) -> list[Problem]:
        found: list[Problem] = []
        for leaf in auditor.audit(connection, start, end):
            found += leaf.problems
            found += check.add(leaf)
        return found

    async def _blobs(self, leaf_count: int) -> AsyncIterator[Problem | int]:
        for start in range(0, leaf_count, BATCH):
            work = partial(_stored_events, start=start, end=min(start + BATCH, leaf_count))
            for index, event in await self._vault.database.read(work):
                problem = await self._blob(index, event)
                if problem is not None:
                    yield problem
                yield 1

    async def _blob(self, index: int, event: Event) -> Problem | None:
        """Hash a blob again and hold it against the event that stored it."""
        blob = event.item or ""
        parts = await self._vault.database.read(lambda c: blobstore.objects_of(c, blob))
        running, size = hashlib.sha256(), 0
        try:
            for part in parts:
                async for piece in await self._vault.blobs.get(part.key):
                    size += len(piece)
                    await asyncio.to_thread(running.update, piece)
        except NotFoundError:
            return Problem("blob", "an object of this blob is missing", index, blob)
        except ApplianceError:
            return Problem("blob", "an object of this blob cannot be read", index, blob)
        stated = (event.details.get("sha256"), event.details.get("size"))
        # A wrong division into objects would serve wrong ranges even of the right bytes.
        if stated != (running.hexdigest(), size) or size != sum(part.size for part in parts):
            return Problem("blob", "these bytes are not those that were stored", index, blob)
        return None

    async def _extra_objects(self) -> list[Problem]:
        present = await self._vault.blobs.sizes()
        arriving = set(self._vault.unregistered)  # after the listing, before the rows
        known = await self._vault.database.read(blobstore.all_keys)
        return [
            Problem("object", "this object belongs to no blob", item=key)
            for key in sorted(present.keys() - known - arriving)
        ]


def _progress(done: int, total: int) -> dict[str, Any]:
    return {"progress": {"done": done, "total": total}}


def _counts(connection: Connection) -> tuple[int, int]:
    """Return how many leaves there are, or were signed to be, and how many blobs."""
    count = connection.execute(select(func.count()).select_from(blobs)).scalar_one()
    return ledger.size(connection), count


def _stored_events(connection: Connection, start: int, end: int) -> list[tuple[int, Event]]:
    query = select(events.c.idx, events.c.body).where(
        events.c.name == "stored", events.c.idx >= start, events.c.idx < end
    )
    found = []
    for row in connection.execute(query.order_by(events.c.idx)):
        try:
            found.append((row.idx, parse_event_bytes(bytes(row.body))))
        except ApplianceError:
            continue  # named already, with its leaf
    return found


def _loose_rows(connection: Connection) -> list[Problem]:
    """Return rows that hang on nothing: their event or leaf is gone."""
    found = []
    for table, parent, kind in (
        (events, leaves, "event"),
        (blobs, events, "blob"),
        (wraps, events, "wrap"),
    ):
        query = select(table.c.idx).outerjoin(parent, parent.c.idx == table.c.idx)
        loose = connection.execute(query.where(parent.c.idx.is_(None))).scalars()
        found += [Problem(kind, "what this row hangs on is missing", index) for index in loose]
    return found
