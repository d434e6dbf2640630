"""What every operation works on: this box, its neighbours and, while open, its keys."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from appliance.adapters.coordination_client import CoordinationClient
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.embedded_vault import EmbeddedVault, VaultSecrets, past_logs_to_json
from appliance.adapters.intake_client import IntakeClient
from appliance.adapters.restic import Restic
from appliance.adapters.storage_client import StorageClient
from appliance.config import Settings
from appliance.core.custody import Event
from appliance.errors import SealedError
from appliance.operations.vitals import Vitals
from appliance.ports import Clock


@dataclass(slots=True)
class Box:
    """The embedded deployment as the agent holds it.

    Args:
        folder: the data folder.
        settings: what is configured.
        clock: tells the time.
        storage: storage's internal API.
        coordination: coordination's internal API.
        intake: intake's internal API.
        pepper: key under which operators' names are hashed.
        two_people: operations that take two people beyond those that ask for it by themselves.
        keys: the vault's secrets, only while the agent holds the box open.
        changing: held by whoever changes the box, so that versions have one writer.
        orphans: cases with something that nobody is left to read; upkeep counts.
        rewrapped: cases that can be recovered, and those that only former trustees can open.
        warned: whether the dead-man's switch will lock the box soon.
        wiper_alarms: what is wrong with the wipe daemon, as codes; upkeep looks.
        backing_up: held by whoever works with backup targets.
        restic: runs the backup program.
        program: folders of the program, whose files must not change while it runs.
        vitals: what is remembered of the box's health.
    """

    folder: DataFolder
    settings: Settings
    clock: Clock
    storage: StorageClient
    coordination: CoordinationClient
    intake: IntakeClient
    pepper: bytes = field(repr=False)
    two_people: frozenset[str] = frozenset()
    keys: VaultSecrets | None = field(default=None, repr=False)
    changing: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    wiper_alarms: tuple[str, ...] = ()
    orphans: int = 0
    rewrapped: tuple[int, int] = (0, 0)
    warned: bool = False
    backing_up: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    restic: Restic = field(init=False, repr=False)
    program: tuple[Path, ...] = ()
    vitals: Vitals = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.restic = Restic(self.folder.backup / "cache", self.settings.backup.upload_kib_s)
        self.vitals = Vitals.at(self.folder.state)

    @property
    def vault(self) -> EmbeddedVault:
        """The vault file."""
        return EmbeddedVault(self.folder.vault_file)

    @property
    def today(self) -> str:
        """This day, as records write it."""
        return self.clock.today().isoformat()

    def held_keys(self) -> VaultSecrets:
        """Return the vault's secrets.

        Raises:
            SealedError: the agent does not hold them.
        """
        if self.keys is None:
            raise SealedError("The box is sealed.", "Unlock it first: “safehold unlock”.")
        return self.keys

    async def close(self) -> None:
        """Forget the keys and close the connections."""
        self.keys = None
        self.restic.stop()
        await self.storage.close()
        await self.coordination.close()
        await self.intake.close()


async def open_storage(
    box: Box, deployment: str, keys: VaultSecrets, begin: Event | None = None
) -> None:
    """Give storage the keys it needs; the deployment key is not among them.

    Args:
        box: this box.
        deployment: the deployment's id.
        keys: the vault's secrets.
        begin: the event that begins the log, at the first opening after a restore.
    """
    await box.storage.open(
        deployment,
        sorted(keys.epochs.items()),
        keys.log_seed,
        past_logs_to_json(keys.past),
        begin.to_json() if begin is not None else None,
    )
