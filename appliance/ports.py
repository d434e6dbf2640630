"""What the code needs from outside, as protocols. Adapters and fakes fulfil them."""

from datetime import date, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time. Nothing else in the code asks the machine for it."""

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        ...

    def today(self) -> date:
        """Return this day in UTC: all that may be stored of a survivor's event."""
        ...
