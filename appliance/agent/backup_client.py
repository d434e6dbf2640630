"""Backups, as the console and the command line ask the agent for them."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from appliance.agent import reading
from appliance.agent.contract import Plan
from appliance.errors import BackupRefusedError, UnavailableError, by_code


class Caller(Protocol):
    """Sends a request to the agent."""

    def __call__(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Return the answer."""


Streamer = Callable[[str, Mapping[str, Any]], AbstractContextManager[httpx.Response]]


@dataclass(frozen=True, slots=True)
class BackupProgress:
    """How far something long is: a phase that begins, or how much of it is done."""

    phase: str = ""
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class BackupResult:
    """The end of something long."""

    found: Mapping[str, Any]


BackupLine = BackupProgress | BackupResult


@dataclass(frozen=True, slots=True)
class BackupClient:
    """Everything about backups.

    Args:
        call: sends one request.
        stream: sends a request whose answer comes line by line.
    """

    call: Caller
    stream: Streamer

    def plan(self) -> Plan:
        """Return where a backup would go, and what stands in its way."""
        return reading.plan(self.call("POST", "/backups/plan", {}))

    def run(self, plan: Plan) -> Iterator[BackupLine]:
        """Make the backup that was shown; the last line is its result."""
        return self._lines("/backups", {"plan": plan.hash})

    def verify(self, target: str) -> Iterator[BackupLine]:
        """Read the next part of a target back."""
        return self._lines(f"/backups/targets/{target}/verify", {})

    def drill(self, target: str = "") -> Iterator[BackupLine]:
        """Hold a restore drill."""
        return self._lines("/backups/drill", {"target": target} if target else {})

    def list(self, target: str) -> "list[dict[str, str]]":
        """Return the backups at a target, oldest first: `run` and `time` of each."""
        found: list[dict[str, str]] = self.call("POST", f"/backups/targets/{target}/list", {})[
            "backups"
        ]
        return found

    def key_file(self) -> Mapping[str, Any]:
        """Return a key file that covers this quarter and the next."""
        found: Mapping[str, Any] = self.call("POST", "/backups/key", {})
        return found

    def add(self, name: str, address: str, credentials: str = "", *, same_disk: bool) -> None:
        """Add a target."""
        body: dict[str, Any] = {"address": address, "name": name, "same_disk": same_disk}
        self.call("POST", "/backups/targets", {**body, **_given(credentials=credentials)})

    def check(self, target: str) -> None:
        """Find out whether a target can take a backup now."""
        self.call("POST", f"/backups/targets/{target}/check", {})

    def plan_remove(self, target: str) -> Plan:
        """Return what taking a target off the list would do."""
        return reading.plan(self.call("POST", f"/backups/targets/{target}/remove/plan", {}))

    def remove(self, target: str, plan: Plan) -> None:
        """Take a target off the list."""
        self.call("POST", f"/backups/targets/{target}/remove", {"plan": plan.hash})

    def _lines(self, path: str, body: Mapping[str, Any]) -> Iterator[BackupLine]:
        with self.stream(path, body) as response:
            for line in response.iter_lines():
                yield _line(json.loads(line))


def _line(found: Mapping[str, Any]) -> BackupLine:
    if "error" in found:
        error = found["error"]
        if error["error"] == BackupRefusedError.code:
            raise BackupRefusedError(reasons=tuple(str(error.get("reasons", "")).split()))
        raise by_code(error["error"])()
    if "result" in found:
        return BackupResult(found["result"])
    if "phase" in found:
        return BackupProgress(phase=found["phase"])
    if "progress" in found:
        return BackupProgress(done=found["progress"]["done"], total=found["progress"]["total"])
    raise UnavailableError


def _given(**members: str) -> dict[str, str]:
    return {name: value for name, value in members.items() if value}
