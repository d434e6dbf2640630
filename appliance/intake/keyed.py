"""What intake makes of names under its own key, so that a stolen database names nothing."""

import hmac
from dataclasses import dataclass

from appliance.core.derivation import verify_key


@dataclass(frozen=True, slots=True, repr=False)
class Pepper:
    """Keyed hashes, each for one purpose.

    Args:
        key: the server key of intake, 32 bytes.
    """

    key: bytes

    def mailbox(self, name: str) -> str:
        """Return what the database keeps of a mailbox name."""
        return self._hash("mailbox", name.encode()).hex()

    def report(self, body: bytes) -> str:
        """Return what recognises a report that is sent again."""
        return self._hash("report", body).hex()

    def decoy_case(self, name: str) -> str:
        """Return the case to look up for a mailbox that nobody made: always the same."""
        return self._hash("decoy/case", name.encode())[:16].hex()

    def decoy_verify(self, name: str) -> str:
        """Return the verify key of a mailbox that nobody made; nobody can sign for it."""
        return verify_key(self._hash("decoy/verify", name.encode()))

    def _hash(self, purpose: str, content: bytes) -> bytes:
        return hmac.digest(self.key, f"safehold/intake/{purpose}\n".encode() + content, "sha256")
