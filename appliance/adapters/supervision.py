"""What the supervisor tells the agent: which processes run, and at which addresses.

The file lies in the run folder; it is rewritten at every change and means nothing after a stop.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from appliance.adapters.data_folder import DataFolder

NAME = "supervisor.json"


@dataclass(frozen=True, slots=True)
class ServiceReport:
    """One process.

    Args:
        name: such as `intake`.
        state: `starting`, `up` or `down`.
        since: when it became so, in seconds since 1970.
        restarts: how often it was started again.
        pid: its process; 0 while there is none.
    """

    name: str
    state: str
    since: int
    restarts: int
    pid: int = 0


@dataclass(frozen=True, slots=True)
class Supervision:
    """All processes and the origins under which browsers reach them."""

    addresses: Mapping[str, str] = field(default_factory=dict)
    services: Sequence[ServiceReport] = ()


def write_supervision(folder: DataFolder, report: Supervision) -> None:
    """Replace the report; it need not survive a power cut."""
    path = _path(folder)
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps(asdict(report)), encoding="utf-8")
    unfinished.replace(path)


def read_supervision(folder: DataFolder) -> Supervision:
    """Return the last report, or an empty one where no supervisor has written any."""
    try:
        found: dict[str, Any] = json.loads(_path(folder).read_text(encoding="utf-8"))
        services = tuple(ServiceReport(**each) for each in found["services"])
        return Supervision(found["addresses"], services)
    except (OSError, ValueError, KeyError, TypeError):
        return Supervision()


def addresses_of(host: str, port: int) -> dict[str, str]:
    """Return the three origins of the embedded gateway."""
    names = ("intake", "case", "storage")
    return {name: f"http://{host}:{port + offset}" for offset, name in enumerate(names)}


def _path(folder: DataFolder) -> Path:
    return folder.run / NAME
