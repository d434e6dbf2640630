"""A deployment for browser tests: real processes, an invented directory, one folder."""

import asyncio
import json
import secrets
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.service_keys import ServiceKeys
from appliance.adapters.storage_client import StorageClient
from appliance.core import hybrid
from appliance.core.canonical import b64
from appliance.core.derivation import key_id, verify_key
from appliance.core.directory import Directory, Help, IntakeKey, Organisation, sign_directory

Result = TypeVar("Result")
ROOT = Path(__file__).parent.parent.parent
DEPLOYMENT_SEED = bytes(range(32))
PIN = verify_key(DEPLOYMENT_SEED)
DEPLOYMENT = "d" * 32
EPOCH_KEY = secrets.token_bytes(32)
LOG_SEED = secrets.token_bytes(32)
STARTS = "import sys; from appliance.cli import main; sys.exit(main())"


def wait_for(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end; in a thread, since the browser's driver has its own loop here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def intake_identity(number: int) -> str:
    """Return the intake key of the organisation at a place; the same for every stand."""
    return hybrid.identity_from_seed(bytes([number + 1]) * 32)


def directory(*names: str, training: bool = False, expires_days: int = 20) -> Directory:
    """Return the directory of an invented deployment; each named organisation does intake."""
    today = datetime.now(UTC).date()
    return Directory(
        country="cd",
        deployment=DEPLOYMENT,
        expires=(today + timedelta(days=expires_days)).isoformat(),
        form=("intake", 1),
        help=(Help({"fr": "Ligne d’écoute gratuite", "en": "Free helpline"}, "00 00 00"),),
        issued=(today - timedelta(days=1)).isoformat(),
        languages=("fr", "en"),
        log_key=b64(bytes(32)),
        log_origin=f"safehold/{DEPLOYMENT}",
        name="Essai",
        organisations=tuple(_organisation(*each) for each in enumerate(names)),
        version=1,
        training=training,
    )


def without_intake(found: Directory) -> Directory:
    """Return the same directory before any professional made an intake key."""
    bare = tuple(replace(each, intake=None) for each in found.organisations)
    return replace(found, organisations=bare)


def later(found: Directory, version: int) -> Directory:
    """Return a directory as a later version of another one."""
    return replace(found, version=version, previous="0" * 64)


def _organisation(number: int, name: str) -> Organisation:
    recipient = hybrid.recipient_of(intake_identity(number))
    intake = IntakeKey(key_id(recipient), recipient)
    return Organisation(f"{number + 1:032x}", name, ("health_medical", "psychosocial"), intake)


@dataclass
class Stand:
    """Running services and where to find them.

    Attributes:
        folder: the data folder.
        port: of the intake origin.
        processes: by service.
    """

    folder: DataFolder
    port: int
    processes: dict[str, subprocess.Popen[bytes]]

    @property
    def address(self) -> str:
        """The intake app, without a pin."""
        return f"http://localhost:{self.port}/"

    @property
    def link(self) -> str:
        """The intake app as she is given it."""
        return f"{self.address}#k={PIN}"

    def page(self, language: str) -> str:
        """The first page of a language, as she is given it."""
        return f"{self.address}{language}.html#k={PIN}"

    def publish(self, found: Directory, seed: bytes = DEPLOYMENT_SEED) -> None:
        """Put a directory in place."""
        content = sign_directory(found, seed)
        self.folder.directory_version_file(found.version).write_bytes(content)
        self.folder.directory_file.write_bytes(content)

    def start(self, service: str) -> None:
        """Start one service and wait until it answers."""
        command = [sys.executable, "-c", STARTS, "serve", service]
        command += ["--data", str(self.folder.root)]
        if service == "gateway":
            command += ["--port", str(self.port)]
        self.processes[service] = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)

    def stop(self, service: str) -> None:
        """End one service and wait until it has."""
        process = self.processes.pop(service)
        process.terminate()
        process.wait(timeout=20)

    def storage(self, caller: str = "coordination") -> StorageClient:
        """Return a client of storage, as one of the services has it."""
        token = ServiceKeys(self.folder).token(caller, "storage")
        return StorageClient(self.folder.socket("storage"), token)

    def unlock(self) -> None:
        """Open storage, as an operator does."""

        async def unlock() -> None:
            async with self.storage("agent") as storage:
                await storage.open(DEPLOYMENT, [(1, EPOCH_KEY)], LOG_SEED)

        wait_for(unlock())

    def lock(self) -> None:
        """Seal storage again."""

        async def lock() -> None:
            async with self.storage("agent") as storage:
                await storage.lock()

        wait_for(lock())

    def wait_ready(self) -> None:
        """Return once the gateway reaches intake."""
        deadline = datetime.now(UTC) + timedelta(seconds=30)
        while not self._answers():
            if datetime.now(UTC) > deadline:
                raise TimeoutError("intake does not answer")
            self._pause()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}api/directory", timeout=5) as answer:
                return "state" in json.load(answer)
        except (urllib.error.URLError, OSError):
            return False

    def _pause(self) -> None:
        """Yield the processor until a service may have moved on, without counting on a time."""
        for process in self.processes.values():
            try:
                process.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
            raise ChildProcessError("a service ended while starting")


@contextmanager
def running(root: Path, found: Directory) -> Iterator[Stand]:
    """Run storage, intake and the gateway over a new data folder until the block ends."""
    folder = DataFolder.at(root)
    folder.prepare()
    ServiceKeys(folder).make_missing()
    stand = Stand(folder, _free_ports(), {})
    stand.publish(found)
    try:
        for service in ("storage", "intake", "gateway"):
            stand.start(service)
        stand.wait_ready()
        stand.unlock()
        yield stand
    finally:
        for service in list(stand.processes):
            stand.stop(service)


def _free_ports() -> int:
    """Return the first of three free ports in a row."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            first = int(probe.getsockname()[1])
        if first <= 65000 and all(_is_free(first + step) for step in (0, 1, 2)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
