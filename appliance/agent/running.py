"""`safehold up`: everything runs until it is stopped."""

import contextlib
import json
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.service_keys import ServiceKeys
from appliance.agent import children
from appliance.agent.supervisor import Supervisor, check_ports, locked
from appliance.errors import UnavailableError

CONSOLE = "tui"
LOG_NAME = "safehold.log"
LEAVE_FULL_SCREEN = "\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?2004l"
INTERRUPTED = 130

Say = Callable[[str], None]


def run(folder: DataFolder, host: str, port: int, *, training: bool, say: Say) -> int:
    """Run everything, with the console where there is a terminal.

    Args:
        folder: the data folder.
        host: name under which the gateway is reached.
        port: its first port.
        training: make an invented deployment first, if the data is new.
        say: tells the person at the terminal something, by the name of the message.

    Returns:
        The exit code.

    Raises:
        ConflictError: Safehold already runs on this data.
        ConfigurationError: a port or the data folder is not usable.
        UnavailableError: a service did not become ready.
    """
    on_terminal = sys.stdout.isatty() and sys.stdin.isatty()
    folder.prepare()
    with locked(folder), _child_log(folder, on_terminal) as log:
        check_ports(host, port)
        ServiceKeys(folder).make_missing()
        supervisor = Supervisor(folder, host, port, log)
        with supervisor.signals():
            try:
                if on_terminal:
                    say("up-starting")
                supervisor.start()
                if training:
                    _practise(supervisor, folder, log, say)
                return _stay(supervisor, folder, on_terminal=on_terminal, say=say)
            except KeyboardInterrupt:
                return 0  # asked to stop while starting
            finally:
                if on_terminal:
                    say("up-stopping")
                supervisor.stop()


def open_console(folder: DataFolder) -> int:
    """Open the console of a deployment that runs already; return its exit code."""
    return children.start_in_foreground(CONSOLE, ["--data", str(folder.root)]).wait()


def _stay(supervisor: Supervisor, folder: DataFolder, *, on_terminal: bool, say: Say) -> int:
    if not on_terminal:
        ready = {**supervisor.addresses, "agent": str(folder.socket("agent"))}
        sys.stdout.write(f"ready: {json.dumps(ready)}\n")
        sys.stdout.flush()
        supervisor.watch()
        return 0
    with _terminal_restored():
        arguments = ["--data", str(folder.root), "--supervised"]
        console = children.start_in_foreground(CONSOLE, arguments)
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
        raise UnavailableError("The invented deployment could not be made.")


@contextmanager
def _child_log(folder: DataFolder, on_terminal: bool) -> Iterator[IO[bytes] | None]:
    """Keep the children's logs off a screen that the console draws on."""
    if not on_terminal:
        yield None
        return
    with (folder.run / LOG_NAME).open("wb") as log:
        yield log


@contextmanager
def _terminal_restored() -> Iterator[None]:
    """Give the terminal back as it was, even when the console was stopped in mid-draw."""
    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        with contextlib.suppress(termios.error, OSError):
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
            sys.stdout.write(LEAVE_FULL_SCREEN)
            sys.stdout.flush()
