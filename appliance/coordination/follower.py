"""Follows the bus: opens the register with the vault, applies events, closes it again."""

import asyncio
from datetime import date

from sqlalchemy import Connection

from appliance.adapters.storage_client import StorageClient
from appliance.coordination import access, bus, cases, referrals
from appliance.coordination.outbox import Outbox
from appliance.coordination.register import Register
from appliance.coordination.roster import RosterFiles
from appliance.errors import ApplianceError, SealedError
from appliance.logs import get_logger
from appliance.ports import Clock

log = get_logger()

PAGE = 500
# Short, because storage ends its requests in hand before it stops.
POLL_S = 2
PAUSE_S = 0.5


class Follower:
    """Keeps the register in step with storage for as long as the service runs.

    Args:
        register: coordination's database.
        storage: where the bus is.
        outbox: sent again whenever the vault has been opened.
        roster_files: name the deployment.
        clock: tells the day.
    """

    def __init__(
        self,
        register: Register,
        storage: StorageClient,
        outbox: Outbox,
        roster_files: RosterFiles,
        clock: Clock,
    ) -> None:
        self._roster_files = roster_files
        self._register = register
        self._storage = storage
        self._outbox = outbox
        self._clock = clock
        self._swept: date | None = None

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            try:
                await self.step(wait_s=POLL_S)
            except ApplianceError as error:
                await self._lost(error)

    async def step(self, wait_s: int = 0) -> int:
        """Apply one page of events; people are served once there is none left to apply.

        Args:
            wait_s: how long to wait for an event when there is none.

        Returns:
            How many events there were.

        Raises:
            SealedError: the vault is closed.
            UnavailableError: storage is away.
        """
        deployment = self._deployment()
        await self._open()
        await self._sweep()
        await self._outbox.send_rest()
        after = await self._register.read(lambda each: bus.last_index(each, deployment))
        found = await self._storage.events(after, PAGE, wait_s if self._register.is_serving else 0)
        if found.next != after:
            page, today = bus.Page(found.events, after, found.next), self._clock.today()
            await self._register.write(lambda each: bus.apply_page(each, deployment, page, today))
        else:
            self._register.serve()
        return len(found.events)

    def _deployment(self) -> str:
        """Return whose bus this is; before set-up there is nothing to open."""
        directory = self._roster_files.current().directory
        if directory is None:
            raise SealedError
        return directory.deployment

    async def _open(self) -> None:
        if self._register.is_open:
            return
        if not (await self._storage.state()).open:
            raise SealedError
        await self._register.open()
        log.info("register.opened")

    async def _sweep(self) -> None:
        """Bring the lists in step with the day, whenever it is another one."""
        today = self._clock.today()
        if self._swept != today:
            await self._register.write(lambda each: sweep(each, today))
            self._swept = today

    async def _lost(self, error: ApplianceError) -> None:
        """Wait a little; without a vault there is no register either."""
        if isinstance(error, SealedError):
            if self._register.is_open:
                await self._register.close()
                log.info("register.closed")
        else:
            log.warning("bus.unreachable", code=error.code)
        await asyncio.sleep(PAUSE_S)


def sweep(connection: Connection, today: date) -> None:
    """Take cases off the lists of those whose grants are over; put back what is not over.

    The second is for a clock that ran ahead and was set right.
    """
    for case, recipient in referrals.listed_and_over(connection, today):
        access.relist(connection, case, recipient, today)
    for case, recipient in referrals.live_and_unlisted(connection, today):
        cases.list_for(connection, cases.find(connection, case), recipient, cases.REFERRED)
