"""How many reports are taken at once, and whether there is room for one more.

There is no limit per address: everyone who comes through Tor has the same one. A full house is
told to come back in a moment, which the app does by itself.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from appliance.errors import StorageFullError, UnavailableError

MOST_IN_FLIGHT = 64
FRESH_S = 1.0


class Admission:
    """Lets reports in while there is room.

    Args:
        free_bytes: room on the disk of the spool.
        keep_free_bytes: room that must stay.
        clock_s: a clock that only moves forward, in seconds.
        most: reports in hand at once.
    """

    def __init__(
        self,
        free_bytes: Callable[[], int],
        keep_free_bytes: int,
        clock_s: Callable[[], float],
        most: int = MOST_IN_FLIGHT,
    ) -> None:
        self._free_bytes = free_bytes
        self._keep_free_bytes = keep_free_bytes
        self._clock_s = clock_s
        self._most = most
        self._in_flight = 0
        self._has_room = True
        self._looked_at: float | None = None

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count one report while it is in hand.

        Raises:
            UnavailableError: too many are.
            StorageFullError: the disk is nearly full.
        """
        if self._in_flight >= self._most:
            raise UnavailableError("Very many reports are arriving at the moment.")
        if not self._room():
            raise StorageFullError
        self._in_flight += 1
        try:
            yield
        finally:
            self._in_flight -= 1

    def _room(self) -> bool:
        now = self._clock_s()
        if self._looked_at is None or now - self._looked_at >= FRESH_S:
            self._has_room = self._free_bytes() >= self._keep_free_bytes
            self._looked_at = now
        return self._has_room
