"""Plans: what an operation would do, and the hash that an approval binds to."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.core.canonical import canonical
from appliance.errors import ConflictError

Step = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen, worked out from the state of the box just now.

    Args:
        operation: the verb.
        subject: every fact that what happens depends on.
        steps: what will happen, each a `code` with its values, in order.
    """

    operation: str
    subject: Mapping[str, Any]
    steps: tuple[Step, ...]

    @property
    def hash(self) -> str:
        """SHA-256 of the plan's canonical JSON."""
        return hashlib.sha256(canonical(self._body())).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return the plan with its hash, as the agent answers it."""
        return {**self._body(), "plan": self.hash}

    def check_approved(self, untrusted_hash: object) -> None:
        """Refuse an approval of anything but exactly this.

        Raises:
            ConflictError: the approval is for another plan.
        """
        if untrusted_hash != self.hash:
            raise ConflictError(
                "Something has changed since this was shown.", "Look at it again, then approve it."
            )

    def _body(self) -> dict[str, Any]:
        return {
            "operation": self.operation,
            "steps": [dict(step) for step in self.steps],
            "subject": dict(self.subject),
        }
