"""`safehold up`: everything runs until it is stopped."""

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Protocol

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.service_keys import ServiceKeys
from appliance.agent import children
from appliance.agent.guard import guarded, restore, settings
from appliance.agent.supervisor import Supervisor, check_ports, locked
from appliance.errors import PracticeError
from appliance.operations import restore_here
from appliance.operations.training import refuse_real
from appliance.operations.training_notes import sign_in_told

CONSOLE = "tui"
LOG_NAME = "safehold.log"
INTERRUPTED = 130


class Say(Protocol):
    """Tells the person at the terminal something, by the name of the message."""

    def __call__(self, message: str, **values: str | int) -> None:
        """Say it, with its values filled in."""


def run(folder: DataFolder, host: str, port: int, *, training: bool, plain: bool, say: Say) -> int:
    """Run everything, with the console where there is a terminal.

    Args:
        folder: the data folder.
        host: name under which the gateway is reached.
        port: its first port.
        training: make an invented deployment first, if the data is new.
        plain: the console speaks in lines instead of filling the screen.
        say: tells the person at the terminal something, by the name of the message.

    Returns:
        The exit code.

    Raises:
        AlreadyRunningError: Safehold already runs on this data.
        RealDataError: a training was asked for on real data.
        ConfigurationError: a port or the data folder is not usable.
        UnavailableError: a service did not become ready.
    """
    on_terminal = sys.stdout.isatty() and sys.stdin.isatty()

    def start() -> int:
        return _run(folder, host, port, training=training, plain=plain, say=say)

    return guarded(start, lambda: say("up-killed")) if on_terminal else start()


def _run(folder: DataFolder, host: str, port: int, *, training: bool, plain: bool, say: Say) -> int:
    on_terminal = sys.stdout.isatty() and sys.stdin.isatty()
    folder.prepare()
    if training:
        refuse_real(folder)
    with locked(folder), _child_log(folder, on_terminal) as log:
        check_ports(host, port)
        supervisor = Supervisor(folder, host, port, log)
        with supervisor.signals():
            try:
                if supervisor.finish_wipe():
                    say("up-wiped")
                restore_here.finish(folder)
                folder.prepare()
                ServiceKeys(folder).make_missing()
                if on_terminal:
                    say("up-starting")
                supervisor.start()
                if training:
                    _practise(supervisor, folder, log, say)
                    _tell_sign_in(supervisor, folder, say)
                if log is None:
                    return _stay_alone(supervisor, folder)
                return _stay_with_console(supervisor, _arguments(folder, plain=plain), log, say)
            except KeyboardInterrupt:
                return 0  # asked to stop while starting
            finally:
                if on_terminal:
                    say("up-stopping")
                supervisor.stop()


def open_console(folder: DataFolder, *, plain: bool) -> int:
    """Open the console of a deployment that runs already; return its exit code."""
    on_terminal = sys.stdout.isatty() and sys.stdin.isatty()
    with _terminal_restored() if on_terminal else contextlib.nullcontext():
        return children.start_in_foreground(CONSOLE, _arguments(folder, plain=plain)).wait()


def _arguments(folder: DataFolder, *, plain: bool) -> list[str]:
    return ["--data", str(folder.root), *(["--plain"] if plain else [])]


def _stay_alone(supervisor: Supervisor, folder: DataFolder) -> int:
    ready = {**supervisor.addresses, "agent": str(folder.socket("agent"))}
    sys.stdout.write(f"ready: {json.dumps(ready)}\n")
    sys.stdout.flush()
    supervisor.watch()
    return 0


def _stay_with_console(
    supervisor: Supervisor, arguments: list[str], log: IO[bytes], say: Say
) -> int:
    with _terminal_restored(), _own_log_in(log):
        console = children.start_in_foreground(CONSOLE, [*arguments, "--supervised"])
        code = supervisor.watch_process(console)
    if code and not supervisor.stopping:
        say("up-console-missing")
        supervisor.watch()
    return 0


def _practise(supervisor: Supervisor, folder: DataFolder, log: IO[bytes] | None, say: Say) -> None:
    say("up-practising")
    arguments = ["practise", "--data", str(folder.root)]
    if supervisor.watch_process(children.start("appliance.cli", arguments, log)):
        if supervisor.stopping:
            raise KeyboardInterrupt
        raise PracticeError


def _tell_sign_in(supervisor: Supervisor, folder: DataFolder, say: Say) -> None:
    """Say how to sign in: without it nobody who practises could."""
    found = sign_in_told(folder)
    if found is not None:
        say("practice-operator", name=found["name"], passphrase=found["passphrase"])
        say("practice-others", address=supervisor.addresses["case"], file=found["file"])


@contextmanager
def _child_log(folder: DataFolder, on_terminal: bool) -> Iterator[IO[bytes] | None]:
    """Keep the children's logs off a screen that the console draws on."""
    if not on_terminal:
        yield None
        return
    with (folder.run / LOG_NAME).open("wb") as log:
        yield log


@contextmanager
def _own_log_in(log: IO[bytes]) -> Iterator[None]:
    """Keep our own log lines, too, off the screen while the console draws on it."""
    lines = io.TextIOWrapper(log, encoding="utf-8", write_through=True)
    try:
        with contextlib.redirect_stderr(lines):
            yield
    finally:
        lines.detach()


@contextmanager
def _terminal_restored() -> Iterator[None]:
    """Give the terminal back as it was, even when the console was stopped in mid-draw."""
    before = settings()
    try:
        yield
    finally:
        restore(before)
