"""Who agreed to an operation beside the one who asked for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """How an operation came to be allowed; its leaf says so.

    Args:
        second: key id of the second person; empty where one is enough.
        alone: it takes two, but nobody else is there who could agree.
    """

    second: str = ""
    alone: bool = False

    def details(self) -> dict[str, str | bool]:
        """Return what the leaf states of it; nothing where one person is enough."""
        if self.second:
            return {"second": self.second}
        return {"alone": True} if self.alone else {}


ONE = Agreement()
"""One person is enough."""
