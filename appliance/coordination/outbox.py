"""The outbox: what coordination has decided and storage must still write into the log.

A row is written in the same transaction as the decision and deleted once storage has the events
on its disk. A reply of success waits for that; a crash in between loses nothing, since what is
left is sent again at the next start, and storage takes each event once.
"""

from sqlalchemy import Connection, delete, insert, select

from appliance.adapters.storage_client import StorageClient
from appliance.coordination import parcel
from appliance.coordination.parcel import Parcel
from appliance.coordination.register import Register
from appliance.coordination.tables import outbox
from appliance.errors import ApplianceError, SealedError, UnavailableError
from appliance.logs import get_logger

log = get_logger()


def put(connection: Connection, sent: Parcel) -> None:
    """Put a parcel into the outbox; part of the transaction of the decision."""
    connection.execute(insert(outbox).values(subject=sent.subject, parcel=sent.to_text()))


class Outbox:
    """Sends what is in the outbox.

    Args:
        register: where the outbox is.
        storage: where it goes.
    """

    def __init__(self, register: Register, storage: StorageClient) -> None:
        self._register = register
        self._storage = storage
        self._something_left = True

    async def send(self, subject: str) -> None:
        """Send one parcel and return once the log has it; at once if it has it already.

        Raises:
            ApplianceError: storage did not take it; it stays in the outbox.
        """
        for position, text in await self._register.read(lambda each: _found(each, subject)):
            try:
                await self._deliver(position, text)
            except ApplianceError:
                self._something_left = True
                raise

    async def send_rest(self) -> None:
        """Send what an earlier run or a failed request has left, if anything.

        Raises:
            UnavailableError: storage is away or sealed; what is left stays.
        """
        if not self._something_left:
            return
        for position, text in await self._register.read(_rest):
            try:
                await self._deliver(position, text)
            except (SealedError, UnavailableError):
                raise
            except ApplianceError as error:
                log.warning("outbox.refused", code=error.code)
        self._something_left = False

    async def _deliver(self, position: int, text: str) -> None:
        events, wraps = parcel.contents(text)
        await self._storage.append_events(events, wraps)
        await self._forget(position)

    async def _forget(self, position: int) -> None:
        await self._register.write(lambda each: _done(each, position))


def _found(connection: Connection, subject: str) -> list[tuple[int, str]]:
    query = select(outbox.c.position, outbox.c.parcel).where(outbox.c.subject == subject)
    return [(row.position, row.parcel) for row in connection.execute(query)]


def _rest(connection: Connection) -> list[tuple[int, str]]:
    query = select(outbox.c.position, outbox.c.parcel).order_by(outbox.c.position)
    return [(row.position, row.parcel) for row in connection.execute(query)]


def _done(connection: Connection, position: int) -> None:
    connection.execute(delete(outbox).where(outbox.c.position == position))
