"""What a trainee needs to play on: sign-ins and codes of an invented deployment.

Nothing of this is a secret: it opens invented cases only, and whoever practises must find it. A
real deployment never has such notes, and none is read for one even if a file lies there.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.files import write_durably
from appliance.errors import IntegrityError
from appliance.operations.records import is_set_up, read_deployment

NAME = "training.json"


@dataclass(slots=True)
class Notes:
    """What has been played so far.

    Args:
        operator: `name` and `passphrase`.
        people: `login`, `passphrase` and `totp_secret` of each, in the script's order.
        codes: receipt codes of the cases, in the script's order.
        complete: whether everything has been played.
        training: always true; says in the file what it is.
    """

    operator: dict[str, str]
    people: list[dict[str, str]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    complete: bool = False
    training: bool = True

    def keep(self, folder: DataFolder) -> None:
        """Write them durably, so that an interrupted fill goes on from here."""
        content = json.dumps(asdict(self), ensure_ascii=False, indent=2)
        write_durably(folder.state / NAME, content.encode())


def read_notes(folder: DataFolder) -> Notes | None:
    """Return the notes of a training deployment; nothing for a real one or without notes.

    Raises:
        IntegrityError: they are damaged.
    """
    path = folder.state / NAME
    if not is_set_up(folder) or not read_deployment(folder).training or not path.exists():
        return None
    try:
        return Notes(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise IntegrityError(what=f"state/{NAME}") from error


def sign_in_told(folder: DataFolder) -> dict[str, Any] | None:
    """Return what the agent tells whoever practises: the operator's sign-in, where the rest is."""
    notes = read_notes(folder)
    if notes is None:
        return None
    return {**notes.operator, "file": str(folder.state / NAME)}
