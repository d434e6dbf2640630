"""Whether this deployment is one to practise on: then every page of it says so."""

from pathlib import Path

from appliance.core.canonical import parse
from appliance.errors import ApplianceError


class Practice:
    """Reads it from the public record of the deployment, which set-up writes once and for all.

    Args:
        record: the deployment's record; it need not be there yet.
    """

    def __init__(self, record: Path) -> None:
        self._record = record
        self._known: bool | None = None

    def __call__(self) -> bool:
        """Tell whether everything here is invented; before set-up it is not said to be."""
        if self._known is None:
            self._known = self._read()
        return bool(self._known)

    def _read(self) -> bool | None:
        try:
            untrusted = parse(self._record.read_bytes())
        except (OSError, ApplianceError):
            # Damage is the agent's to report; the pages help all the same.
            return None
        return untrusted.get("training") is True
