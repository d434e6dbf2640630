"""The wipe daemon's own socket and life: one request a connection, one JSON object a line.

It shares no server with the other services: a small grammar, read with bounds, by the owner only.
"""

import json
import os
import queue
import select
import signal
import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from appliance.adapters import memory
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.unix_socket import listen, peer_uid
from appliance.agent.wiper import Agreement, Wiper
from appliance.core.canonical import unb64
from appliance.core.destruction import LEVELS, Level, fingerprint
from appliance.errors import (
    ApplianceError,
    InvalidInputError,
    NotFoundError,
    TooLargeError,
    UnauthenticatedError,
)
from appliance.logs import get_logger
from appliance.operations.progress import Progress

SERVICE: Final = "wiped"
REQUEST_BYTES: Final = 16 * 1024
AUTH_BYTES: Final = 32
PEOPLE: Final = 2
TIMEOUT_S: Final = 2.0
AT_ONCE: Final = 16

log = get_logger()

Members = Mapping[str, Any]


class MainThread:
    """Runs small things in the main thread: the kernel ties a process to its parent by thread."""

    def __init__(self) -> None:
        self.asked, self._asking = socket.socketpair()
        self._work: queue.SimpleQueue[tuple[Callable[[], None], threading.Event]] = (
            queue.SimpleQueue()
        )

    def call(self, work: Callable[[], None]) -> None:
        """Have something done, and wait for it; a main thread that has ended keeps nobody."""
        if threading.current_thread() is threading.main_thread():
            work()
            return
        done = threading.Event()
        self._work.put((work, done))
        self._asking.send(b".")
        done.wait(TIMEOUT_S)

    def turn(self) -> None:
        """Do what was asked for."""
        self.asked.recv(1)
        work, done = self._work.get()
        work()
        done.set()


class Supervisor:
    """The process that started this one and starts services again: told by signals alone.

    A signal needs neither a disk nor a healthy process at the other end.

    Args:
        main: runs things in the main thread.
    """

    def __init__(self, main: MainThread) -> None:
        self.main = main
        self.pid = os.getppid() if memory.dies_with_parent() else 0

    def hold(self) -> None:
        """Let nothing be started, and go on even if the supervisor is killed."""
        self.main.call(memory.outlive_parent)
        self._tell(signal.SIGUSR1)

    def release(self, *, blank: bool) -> None:
        """Belong to the supervisor again; on a blank box it starts everything."""
        if not self.pid:
            return
        self.main.call(memory.die_with_parent)
        if os.getppid() != self.pid:  # it went in the meantime, and nobody would ever end this
            os.kill(os.getpid(), signal.SIGTERM)
        elif blank:
            self._tell(signal.SIGUSR2)

    def _tell(self, number: signal.Signals) -> None:
        if self.pid and os.getppid() == self.pid:
            os.kill(self.pid, number)


class Door:
    """Lets the owner in, reads one request, and answers it.

    Args:
        wiper: what is asked for.
        owner_uid: the one uid that may ask.
    """

    def __init__(self, wiper: Wiper, owner_uid: int) -> None:
        self.wiper = wiper
        self.owner_uid = owner_uid
        self.answers: dict[str, Callable[[Members, Progress], Any]] = {
            "agree": self._agree,
            "certificate": self._certificate,
            "duress": self._duress,
            "endorse": self._endorse,
            "forget": self._forget,
            "lock": self._lock,
            "plan": self._plan,
            "rehearse": self._rehearse,
            "run": self._run,
            "start": self._start,
            "state": self._state,
        }

    def attend(self, connection: socket.socket) -> None:
        """Answer one connection and close it."""
        with connection:
            connection.settimeout(TIMEOUT_S)
            told = Told(connection)
            try:
                told.line({"result": self._answer(connection, told)})
            except ApplianceError as error:
                told.line({"error": error.to_json()})
            except Exception as error:
                log.exception("wipe.failed", exc_info=error)
                told.line({"error": ApplianceError().to_json()})

    def _answer(self, connection: socket.socket, told: "Told") -> Any:
        if peer_uid(connection) != self.owner_uid:
            raise UnauthenticatedError("This account may not speak to the wipe daemon.")
        untrusted = _read(connection)
        answer = self.answers.get(str(untrusted.get("op")))
        if answer is None:
            raise InvalidInputError
        try:
            return answer(untrusted, told)
        except (KeyError, TypeError, AttributeError) as error:
            raise InvalidInputError from error

    # --- one method for each verb

    def _state(self, _found: Members, _told: Progress) -> Any:
        return self.wiper.state()

    def _start(self, found: Members, _told: Progress) -> Any:
        return self.wiper.start(str(found["name"]))

    def _plan(self, found: Members, _told: Progress) -> Any:
        return self.wiper.plan(_level(found))

    def _agree(self, found: Members, _told: Progress) -> Any:
        return self.wiper.agree(_level(found), str(found["plan"]), _person(found["person"]))

    def _duress(self, found: Members, _told: Progress) -> Any:
        begin = self.wiper.under_duress(_person(found["person"]))
        threading.Thread(target=begin).start()
        return {}

    def _endorse(self, found: Members, _told: Progress) -> Any:
        self.wiper.endorse(found["key"])
        return {}

    def _rehearse(self, found: Members, told: Progress) -> Any:
        return self.wiper.rehearse(_level(found), told)

    def _run(self, found: Members, told: Progress) -> Any:
        people = [_person(each) for each in found["people"][:PEOPLE]]
        file = self.wiper.run(_level(found), str(found["plan"]), people, str(found["out"]), told)
        return _shown(file)

    def _lock(self, _found: Members, _told: Progress) -> Any:
        return {"ended": self.wiper.lock()}

    def _certificate(self, _found: Members, _told: Progress) -> Any:
        if self.wiper.finished is None:
            raise NotFoundError
        return _shown(self.wiper.finished)

    def _forget(self, _found: Members, _told: Progress) -> Any:
        self.wiper.finished = None
        return {}


class Told:
    """Writes to whoever asked; one who has gone, or has stopped reading, stops nothing.

    Args:
        connection: to the one who asked.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.listening = True
        self.percent = -1

    def phase(self, name: str) -> None:
        """Say that a phase begins."""
        self.percent = -1
        self.line({"phase": name})

    def step(self, done: int, total: int) -> None:
        """Say how far it is, when that has changed by a hundredth."""
        percent = 100 * done // max(total, 1)
        if percent != self.percent:
            self.percent = percent
            self.line({"done": done, "total": total})

    def line(self, found: Any) -> None:
        """Write one line."""
        if not self.listening:
            return
        try:
            self.connection.sendall(json.dumps(found).encode() + b"\n")
        except OSError:
            self.listening = False


def serve(folder: DataFolder, watch: Progress | None = None) -> None:
    """Run the daemon until SIGTERM. A wipe that was cut is finished before anyone is let in.

    Args:
        folder: the data folder.
        watch: also told of every phase.
    """
    memory.refuse_dumps()
    locked = memory.lock_memory()
    main = MainThread()
    wiper = Wiper(folder, Supervisor(main), watch, memory_locked=locked)
    wiper.resume()
    path = folder.socket(SERVICE)
    with listen(path) as listener:
        _let_in(listener, Door(wiper, os.geteuid()), main)
    path.unlink(missing_ok=True)


def _let_in(listener: socket.socket, door: Door, main: MainThread) -> None:
    """Give each connection a thread. Threads that wipe are waited for, whoever asks to stop."""
    stop, stopper = socket.socketpair()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopper.send(b"."))
    free = threading.BoundedSemaphore(AT_ONCE)

    def attend(connection: socket.socket) -> None:
        try:
            door.attend(connection)
        finally:
            free.release()

    while True:
        ready, _, _ = select.select([listener, main.asked, stop], [], [])
        if main.asked in ready:
            main.turn()
        if stop in ready:
            return
        if listener not in ready:
            continue
        connection, _ = listener.accept()
        if free.acquire(timeout=TIMEOUT_S):
            threading.Thread(target=attend, args=(connection,)).start()
        else:
            connection.close()


def _read(connection: socket.socket) -> Members:
    """Read one line of JSON, bounded in size and time.

    Raises:
        InvalidInputError: it is no JSON object, or does not come.
    """
    content = b""
    try:
        while not content.endswith(b"\n"):
            found = connection.recv(REQUEST_BYTES)
            if not found:
                raise InvalidInputError
            content += found
            if len(content) > REQUEST_BYTES:
                raise TooLargeError
        untrusted = json.loads(content)
    except (OSError, ValueError) as error:
        raise InvalidInputError from error
    if not isinstance(untrusted, dict):
        raise InvalidInputError
    return untrusted


def _level(found: Members) -> Level:
    for each in LEVELS:
        if found["level"] == each:
            return each
    raise InvalidInputError


def _person(untrusted: Members) -> Agreement:
    return Agreement(str(untrusted["name"]), unb64(untrusted["auth"], AUTH_BYTES))


def _shown(file: Mapping[str, Any]) -> dict[str, Any]:
    return {"code": fingerprint(file), "file": file}
