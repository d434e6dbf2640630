"""The three origins, and what each of them allows (docs/interfaces.md §4)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from appliance.config import Limits, Settings

JSON_LIMIT_BYTES = 1024 * 1024
SMALL_LIMIT_BYTES = 64 * 1024
# No service has a path that needs more than these; a path with anything else is refused, so
# that none can be read in one way here and in another behind.
PLAIN_PATH = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")
HIDDEN = "/internal"

BodyLimit = Callable[[str, str], int]


@dataclass(frozen=True, slots=True)
class Origin:
    """One address that browsers know.

    Args:
        name: `intake`, `case` or `storage`.
        host: what the `Host` header must say.
        service: which socket answers.
        prefix: where the service's paths begin; empty for the root.
        body_limit: method and the service's path -> largest body.
        microphone: whether pages may ask for it.
    """

    name: str
    host: str
    service: str
    prefix: str
    body_limit: BodyLimit
    microphone: bool = False

    @property
    def url(self) -> str:
        """The origin as browsers write it."""
        return f"http://{self.host}"

    def service_path(self, path: str) -> str | None:
        """Return the path a service sees, or None where the path is none of a service's.

        Args:
            path: the path as it was sent, undecoded.
        """
        if not path.startswith(f"{self.prefix}/"):
            return None
        rest = path[len(self.prefix) :]
        if not PLAIN_PATH.fullmatch(rest) or rest == HIDDEN or rest.startswith(f"{HIDDEN}/"):
            return None
        return rest


@dataclass(frozen=True, slots=True)
class Origins:
    """The three origins of one deployment."""

    intake: Origin
    case: Origin
    storage: Origin

    @classmethod
    def of(cls, settings: Settings) -> "Origins":
        """Return the origins that the settings describe."""
        gateway, limits = settings.gateway, settings.limits
        return cls.at(
            gateway.host, (gateway.intake_port, gateway.case_port, gateway.storage_port), limits
        )

    @classmethod
    def at(cls, host: str, ports: tuple[int, int, int], limits: Limits) -> "Origins":
        """Return the origins of a host and three ports."""
        intake, case, storage = (f"{host}:{port}" for port in ports)
        return cls(
            Origin("intake", intake, "intake", "/api", _intake_limit(limits), microphone=True),
            Origin("case", case, "coordination", "/api", _case_limit),
            Origin("storage", storage, "storage", "", _storage_limit(limits)),
        )


def _intake_limit(limits: Limits) -> BodyLimit:
    def limit(_method: str, path: str) -> int:
        return limits.report_bytes if path == "/reports" else SMALL_LIMIT_BYTES

    return limit


def _case_limit(_method: str, _path: str) -> int:
    return JSON_LIMIT_BYTES


def _storage_limit(limits: Limits) -> BodyLimit:
    def limit(method: str, path: str) -> int:
        if method == "PATCH" and path.startswith("/uploads/"):
            return limits.part_bytes
        return limits.blob_bytes if method == "PUT" else SMALL_LIMIT_BYTES

    return limit
