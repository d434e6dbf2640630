"""Turns the agent's JSON into what the console shows."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.agent.contract import (
    Alarm,
    Ask,
    Backups,
    BackupTarget,
    BoxStatus,
    Deployment,
    DirectoryHead,
    Drill,
    Invitation,
    Job,
    LogEntry,
    LogHead,
    LogPage,
    LogState,
    Operator,
    Person,
    Plan,
    Practice,
    ServiceState,
    Unread,
    Verified,
    VerifyLine,
    VerifyProblem,
    VerifyProgress,
    VerifyResult,
    WipeCertificate,
    WipePlan,
    WipeRehearsal,
)
from appliance.core.canonical import unb64
from appliance.core.derivation import fingerprint_words
from appliance.errors import by_code


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person, the recipient that her words stand for, and the hash of her sealed name."""

    person: Person
    recipient: str
    profile: str


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
    return Plan(
        found["plan"],
        found["operation"],
        tuple(found["steps"]),
        found["subject"],
        found.get("people", 1),
        found.get("alone", False),
    )


def job(found: Mapping[str, Any]) -> Job:
    """Read one job."""
    return Job(
        id=found["id"],
        operation=found["operation"],
        state=found["state"],
        phase=found["phase"],
        phases=tuple(each["name"] for each in found["phases"]),
        fraction=found["fraction"],
        done=found["done"],
        total=found["total"],
        began=found["began"],
        ended=found["ended"],
        version=found["version"],
        error=found["error"],
        result=found["result"],
        rate=found.get("rate"),
        left_s=found.get("left_s"),
        about=found["about"],
        stoppable=found["stoppable"],
    )


def operator(
    found: Mapping[str, Any], language: str, own: str, open_profile: Callable[[bytes], str]
) -> Operator:
    """Read one entry of `GET /operators`.

    Args:
        found: the entry.
        language: language of the fingerprint words.
        own: id of the operator who has signed in.
        open_profile: opens a sealed profile.
    """
    recipient, verify = found.get("recipient", ""), found.get("verify", "")
    known = bool(recipient and verify)
    return Operator(
        id=found["operator"],
        name=open_profile(unb64(found["profile"])),
        roles=tuple(found["roles"]),
        organisation=found["organisation"],
        status=found["status"],
        key=found.get("key"),
        words=tuple(fingerprint_words(recipient, verify, language)) if known else (),
        code=found["code"],
        own=found["operator"] == own,
    )


def subject_of(found: Mapping[str, Any]) -> str:
    """Return the id of the operator or person whom a plan is about, or nothing."""
    subject = found["subject"]
    return str(subject.get("operator", subject.get("person", "")))


def ask(found: Mapping[str, Any], names: Mapping[str, str]) -> Ask:
    """Read one entry of `GET /approvals`.

    Args:
        found: the entry.
        names: names by id, and of operators by key id.
    """
    return Ask(
        id=found["approval"],
        plan=plan(found),
        by=names.get(found["by"], ""),
        about=names.get(subject_of(found), ""),
        expires=found["expires"],
        mine=found["mine"],
        open=found["open"],
        state=found["state"],
    )


def unread(found: Mapping[str, Any]) -> Unread:
    """Read the answer of `POST /people/<id>/disable`."""
    return Unread(**found["unread"])


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
    profile = unb64(found["profile"])
    return PersonEntry(
        Person(
            id=found["person"],
            name=open_profile(profile),
            role=found["role"],
            organisation=found["organisation"],
            status=found["status"],
            key=found.get("key"),
            words=tuple(fingerprint_words(recipient, verify, language)) if known else (),
            last_seen_week=found.get("last_seen_week"),
        ),
        recipient,
        hashlib.sha256(profile).hexdigest(),
    )


def invitation(found: Mapping[str, Any]) -> Invitation:
    """Read the answer of an invitation."""
    return Invitation(found["person"], found["link"], found["expires"])


def log_page(found: Mapping[str, Any]) -> LogPage:
    """Read the answer of `GET /log/entries`."""
    checked = found["verified"]
    return LogPage(
        tuple(_log_entry(each) for each in found["entries"]),
        found.get("older"),
        Verified(checked["day"], checked["details"]["problems"]) if checked else None,
    )


def _log_entry(found: Mapping[str, Any]) -> LogEntry:
    return LogEntry(
        index=found["index"],
        day=found["day"],
        event=found["event"],
        by="box" if found["actor"] == "agent" else "operator",
        alone=bool(found.get("details", {}).get("alone")),
    )


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


def wipe_plan(found: Mapping[str, Any]) -> WipePlan:
    """Read the plan of a wipe."""
    rehearsed = found["rehearsed"]
    return WipePlan(
        hash=found["plan"],
        level=found["subject"]["level"],
        steps=tuple(found["steps"]),
        survives=tuple(found["subject"]["survives"]),
        needed=found["needed"],
        agreed=found["agreed"],
        rehearsal=WipeRehearsal(**rehearsed) if rehearsed else None,
    )


def wipe_certificate(found: Mapping[str, Any]) -> WipeCertificate:
    """Read a certificate of destruction as the daemon shows it."""
    stated = found["file"]["certificate"]
    return WipeCertificate(
        code=found["code"],
        file=found["file"],
        complete=stated["complete"],
        signed=bool(found["file"]["key"]),
        resumed=stated["resumed"],
        files=stated["files"],
        keys_gone_ms=stated["keys_gone_ms"],
        took_ms=stated["took_ms"],
        left=stated["left_count"],
    )


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
    rest = {name: each for name, each in found.items() if name not in {"drill", "targets"}}
    return Backups(targets, Drill(**found["drill"]), **rest)
