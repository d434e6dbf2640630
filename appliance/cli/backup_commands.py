"""`safehold backup …`, `safehold backup-target …` and `safehold restore`."""

import argparse
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from appliance.adapters.clock import SystemClock
from appliance.adapters.files import write_durably
from appliance.adapters.restic import Restic
from appliance.agent.backup_client import BackupLine, BackupProgress
from appliance.agent.client import AgentClient
from appliance.agent.contract import Backups, Plan
from appliance.cli.output import Output
from appliance.errors import (
    BackupRefusedError,
    ConflictError,
    InvalidInputError,
    TargetError,
    UsageError,
)
from appliance.operations import restore
from appliance.operations.backup_key import Held, open_key_file, parse_held
from appliance.operations.backup_records import Target
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
            return _run(seat, output)
        if found.backup_command == "list":
            return _list(seat, found.target, output)
        if found.backup_command == "verify":
            done = _followed(seat.backups.verify(found.target), output)
            output.result("backup-verified", target=found.target, **done)
            return 0
        if found.backup_command == "drill":
            done = _followed(seat.backups.drill(found.target or ""), output)
            output.result("backup-drilled", **done)
            return 0
        return _key(seat, found.to, output)


def target(found: argparse.Namespace, output: Output, client: SignedIn, open_: SignedIn) -> int:
    """Run one of the commands about targets; return the exit code."""
    if found.target_command == "list":
        with open_() as seat:
            return _targets(_backups(seat), output)
    with client() as seat:
        if found.target_command == "add":
            credentials = str(found.credentials.absolute()) if found.credentials else ""
            wanted = Target(found.name, _address(found.address), credentials).check()
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


def bring_back(found: argparse.Namespace, output: Output, passphrase: Passphrase) -> int:
    """Make a new data folder from a target and what opens it; return the exit code."""
    into = found.into.absolute()
    restore.refuse_existing(into)
    held = _held(found, passphrase)
    place = Target("restore", _address(found.target), _credentials(found)).check()
    room = restore.unfinished_beside(into)
    if room.exists():
        output.note("restore-again")
    try:
        restic = Restic(room / "cache")  # what is remembered there is encrypted
        what = restore.plan(restic, place, held)
        done = restore.run(restic, what, into, SystemClock().now(), _Told(output))
    finally:
        shutil.rmtree(room, ignore_errors=True)
    output.result(
        "restore-done",
        made=done.manifest.made,
        leaves=done.leaves,
        signed=done.signed,
        blobs=done.manifest.blobs,
        run=done.manifest.run,
        into=str(into),
    )
    return 0


def refusal_words(error: BackupRefusedError, output: Output) -> list[str]:
    """Return what stands in the way, in words."""
    return [_why(each, output) for each in error.reasons]


class _Told:
    """Progress on one line of the terminal."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._phase = ""

    def phase(self, name: str) -> None:
        """Begin a phase."""
        self._phase = self._output.words(f"phase-{name}")
        self._output.progress("backup-phase", phase=self._phase)

    def step(self, done: int, total: int) -> None:
        """Say how far it is."""
        percent = min(done * 100 // total, 100) if total else 0
        self._output.progress("backup-progress", phase=self._phase, percent=percent)


def _run(seat: AgentClient, output: Output) -> int:
    plan = seat.backups.plan()
    _tell_refused(plan, output)
    done = _followed(seat.backups.run(plan), output)
    failed = {name: code for name, code in done["targets"].items() if code}
    failed |= {str(step["target"]): str(step["why"]) for step in plan.steps if "why" in step}
    output.result("backup-done", **{**done, "failed": len(failed)})
    return TargetError.exit_code if failed else 0


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


def _key(seat: AgentClient, to: Path, output: Output) -> int:
    if to.exists():
        raise ConflictError("backup-into-existing")
    content = json.dumps(seat.backups.key_file(), sort_keys=True, separators=(",", ":"))
    write_durably(to.absolute(), content.encode())
    output.result("backup-key-done", file=str(to))
    return 0


def _backups(seat: AgentClient) -> Backups:
    found = seat.status().backups
    if found is None:
        raise ConflictError("backup-not-set-up")
    return found


def _followed(lines: Iterator[BackupLine], output: Output) -> Mapping[str, Any]:
    told = _Told(output)
    for line in lines:
        if isinstance(line, BackupProgress):
            if line.phase:
                told.phase(line.phase)
            else:
                told.step(line.done, line.total)
        else:
            return line.found
    raise TargetError


def _held(found: argparse.Namespace, passphrase: Passphrase) -> Held:
    path = found.key_file or found.passwords_file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError("backup-key-unreadable") from error
    return open_key_file(content, passphrase()) if found.key_file else parse_held(content)


def _address(given: str) -> str:
    return given if ":" in given else str(Path(given).absolute())


def _credentials(found: argparse.Namespace) -> str:
    if found.credentials is None:
        return ""
    if not found.credentials.is_file():
        raise InvalidInputError("backup-key-unreadable")
    return str(found.credentials.absolute())
