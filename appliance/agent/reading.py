"""Turns the agent's JSON into what the console shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.agent.contract import (
    Alarm,
    Backups,
    BackupTarget,
    BoxStatus,
    Deployment,
    DirectoryHead,
    Drill,
    Invitation,
    LogHead,
    LogState,
    Person,
    Plan,
    Practice,
    ServiceState,
    VerifyLine,
    VerifyProblem,
    VerifyProgress,
    VerifyResult,
)
from appliance.core.canonical import unb64
from appliance.core.derivation import fingerprint_words
from appliance.errors import by_code


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person and the recipient that her words stand for."""

    person: Person
    recipient: str


def box_status(found: Mapping[str, Any]) -> BoxStatus:
    """Read the answer of `GET /status`."""
    disk = found["disk"]
    return BoxStatus(
        state=found["state"],
        training=found["training"],
        keys_held=found["keys_held"],
        addresses=found["addresses"],
        services=tuple(ServiceState(**each) for each in found["services"]),
        free_bytes=disk["free_bytes"],
        total_bytes=disk["total_bytes"],
        disk_encrypted=disk["encrypted"],
        alarms=tuple(Alarm(**each) for each in found["alarms"]),
        deployment=_deployment(found.get("deployment")),
        link=found.get("link"),
        log=LogHead(**found["log"]) if "log" in found else None,
        directory=DirectoryHead(**found["directory"]) if "directory" in found else None,
        backup=found["backup"],
        backups=_backups(found.get("backups")),
        practice=Practice(**found["practice"]) if "practice" in found else None,
    )


def plan(found: Mapping[str, Any]) -> Plan:
    """Read the answer of a `/plan` request."""
    return Plan(found["plan"], found["operation"], tuple(found["steps"]), found["subject"])


def person(
    found: Mapping[str, Any], language: str, open_profile: Callable[[bytes], str]
) -> PersonEntry:
    """Read one entry of `GET /people`.

    Args:
        found: the entry.
        language: language of the fingerprint words, the deployment's first.
        open_profile: opens a sealed profile.
    """
    recipient, verify = found.get("recipient", ""), found.get("verify", "")
    known = bool(recipient and verify)
    return PersonEntry(
        Person(
            id=found["person"],
            name=open_profile(unb64(found["profile"])),
            role=found["role"],
            organisation=found["organisation"],
            status=found["status"],
            key=found.get("key"),
            words=tuple(fingerprint_words(recipient, verify, language)) if known else (),
            last_seen_week=found.get("last_seen_week"),
        ),
        recipient,
    )


def invitation(found: Mapping[str, Any]) -> Invitation:
    """Read the answer of an invitation."""
    return Invitation(found["person"], found["link"], found["expires"])


def log_state(found: Mapping[str, Any]) -> LogState:
    """Read the answer of `GET /log`."""
    return LogState(found["size"], found["root"], found["checkpoint"], found["tiles"])


def verify_line(found: Mapping[str, Any]) -> VerifyLine:
    """Read one line of a check of the log."""
    if "progress" in found:
        return VerifyProgress(found["progress"]["done"], found["progress"]["total"])
    if "problem" in found:
        problem = found["problem"]
        return VerifyProblem(
            problem["kind"], problem["what"], problem.get("index"), problem.get("item")
        )
    if "error" in found:
        raise by_code(found["error"]["error"])()
    result = found["result"]
    return VerifyResult(result["leaves"], result["blobs"], result["problems"])


def _deployment(found: Mapping[str, Any] | None) -> Deployment | None:
    if found is None:
        return None
    return Deployment(
        id=found["id"],
        country=found["country"],
        name=found["name"],
        created=found["created"],
        languages=tuple(found["languages"]),
        organisations=found["organisations"],
    )


def _backups(found: Mapping[str, Any] | None) -> Backups | None:
    if found is None:
        return None
    targets = tuple(BackupTarget(**each) for each in found["targets"])
    return Backups(targets, Drill(**found["drill"]), found["key_due"], found["running"])
