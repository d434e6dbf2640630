"""How long the gateway waits for a body that is on its way.

A phone on 2G behind Tor moves some kilobytes a second and may be silent for a while; whoever sends
a byte now and then only holds a connection. So a body has time in hand: waiting uses it up, bytes
give some back.
"""

import asyncio
from dataclasses import dataclass

from starlette.types import Message, Receive

from appliance.asgi import TOO_LATE
from appliance.errors import UsageError

GRACE_S = 30.0  # before the first byte: a slow circuit has opened by then
MOST_S = 120.0  # however much has come: a phone that loses its signal finds it again
BYTES_PER_S = 1000  # a third of what GPRS gives on a bad day


@dataclass(slots=True)
class Patience:
    """The time that one body still has.

    Args:
        left_s: at the beginning, before any of it has come.
        most_s: at any time.
        bytes_per_s: so many bytes give back a second.
    """

    left_s: float = GRACE_S
    most_s: float = MOST_S
    bytes_per_s: float = BYTES_PER_S

    async def receive(self, receive: Receive) -> Message:
        """Wait for the next message of a body, as long as there is time.

        Raises:
            UsageError: it did not come in time.
        """
        clock = asyncio.get_running_loop().time
        since = clock()
        try:
            async with asyncio.timeout(self.left_s):
                message = await receive()
        except TimeoutError as error:
            raise UsageError(TOO_LATE) from error
        self.count(clock() - since, len(message.get("body", b"")))
        return message

    def count(self, waited_s: float, size: int) -> None:
        """Take off what was waited, and give back for what came."""
        self.left_s = min(self.most_s, self.left_s - waited_s + size / self.bytes_per_s)
