"""Carries reports from the spool to storage: never lost, never twice, in the order they came.

A report leaves the spool only when storage says that it is stored. Storage knows a case it has
already stored, so what was sent before a crash may be sent again after it.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from appliance.adapters.storage_client import StorageClient
from appliance.errors import InvalidInputError, UnavailableError, by_code
from appliance.intake.spool import Spool, Waiting
from appliance.logs import get_logger

BATCH = 64
BATCH_BYTES = 4 * 1024 * 1024
FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 5.0
# What waits is safe already; in a stream, more at once costs disk and processor less.
GATHER_S = 0.1

log = get_logger()


class Forwarder:
    """One task that empties the spool whenever storage is open.

    Args:
        spool: where reports wait.
        storage: where they go.
    """

    def __init__(self, spool: Spool, storage: StorageClient) -> None:
        self._spool = spool
        self._storage = storage
        self._news = asyncio.Event()
        self._news.set()  # a report may have waited since the last run

    def wake(self) -> None:
        """Say that a report has come, or that a statement could not be logged at once."""
        self._news.set()

    async def run(self) -> None:
        """Carry reports until cancelled."""
        pause_s = FIRST_PAUSE_S
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self.drain()
                pause_s = FIRST_PAUSE_S
            except UnavailableError:  # sealed, or starting: both are ordinary
                await self._try_later(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            except Exception:  # the task must outlive anything it meets
                log.exception("intake.forwarding_failed")
                await self._try_later(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def drain(self) -> None:
        """Send everything that waits.

        Raises:
            SealedError: storage is sealed.
            UnavailableError: storage does not answer.
        """
        await self._ask_first()
        while batch := await self._spool.waiting(BATCH, BATCH_BYTES):
            await self._send(batch)
            if len(batch) < BATCH:
                await asyncio.sleep(GATHER_S)
        await self._send_statements()

    async def _send_statements(self) -> None:
        """Log the statements whose first try met no answer, each after those before it."""
        for pending in await self._spool.unlogged_statements():
            await self._storage.append_events([pending.to_event()])
            await self._spool.mark_logged(pending)

    async def _ask_first(self) -> None:
        """Ask before sending megabytes that a sealed storage would refuse."""
        state = await self._storage.state()
        if not state.open:
            raise UnavailableError

    async def _send(self, batch: Sequence[Waiting]) -> None:
        try:
            outcome = await self._storage.send_reports([each.bundle for each in batch])
        except InvalidInputError as error:
            await self._narrow(batch, error)
            return
        refused = {each.case: each.error for each in outcome.refused if _for_good(each.error)}
        await self._settle(outcome.stored, refused)
        if not outcome.stored and not refused:
            raise UnavailableError

    async def _narrow(self, batch: Sequence[Waiting], error: InvalidInputError) -> None:
        """Find the report for which storage refuses a whole batch, and set that one aside."""
        if len(batch) == 1:
            await self._settle((), {batch[0].case: error.code})
            return
        for each in batch:
            await self._send([each])

    async def _settle(
        self, stored: Sequence[str] | frozenset[str], refused: dict[str, str]
    ) -> None:
        await self._spool.settle(stored, refused)
        for code in refused.values():
            log.error("intake.report_set_aside", code=code)

    async def _try_later(self, pause_s: float) -> None:
        self._news.set()
        await asyncio.sleep(pause_s)


def _for_good(code: str) -> bool:
    """Tell whether storage will refuse a report with this code every time."""
    return by_code(code).status < 500


@contextlib.asynccontextmanager
async def forwarding(forwarder: Forwarder) -> AsyncIterator[None]:
    """Run the forwarder beside the service, and end it with the service."""
    task = asyncio.create_task(forwarder.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
