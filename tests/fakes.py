"""Working stand-ins for what lies outside, held to the same contract suites as the real things."""

from datetime import UTC, date, datetime, timedelta

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class FakeClock:
    """A clock that moves only when told to."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def today(self) -> date:
        return self._now.date()

    def advance(self, by: timedelta) -> None:
        """Move forward; the clock never goes back."""
        if by < timedelta(0):
            raise ValueError("a clock does not go back")
        self._now += by

    def set_to(self, instant: datetime) -> None:
        """Be set by somebody, forwards or back: the clock of a machine may be wrong."""
        self._now = instant.astimezone(UTC)
