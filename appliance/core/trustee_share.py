"""A share on its way to one person's key: to its trustee, or from her to a recovery."""

from dataclasses import dataclass, field
from typing import Final

from appliance.core.canonical import canonical, parse
from appliance.core.fields import Fields

LIMIT_BYTES: Final = 4096
LONGEST_WORDS: Final = 400


@dataclass(frozen=True, slots=True)
class TrusteeShare:
    """What is sealed.

    Args:
        set: the set of shares.
        words: the share's words; secret.
    """

    set: str
    words: str = field(repr=False)

    def to_bytes(self) -> bytes:
        """Return what is sealed."""
        return canonical({"set": self.set, "type": "trustee_share", "v": 1, "words": self.words})

    @classmethod
    def parse(cls, opened: bytes) -> "TrusteeShare":
        """Read what was opened.

        Raises:
            InvalidInputError: malformed.
        """
        members = Fields(parse(opened, LIMIT_BYTES), "share")
        members.expect("type", "trustee_share")
        members.expect("v", 1)
        found = cls(members.id("set"), members.text("words", LONGEST_WORDS))
        members.close()
        return found
