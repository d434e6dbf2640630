"""`safehold backup …` and `safehold backup-target …`."""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from appliance.agent.client import AgentClient
from appliance.agent.contract import Backups, Plan
from appliance.cli.job_commands import begun, finished
from appliance.cli.output import Output
from appliance.errors import (
    BackupRefusedError,
    ConflictError,
    InvalidInputError,
    TargetError,
)
from appliance.operations.backup_records import Target
from appliance.operations.backup_schedule import Schedule
from appliance.secret import Secret

SignedIn = Callable[[], AgentClient]
Passphrase = Callable[[], Secret[str]]
MIB = 1024 * 1024


def backup(found: argparse.Namespace, output: Output, client: SignedIn, open_: SignedIn) -> int:
    """Run one of the commands about backups; return the exit code.

    Args:
        found: the arguments.
        output: where results go.
        client: signs an operator in.
        open_: gives a client of nobody.
    """
    if found.backup_command == "status":
        with open_() as seat:
            return _status(_backups(seat), output)
    with client() as seat:
        if found.backup_command == "run":
            return _run(seat, output, detach=found.detach)
        if found.backup_command == "list":
            return _list(seat, found.target, output)
        if found.backup_command == "verify":
            return _verify(seat, found.target, output, detach=found.detach)
        if found.backup_command == "drill":
            return _drill(seat, found.target or "", output, detach=found.detach)
        if found.backup_command == "schedule":
            return _schedule(seat, found, output)
        return _key(seat, found.to, output)


def target(found: argparse.Namespace, output: Output, client: SignedIn, open_: SignedIn) -> int:
    """Run one of the commands about targets; return the exit code."""
    if found.target_command == "list":
        with open_() as seat:
            return _targets(_backups(seat), output)
    with client() as seat:
        if found.target_command == "add":
            credentials = str(found.credentials.absolute()) if found.credentials else ""
            wanted = Target(found.name, address_of(found.address), credentials).check()
            same_disk = bool(found.allow_same_disk)
            seat.backups.add(wanted.name, wanted.address, credentials, same_disk=same_disk)
            output.result("backup-target-added", target=found.name)
        elif found.target_command == "check":
            seat.backups.check(found.name)
            output.result("backup-target-good", target=found.name)
        else:
            plan = seat.backups.plan_remove(found.name)
            if not found.yes:
                output.confirm("backup-target-remove-ask", "usage-yes", target=found.name)
            seat.backups.remove(found.name, plan)
            output.result("backup-target-removed", target=found.name)
    return 0


def refusal_words(error: BackupRefusedError, output: Output) -> list[str]:
    """Return what stands in the way, in words."""
    return [_why(each, output) for each in error.reasons]


def _run(seat: AgentClient, output: Output, *, detach: bool) -> int:
    plan = seat.backups.plan()
    _tell_refused(plan, output)
    job = seat.backups.run(plan)
    if detach:
        return begun(job, output)
    done = finished(seat, job, output)
    failed = {name: code for name, code in done["targets"].items() if code}
    failed |= {str(step["target"]): str(step["why"]) for step in plan.steps if "why" in step}
    output.result("backup-done", **{**done, "failed": len(failed)})
    return TargetError.exit_code if failed else 0


def _verify(seat: AgentClient, target: str, output: Output, *, detach: bool) -> int:
    job = seat.backups.verify(target)
    if detach:
        return begun(job, output)
    output.result("backup-verified", target=target, **finished(seat, job, output))
    return 0


def _drill(seat: AgentClient, target: str, output: Output, *, detach: bool) -> int:
    job = seat.backups.drill(target)
    if detach:
        return begun(job, output)
    output.result("backup-drilled", **finished(seat, job, output))
    return 0


def _tell_refused(plan: Plan, output: Output) -> None:
    for step in plan.steps:
        if "why" in step:
            why = _why(str(step["why"]), output)
            output.note("backup-not-to", target=str(step["target"]), why=why)


def _why(code: str, output: Output) -> str:
    for key in (f"refused-{code}", f"error-{code}"):
        if output.words.knows(key):
            return output.words(key)
    return code


def _list(seat: AgentClient, name: str, output: Output) -> int:
    found = seat.backups.list(name)
    if output.as_json:
        output.result("", backups=found)
        return 0
    for each in found:
        output.say("backup-listed", run=each["run"], time=each["time"])
    return 0


def _status(backups: Backups, output: Output) -> int:
    if output.as_json:
        output.result("", **asdict(backups))
        return 0
    _targets(backups, output)
    drill = backups.drill
    if drill.error:
        output.say("backup-drill-failed", when=drill.tried, why=_why(drill.error, output))
    if drill.good:
        output.say("backup-drill-good", when=drill.good, target=drill.target, made=drill.made)
    else:
        output.say("backup-drill-none")
    if backups.key_due:
        output.say("alarm-backup-key-due")
        output.say("alarm-backup-key-due-next")
    return 0


def _targets(backups: Backups, output: Output) -> int:
    if output.as_json:
        output.result("", targets=[asdict(each) for each in backups.targets])
        return 0
    if not backups.targets:
        output.say("backup-no-targets")
    for each in backups.targets:
        output.say("backup-target-line", name=each.name, address=each.address)
        if each.good:
            size = each.total_bytes // MIB
            output.say("backup-target-last", when=each.good, size=size)
        else:
            output.say("backup-target-never")
        for code in (each.error, each.verify_error):
            if code:
                output.say("backup-target-error", why=_why(code, output))
        if each.verified:
            output.say("backup-target-verified", when=each.verified)
        if each.all_read:
            output.say("backup-target-all-read", when=each.all_read)
    return 0


def _schedule(seat: AgentClient, found: argparse.Namespace, output: Output) -> int:
    now = _backups(seat)
    names = ("every_hours", "from_hour", "to_hour", "upload_kib_s")
    given = {name: getattr(found, name) for name in names}
    after = {name: getattr(now, name) if each is None else each for name, each in given.items()}
    seat.backups.schedule(Schedule(**after))
    output.result("backup-schedule-done", **after)
    return 0


def _key(seat: AgentClient, to: Path, output: Output) -> int:
    seat.backups.export_key(to)
    output.result("backup-key-done", file=str(to))
    return 0


def _backups(seat: AgentClient) -> Backups:
    found = seat.status().backups
    if found is None:
        raise ConflictError("backup-not-set-up")
    return found


def address_of(given: str) -> str:
    """Return an address; that of a folder on this machine is made absolute."""
    return given if ":" in given else str(Path(given).absolute())


def credentials_of(found: argparse.Namespace) -> str:
    """Return the whole path of the file with a target's credentials, or nothing."""
    if found.credentials is None:
        return ""
    if not found.credentials.is_file():
        raise InvalidInputError("backup-key-unreadable")
    return str(found.credentials.absolute())
