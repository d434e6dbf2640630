"""`safehold restore`: beside what runs, or on the new box that runs."""

import argparse
import shutil
from collections.abc import Callable

from appliance.adapters.clock import SystemClock
from appliance.adapters.restic import Restic
from appliance.agent.client import AgentClient
from appliance.agent.restore_client import held_in
from appliance.cli.backup_commands import address_of, credentials_of
from appliance.cli.job_commands import begun, finished
from appliance.cli.output import Output
from appliance.errors import UsageError
from appliance.operations import restore
from appliance.operations.backup_key import Held
from appliance.operations.backup_records import Target
from appliance.secret import Secret

Passphrase = Callable[[], Secret[str]]


def here(
    found: argparse.Namespace, output: Output, client: AgentClient, passphrase: Passphrase
) -> int:
    """Make the new box that runs the one that was backed up; return the exit code."""
    held = _held(found, passphrase)
    wanted = client.restores.plan(address_of(found.target), held, credentials_of(found))
    what = wanted.plan.subject
    shown = {name: what[name] for name in ("blobs", "deployment", "log_size", "made")}
    output.note("restore-shown", **shown)
    if not found.yes:
        output.confirm("restore-ask", "usage-yes")
    job = client.restores.run(wanted)
    if found.detach:
        return begun(job, output)
    output.result("restore-here-done", **finished(client, job, output))
    return 0


def into(found: argparse.Namespace, output: Output, passphrase: Passphrase) -> int:
    """Make a new data folder from a target and what opens it; return the exit code."""
    new = found.into.absolute()
    restore.refuse_existing(new)
    held = _held(found, passphrase)
    place = Target("restore", address_of(found.target), credentials_of(found)).check()
    room = restore.unfinished_beside(new)
    if room.exists():
        output.note("restore-again")
    try:
        restic = Restic(room / "cache")  # what is remembered there is encrypted
        what = restore.plan(restic, place, held)
        done = restore.run(restic, what, new, SystemClock().now(), _Told(output))
    finally:
        shutil.rmtree(room, ignore_errors=True)
    output.result(
        "restore-done",
        made=done.manifest.made,
        leaves=done.leaves,
        signed=done.signed,
        blobs=done.manifest.blobs,
        run=done.manifest.run,
        into=str(new),
    )
    return 0


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


def _held(found: argparse.Namespace, passphrase: Passphrase) -> Held:
    path = found.key_file or found.passwords_file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError("backup-key-unreadable") from error
    return held_in(content, passphrase() if found.key_file else None)
