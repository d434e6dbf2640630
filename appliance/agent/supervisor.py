"""Keeps the processes of an embedded deployment running.

One process, one selector: it wakes when a child ends (pidfd), when a signal comes, or when a
restart is due. It holds the lock on the data folder as long as it lives; the kernel kills its
children when it goes, however it goes.
"""

import contextlib
import fcntl
import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.health import tcp_ready, unix_ready
from appliance.adapters.intent_file import IntentFile
from appliance.adapters.service_keys import ServiceKeys
from appliance.adapters.supervision import (
    ServiceReport,
    Supervision,
    addresses_of,
    write_supervision,
)
from appliance.adapters.unix_socket import listens
from appliance.agent import children
from appliance.errors import (
    AlreadyRunningError,
    ApplianceError,
    PortInUseError,
    StartError,
    WipeUnfinishedError,
)
from appliance.logs import get_logger
from appliance.operations import restore_here

# The wipe daemon leans on nobody. Of the others storage starts first and stops last: everybody
# else leans on it.
WIPER = "wiped"
AGENT = "agent"
START_ORDER = (WIPER, "storage", "coordination", "intake", "agent", "gateway")
STOP_STAGES = (("gateway",), ("intake", "coordination", "agent"), ("storage",), (WIPER,))
POLL_S = 0.02
READY_WITHIN_S = 30.0
STOP_WITHIN_S = 5.0
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 10.0

log = get_logger()


@dataclass(slots=True)
class Child:
    """One supervised process and where it stands."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    pidfd: int = -1
    state: str = "down"
    since: float = field(default_factory=time.time)
    started: float = 0.0
    due: float = 0.0
    restarts: int = 0
    crashes_in_a_row: int = 0

    def report(self) -> ServiceReport:
        """Return what the agent is told."""
        pid = self.process.pid if self.process is not None else 0
        return ServiceReport(self.name, self.state, int(self.since), self.restarts, pid)

    def next_pause_s(self) -> float:
        """Return how long to wait before the next start.

        Only a part that ends before it ever answered waits longer each time: one that served is
        needed again at once.
        """
        if self.state == "up":
            self.crashes_in_a_row = 0
        self.crashes_in_a_row += 1
        return float(min(FIRST_PAUSE_S * 2 ** (self.crashes_in_a_row - 1), LONGEST_PAUSE_S))


class Supervisor:
    """Starts, watches and stops the processes of one data folder.

    Args:
        folder: the data folder, prepared.
        host: name under which the gateway is reached.
        port: its first port.
        child_log: where the children's logs go; standard error where absent.
    """

    def __init__(
        self, folder: DataFolder, host: str, port: int, child_log: IO[bytes] | None = None
    ) -> None:
        self.folder = folder
        self.host = host
        self.port = port
        self.addresses = addresses_of(host, port)
        self._log = child_log
        self._children = {name: Child(name) for name in START_ORDER}
        self._selector = selectors.DefaultSelector()
        self._stopping = False
        self._held = False
        self._blank = False

    @property
    def stopping(self) -> bool:
        """Whether a signal has asked to stop."""
        return self._stopping

    # --- life

    def finish_wipe(self) -> bool:
        """Let a wipe that was cut be finished, before anything else is started.

        Returns:
            Whether there was one.

        Raises:
            WipeUnfinishedError: the disk does not let it end.
            KeyboardInterrupt: a signal asked to stop.
        """
        intent = IntentFile(self.folder.intent_file)
        found = intent.read()
        if found is None:
            return False
        wiper = self._children[WIPER]
        self._spawn(wiper)
        while wiper.state == "starting":
            self._turn(POLL_S, only=wiper)
            if self._stopping:
                raise KeyboardInterrupt
        if wiper.state != "up" or intent.read() is not None:
            raise WipeUnfinishedError
        self._begin_again()
        return not found.quiet

    def start(self) -> None:
        """Start everything and wait until all of it is ready.

        Raises:
            StartError: something did not become ready; everything is stopped again.
            KeyboardInterrupt: a signal asked to stop while starting.
        """
        for child in self._children.values():
            if child.process is None:
                self._spawn(child)
        deadline = time.monotonic() + READY_WITHIN_S
        while not self._all_up():
            self._turn(POLL_S)
            if self._stopping:
                raise KeyboardInterrupt
            if time.monotonic() > deadline or self._hopeless():
                raise StartError

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Keep everything running until a signal asks to stop, or `until` says so."""
        while not self._stopping and not until():
            self._turn(self._next_turn_s())

    def watch_process(self, process: subprocess.Popen[bytes]) -> int:
        """Keep everything running while another process of ours does; return its exit code."""
        pidfd = os.pidfd_open(process.pid)
        self._selector.register(pidfd, selectors.EVENT_READ, None)
        try:
            self.watch(until=lambda: process.poll() is not None)
        finally:
            self._selector.unregister(pidfd)
            os.close(pidfd)
        if process.poll() is None:
            process.terminate()
        return process.wait()

    def stop(self) -> None:
        """Stop everything in order; what does not end in time is killed."""
        self._stopping = True
        self._stop_all()
        (self.folder.run / "supervisor.json").unlink(missing_ok=True)

    def _stop_all(self) -> None:
        for stage in STOP_STAGES:
            ending = [self._children[name] for name in stage]
            for child in ending:
                if child.process is not None:
                    child.process.terminate()
            for child in ending:
                self._end(child)

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Turn SIGTERM, SIGINT and SIGHUP into a wish to stop."""
        reader, writer = socket.socketpair()
        reader.setblocking(False)
        writer.setblocking(False)
        self._selector.register(reader, selectors.EVENT_READ, reader)
        numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        before = {number: signal.signal(number, self._on_signal) for number in numbers}
        before[signal.SIGUSR1] = signal.signal(signal.SIGUSR1, self._on_hold)
        before[signal.SIGUSR2] = signal.signal(signal.SIGUSR2, self._on_blank)
        wakeup = signal.set_wakeup_fd(writer.fileno())
        try:
            yield
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._selector.unregister(reader)
            reader.close()
            writer.close()

    # --- one turn

    def _on_signal(self, _number: int, _frame: object) -> None:
        self._stopping = True

    def _on_hold(self, _number: int, _frame: object) -> None:
        """The wipe daemon is at work: what ends now stays ended."""
        self._held = True

    def _on_blank(self, _number: int, _frame: object) -> None:
        """The wipe daemon has left a blank box."""
        self._blank = True

    def _turn(self, timeout_s: float | None, only: Child | None = None) -> None:
        for key, _ in self._selector.select(timeout_s):
            if isinstance(key.data, Child):
                self._on_end(key.data)
            elif isinstance(key.data, socket.socket):
                key.data.recv(64)
        if self._blank:
            self._begin_again()
        now = time.monotonic()
        for child in [only] if only else self._children.values():
            self._advance(child, now)

    def _begin_again(self) -> None:
        """Start everything on a blank box, with new service keys."""
        self._held = self._blank = False
        self.folder.prepare()
        ServiceKeys(self.folder).make_missing()
        for child in self._children.values():
            child.due = 0.0
            child.crashes_in_a_row = 0

    def _next_turn_s(self) -> float | None:
        watched = [each for each in self._children.values() if self._may_start(each)]
        if any(child.state == "starting" for child in watched):
            return POLL_S
        due = [child.due for child in watched if child.state == "down"]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _advance(self, child: Child, now: float) -> None:
        if self._stopping or not self._may_start(child):
            return
        if child.state == "starting":
            if self._ready(child):
                self._change(child, "up")
                self._check_held(child)
            elif self._overdue(child, now) and child.process is not None:
                child.process.kill()
        elif child.state == "down" and now >= child.due:
            child.restarts += 1
            self._spawn(child)

    def _overdue(self, child: Child, now: float) -> bool:
        """The wipe daemon may be finishing a wipe, which takes what it takes."""
        return child.name != WIPER and now - child.started > READY_WITHIN_S

    def _may_start(self, child: Child) -> bool:
        """During a wipe only the wipe daemon is started again: it goes on where it was cut."""
        return not self._held or child.name == WIPER

    def _check_held(self, child: Child) -> None:
        """A wipe daemon that comes back with nothing left to do keeps nobody waiting."""
        if self._held and child.name == WIPER:
            self._blank = IntentFile(self.folder.intent_file).read() is None

    def _ready(self, child: Child) -> bool:
        if child.name == WIPER:
            return listens(self.folder.socket(WIPER))
        if child.name == "gateway":  # its storage origin answers through to storage
            return tcp_ready(self.host, self.port + 2)
        return unix_ready(self.folder.socket(child.name))

    # --- processes

    def _spawn(self, child: Child) -> None:
        arguments = ["serve", child.name, "--data", str(self.folder.root), "--port", str(self.port)]
        child.process = children.start("appliance.cli", arguments, self._log)
        child.pidfd = os.pidfd_open(child.process.pid)
        child.started = time.monotonic()
        self._selector.register(child.pidfd, selectors.EVENT_READ, child)
        self._change(child, "starting")

    def _on_end(self, child: Child) -> None:
        code = self._reap(child)
        if self._stopping:
            return
        child.due = time.monotonic() + child.next_pause_s()
        log.warning("service.ended", unit=child.name, exit_code=code, attempt=child.restarts + 1)
        self._change(child, "down")
        if child.name == AGENT and not self._held and restore_here.is_ready(self.folder):
            self._put_restored_in_place()

    def _put_restored_in_place(self) -> None:
        """A backup was brought back: with nothing running it takes its place (restore_here)."""
        self._stop_all()
        try:
            restore_here.finish(self.folder)
        except ApplianceError as error:  # the agent is started all the same; the next end tries
            log.exception("restore.not_in_place", exc_info=error)
        self._begin_again()

    def _reap(self, child: Child) -> int:
        self._selector.unregister(child.pidfd)
        os.close(child.pidfd)
        code = child.process.wait() if child.process is not None else 0
        child.process = None
        return code

    def _end(self, child: Child) -> None:
        if child.process is None:
            return
        try:
            child.process.wait(None if child.name == WIPER and self._held else STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            log.warning("service.killed", unit=child.name)
            child.process.kill()
        self._reap(child)
        child.state = "down"

    def _change(self, child: Child, state: str) -> None:
        child.state = state
        child.since = time.time()
        reports = tuple(each.report() for each in self._children.values())
        with contextlib.suppress(OSError):  # a full disk: the report is for show only
            write_supervision(self.folder, Supervision(self.addresses, reports))

    def _all_up(self) -> bool:
        return all(child.state == "up" for child in self._children.values())

    def _hopeless(self) -> bool:
        return any(child.crashes_in_a_row > 3 for child in self._children.values())


@contextmanager
def locked(folder: DataFolder) -> Iterator[None]:
    """Hold the data folder for one supervisor; a file left by an earlier one does not count.

    Raises:
        AlreadyRunningError: another supervisor runs on this data.
    """
    descriptor = os.open(folder.lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise AlreadyRunningError from error
    try:
        yield
    finally:
        os.close(descriptor)


def check_ports(host: str, port: int) -> None:
    """Refuse to start where a port of the gateway is taken.

    Raises:
        PortInUseError: one of the three ports is in use.
    """
    for number in range(port, port + 3):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1" if host == "localhost" else host, number))
            except OSError as error:
                raise PortInUseError(port=number) from error
