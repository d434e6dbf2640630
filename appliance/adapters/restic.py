"""restic: the program that keeps backups, encrypted, at a target (docs/decisions/0010).

Password and address reach it through pipes, so that neither stands in its arguments, its
environment or a file. It is never asked to forget or prune: what is old is the target's to remove.
"""

import json
import os
import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.adapters.bound_process import bound
from appliance.adapters.files import os_errors_translated
from appliance.errors import (
    ApplianceError,
    ResticMissingError,
    TargetBusyError,
    TargetDamagedError,
    TargetError,
    TargetFullError,
    TargetPasswordError,
)
from appliance.secret import Secret

PROGRAM = "restic"
HOST = "safehold"  # instead of the machine's own name
INHERITED = ("PATH", "HOME", "TMPDIR", "TZ")
UPDATES_A_SECOND = "4"
LAST_LINES = 40
NOT_ALL_READ = 3
STOPPED = "The backup was stopped."

Message = Mapping[str, Any]
Hear = Callable[[Message], None]
SIGNS: tuple[tuple[str, type[ApplianceError]], ...] = (
    ("already locked", TargetBusyError),
    ("wrong password", TargetPasswordError),
    ("no key found", TargetPasswordError),
    ("no space left", TargetFullError),
    ("disk quota", TargetFullError),
    ("507 insufficient", TargetFullError),
    ("ciphertext verification failed", TargetDamagedError),
    ("does not match", TargetDamagedError),
    ("not found in the index", TargetDamagedError),
    ("pack id", TargetDamagedError),
    ("invalid data returned", TargetDamagedError),
    ("contains errors", TargetDamagedError),
    ("damaged", TargetDamagedError),
)
"""What restic says, and what it means; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository of restic.

    Args:
        address: a folder, or `sftp:`, `rest:` or `s3:` and a place; it holds no password.
        password: the repository's.
        credentials: file with what the target itself asks for, if it does.
    """

    address: str
    password: Secret[str]
    credentials: Path | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One backup in a repository."""

    id: str
    time: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backup has brought to the target."""

    snapshot: str
    files: int
    total_bytes: int
    added_bytes: int


@dataclass(slots=True)
class Restic:
    """Runs restic, one program a call; every method blocks.

    Args:
        cache: folder for what it remembers of repositories; it is made when needed.
        upload_kib_s: most KiB sent a second; 0 for no limit.
    """

    cache: Path
    upload_kib_s: int = 0
    _running: set["subprocess.Popen[bytes]"] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _why: type[ApplianceError] = TargetError

    def make(self, repository: Repository) -> None:
        """Make a repository; what a kill has left of an earlier try is cleared away.

        Raises:
            TargetError: there is one, or it cannot be made.
        """
        place = folder_of(repository.address)
        if place is not None:
            _clear_unmade(place)
        self._run(repository, ["init"])

    def exists(self, repository: Repository) -> bool:
        """Tell whether the repository is there and this password opens it.

        Raises:
            TargetPasswordError: it is there, and another password opens it.
            TargetError: the target does not answer.
        """
        folder = folder_of(repository.address)
        if folder is not None and not (folder / "config").exists():
            return False
        try:
            self._run(repository, ["cat", "config"])
        except TargetPasswordError:
            raise
        except TargetError as error:
            if error.absent:
                return False
            raise
        return True

    def backup(
        self,
        repository: Repository,
        folder: Path,
        paths: Sequence[str],
        tags: Sequence[str],
        step: Callable[[int, int], None] = lambda _done, _total: None,
        left_out: str = "",
    ) -> Summary:
        """Back files up, by their paths below a folder.

        Args:
            repository: where to.
            folder: the folder.
            paths: what in it.
            tags: names under which the snapshot is found.
            step: is told bytes done and all bytes.
            left_out: pattern of names that are not taken along.

        Raises:
            TargetError: not everything is at the target.
        """
        found: list[Message] = []
        place = folder_of(repository.address)

        def hear(message: Message) -> None:
            if place is not None and not (place / "config").exists():
                self.stop()  # a disk that was pulled: the program would try again for minutes
            if message.get("message_type") == "status":
                step(int(message.get("bytes_done", 0)), int(message.get("total_bytes", 0)))
            elif message.get("message_type") == "summary":
                found.append(message)

        named = [word for tag in tags for word in ("--tag", tag)]
        excluded = ["--exclude", left_out] if left_out else []
        arguments = ["backup", "--host", HOST, *named, *excluded, "--", *paths]
        self._run(repository, arguments, folder, hear)
        if not found:
            raise TargetError("The backup program did not say that it finished.")
        [summary] = found
        # A disk that was pulled leaves a folder behind, and what went into it is nowhere.
        if not any(
            each.id.startswith(summary["snapshot_id"]) for each in self.snapshots(repository)
        ):
            raise TargetError("The backup is not at the target.")
        return Summary(
            snapshot=str(summary["snapshot_id"]),
            files=int(summary["total_files_processed"]),
            total_bytes=int(summary["total_bytes_processed"]),
            added_bytes=int(summary["data_added"]),
        )

    def snapshots(self, repository: Repository, tag: str = "") -> list[Snapshot]:
        """Return the snapshots, oldest first."""
        said = self._run(repository, ["snapshots", "--no-lock", *(["--tag", tag] if tag else [])])
        try:
            rows: list[dict[str, Any]] = json.loads("".join(said) or "[]") or []
            found = [Snapshot(r["id"], r["time"], tuple(r.get("tags") or ())) for r in rows]
        except (ValueError, KeyError, TypeError) as error:
            raise TargetError("The backup program's answer is not understood.") from error
        return sorted(found, key=lambda each: each.time)

    def restore(self, repository: Repository, snapshot: str, into: Path) -> None:
        """Bring a snapshot back; each piece is checked against its hash on the way."""
        self._run(repository, ["restore", snapshot, "--target", str(into)])

    def dump(self, repository: Repository, snapshot: str, path: str) -> bytes:
        """Return one small file of a snapshot; it is not written anywhere."""
        return "".join(self._run(repository, ["dump", snapshot, path])).encode()

    def check(
        self, repository: Repository, part: int = 1, parts: int = 1, *, whole: bool = True
    ) -> None:
        """Check the structure, and read one of so many equal parts of the data back.

        Args:
            repository: the repository.
            part: which part, from 1.
            parts: how many make up the whole.
            whole: look first for what is missing, which is then named at once.

        Raises:
            TargetDamagedError: something is missing or is not what was stored.
        """
        if whole:
            self._run(repository, ["check"])
        self._run(repository, ["check", f"--read-data-subset={part}/{parts}"])

    def stop(self, why: type[ApplianceError] = TargetError) -> None:
        """End what runs, at once: it holds passwords in memory.

        Args:
            why: the error that whoever waits for it gets.
        """
        with self._lock:
            running = list(self._running)
            self._why = why
        for process in running:
            process.kill()

    # --- inside

    def _run(
        self,
        repository: Repository,
        arguments: Sequence[str],
        folder: Path | None = None,
        hear: Hear | None = None,
    ) -> list[str]:
        """Run restic to its end; return what it said, unless each line is heard instead.

        A lock keeps others from removing what is in use. Nobody removes anything here, and nobody
        else has the password: one that is met was left by a kill, whatever the kernel says of its
        program, and stops nothing.
        """
        try:
            return self._run_once(repository, arguments, folder, hear)
        except TargetBusyError:
            self._run_once(repository, ["unlock", "--remove-all"])
            return self._run_once(repository, arguments, folder, hear)

    def _run_once(
        self,
        repository: Repository,
        arguments: Sequence[str],
        folder: Path | None = None,
        hear: Hear | None = None,
    ) -> list[str]:
        program = shutil.which(PROGRAM)
        if program is None:
            raise ResticMissingError
        self.cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        options = ["--json", "--cache-dir", str(self.cache), *_sftp(repository)]
        if self.upload_kib_s:
            options += ["--limit-upload", str(self.upload_kib_s)]
        with _handed_over(repository) as (descriptors, environment):
            process = subprocess.Popen(  # noqa: S603 - one program, found on our own path
                bound([program, *options, *arguments]),
                cwd=folder,
                env=environment,
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        with self._lock:
            self._running.add(process)
        try:
            return _followed(process, hear)
        except TargetError as error:
            if process.returncode < 0:
                raise self._why(STOPPED) from error
            raise
        finally:
            with self._lock:
                self._running.discard(process)


def installed() -> bool:
    """Tell whether restic is there."""
    return shutil.which(PROGRAM) is not None


def folder_of(address: str) -> Path | None:
    """Return the folder of an address that names one on this machine."""
    kind = address.partition(":")[0]
    return None if kind in {"sftp", "rest", "s3"} else Path(address)


def _clear_unmade(place: Path) -> None:
    """Remove the keys of a repository that was never finished: nothing is under them.

    The program writes its keys first and `config` last, and makes no repository beside keys.
    """
    kept = (place / name for name in ("data", "index", "snapshots"))
    if (place / "config").exists() or any(each.is_file() for k in kept for each in k.rglob("*")):
        return
    with os_errors_translated():
        for key in place.glob("keys/*"):
            key.unlink()


def _followed(process: "subprocess.Popen[bytes]", hear: Hear | None) -> list[str]:
    complaints: deque[str] = deque(maxlen=LAST_LINES)
    said: list[str] = []
    with process:
        listener = threading.Thread(target=_collect, args=(process, complaints), daemon=True)
        listener.start()
        assert process.stdout is not None  # noqa: S101 - it was asked for
        for line in process.stdout:
            if hear is None:
                said.append(line.decode("utf-8", "replace"))
            else:
                _tell(line, hear)
        code = process.wait()
        listener.join()
    if code:
        raise translate(code, "\n".join(complaints) + "".join(said[-LAST_LINES:]))
    return said


def _collect(process: "subprocess.Popen[bytes]", complaints: deque[str]) -> None:
    assert process.stderr is not None  # noqa: S101 - it was asked for
    for line in process.stderr:
        complaints.append(line.decode("utf-8", "replace"))


def _tell(line: bytes, hear: Hear) -> None:
    try:
        message = json.loads(line)
    except ValueError:
        return
    if isinstance(message, dict):
        hear(message)


def translate(code: int, said: str) -> ApplianceError:
    """Return the appliance's error for how restic ended; what it said is not passed on.

    Args:
        code: its exit code, negative where a signal ended it.
        said: the end of its output.
    """
    if code < 0:
        return TargetError(STOPPED)
    text = said.lower()
    if code == NOT_ALL_READ:
        return TargetError("Some files could not be read for the backup.")
    for sign, kind in SIGNS:
        if sign in text:
            return kind()
    error = TargetError()
    gone = ("unable to open config file", "is there a repository", "repository does not exist")
    error.absent = any(each in text for each in gone)
    return error


@contextmanager
def _handed_over(repository: Repository) -> Iterator[tuple[tuple[int, ...], dict[str, str]]]:
    """Put password and address into pipes that only the started program can read."""
    descriptors: list[int] = []
    try:
        address = _pipe_with(_address(repository))
        descriptors.append(address)
        password = _pipe_with(repository.password.reveal())
        descriptors.append(password)
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        environment |= {
            "LC_ALL": "C",
            "RESTIC_PASSWORD_FILE": f"/dev/fd/{password}",
            "RESTIC_PROGRESS_FPS": UPDATES_A_SECOND,
            "RESTIC_REPOSITORY_FILE": f"/dev/fd/{address}",
        }
        if repository.address.startswith("s3:") and repository.credentials is not None:
            environment["AWS_SHARED_CREDENTIALS_FILE"] = str(repository.credentials)
        yield tuple(descriptors), environment
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _pipe_with(text: str) -> int:
    reader, writer = os.pipe()  # what it holds is far below what a pipe takes without a reader
    try:
        os.write(writer, text.encode())
    finally:
        os.close(writer)
    return reader


def _address(repository: Repository) -> str:
    """Return the address, with name and password of a rest-server put in where there are any."""
    if not repository.address.startswith("rest:") or repository.credentials is None:
        return repository.address
    try:
        account = repository.credentials.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise TargetError("The file with the target's credentials cannot be read.") from error
    scheme, mark, place = repository.address.removeprefix("rest:").partition("://")
    return f"rest:{scheme}{mark}{account}@{place}"


def _sftp(repository: Repository) -> list[str]:
    """Return how ssh is called: with one key, and only to a host that is known."""
    if not repository.address.startswith("sftp:") or repository.credentials is None:
        return []
    host = repository.address.removeprefix("sftp:").partition(":")[0]
    known = repository.credentials.with_name(repository.credentials.name + ".known_hosts")
    command = (
        f"ssh -i {repository.credentials} -o BatchMode=yes -o IdentitiesOnly=yes "
        f"-o StrictHostKeyChecking=yes -o UserKnownHostsFile={known} {host} -s sftp"
    )
    return ["-o", f"sftp.command={command}"]
