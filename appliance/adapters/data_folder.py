"""Where everything of an embedded deployment lies (docs/interfaces.md §1)."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from appliance.errors import ConfigurationError

SERVICES = ("storage", "intake", "coordination", "gateway", "wiped")
LONGEST_SOCKET_BYTES = 100
FOLDER_MODE = 0o700
FILE_MODE = 0o600


@dataclass(frozen=True)
class DataFolder:
    """The paths of one deployment; nothing is made before `prepare`.

    Args:
        root: the data folder.
    """

    root: Path

    @classmethod
    def at(cls, path: Path | str) -> "DataFolder":
        """Return the folder at a path, which is made absolute without following links."""
        return cls(Path(os.path.abspath(Path(path).expanduser())))  # noqa: PTH100 - resolve() follows links

    def prepare(self) -> None:
        """Make every folder, each readable by its owner alone.

        Raises:
            ConfigurationError: the folder cannot be made, or belongs to somebody else.
        """
        try:
            for folder in self.folders():
                folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
                _own(folder)
        except OSError as error:
            raise ConfigurationError(
                "The data folder cannot be made or written.",
                "Choose another one with --data, or free its owner and rights.",
            ) from error

    def folders(self) -> list[Path]:
        """Return every folder, parents first."""
        state = [self.state / name for name in ("tokens", "tickets", "pepper", "jobs")]
        spool = [self.spool, self.spool / "parts"]
        vault = [self.vault, self.blobs, self.log]
        return [self.root, self.state, *state, *spool, *vault, self.run]

    @property
    def lock_file(self) -> Path:
        """The file that the supervisor locks; its presence alone means nothing."""
        return self.root / "lock"

    @property
    def intent_file(self) -> Path:
        """Says that a wipe was decided, for a start that has to finish it; blank otherwise."""
        return self.root / "wipe.intent"

    @property
    def state(self) -> Path:
        """Readable while sealed; nothing here opens a case."""
        return self.root / "state"

    @property
    def jobs(self) -> Path:
        """Long operations, each with the phase it is in."""
        return self.state / "jobs"

    @property
    def spool(self) -> Path:
        """Open while sealed: reports and uploads on their way in."""
        return self.root / "spool"

    @property
    def vault(self) -> Path:
        """Databases, blobs, keyring and log."""
        return self.root / "vault"

    @property
    def blobs(self) -> Path:
        """Sealed blobs."""
        return self.vault / "blobs"

    @property
    def log(self) -> Path:
        """Tiles and checkpoint."""
        return self.vault / "log"

    @property
    def vault_file(self) -> Path:
        """The embedded vault (record-format §14)."""
        return self.vault / "vault.json"

    @property
    def deployment_file(self) -> Path:
        """What deployment this is; absent until set-up has finished."""
        return self.state / "deployment.json"

    @property
    def setup_file(self) -> Path:
        """Says that a set-up has begun: only then may what it left be swept away."""
        return self.state / "setup.json"

    @property
    def directory_file(self) -> Path:
        """The signed key directory."""
        return self.state / "directory.json"

    def directory_version_file(self, version: int) -> Path:
        """Return where one version of the key directory is kept."""
        return self.state / f"directory.{version}.json"

    @property
    def staff_file(self) -> Path:
        """The signed staff directory."""
        return self.state / "staff.json"

    @property
    def escrow_file(self) -> Path:
        """The signed record of key escrow: sets of shares and their public keys."""
        return self.state / "escrow.json"

    @property
    def escrow_bundle(self) -> Path:
        """What only trustees can open, a folder for each set of shares."""
        return self.state / "escrow"

    @property
    def backup(self) -> Path:
        """What backups need while they run; nothing in it has to survive."""
        return self.root / "backup"

    @property
    def backup_targets_file(self) -> Path:
        """Where backups go; it holds no secret."""
        return self.state / "backup-targets.json"

    @property
    def backups_file(self) -> Path:
        """How backups, checks and drills have gone."""
        return self.state / "backups.json"

    @property
    def restored_file(self) -> Path:
        """What a restored box begins its log with; absent otherwise."""
        return self.state / "restored.json"

    @property
    def succession_file(self) -> Path:
        """How each log followed the one before it, signed, for witnesses."""
        return self.state / "succession.json"

    @property
    def operators_file(self) -> Path:
        """Operators' names (hashed), sign-in secrets (hashed) and sealed identities."""
        return self.state / "operators.json"

    @property
    def alternatives_file(self) -> Path:
        """Entries that are random, or hashes of further passphrases: nobody can tell which."""
        return self.state / "alternatives.json"

    @cached_property
    def run(self) -> Path:
        """Folder of the sockets: inside the data folder if their paths fit, else temporary."""
        inside = self.root / "run"
        longest = max(len(os.fsencode(inside / f"{name}.sock")) for name in (*SERVICES, "agent"))
        if longest <= LONGEST_SOCKET_BYTES:
            return inside
        name = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"safehold-{name}"

    def socket(self, service: str) -> Path:
        """Return the unix socket of a service or of the agent."""
        return self.run / f"{service}.sock"


def check_sockets(run: Path) -> None:
    """Refuse a temporary folder of sockets that somebody else may have made while nothing ran.

    Inside the data folder nobody else can put one, and one that is missing holds no socket.

    Args:
        run: the folder of the sockets.

    Raises:
        ConfigurationError: it belongs to another user, is a link, or is open to others.
    """
    if run.parent != Path(tempfile.gettempdir()):
        return
    try:
        found = run.lstat()
    except FileNotFoundError:
        return
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    if not is_ours or stat.S_IMODE(found.st_mode) != FOLDER_MODE:
        raise ConfigurationError(
            "The temporary folder of the sockets is not yours alone: nothing was sent.",
            "Another user may have made it. Have it removed, or use a data folder with a short "
            "path, then start Safehold again.",
        )


def _own(folder: Path) -> None:
    """Refuse a folder that is a link or belongs to another user, then close it to others."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise ConfigurationError(
            "A folder of the data folder belongs to another user, or is a link.",
            "Start Safehold as the user that owns the data.",
        )
    if stat.S_IMODE(found.st_mode) != FOLDER_MODE:
        folder.chmod(FOLDER_MODE)
