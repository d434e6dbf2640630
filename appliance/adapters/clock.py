"""The machine's clock."""

from datetime import UTC, date, datetime


class SystemClock:
    """Reads the machine's clock, in UTC."""

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return this day in UTC."""
        return self.now().date()
