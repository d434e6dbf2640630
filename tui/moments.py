"""Moments as an operator reads them."""

from datetime import UTC, datetime

from tui.words import Words

WRITTEN = "%Y-%m-%dT%H:%MZ"


def day_and_hour(unix_s: int) -> str:
    """Return a moment as day and hour."""
    return f"{datetime.fromtimestamp(unix_s, UTC):%Y-%m-%d %H:%M}"


def moment(text: str, words: Words) -> str:
    """Return a moment of the agent's as day and hour; a plain day stays as it is."""
    try:
        found = datetime.strptime(text, WRITTEN).replace(tzinfo=UTC)
    except ValueError:
        return text
    return words("moment", day=f"{found:%Y-%m-%d}", hour=f"{found:%H:%M}")
