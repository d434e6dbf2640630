"""What intake's handlers work with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from starlette.requests import Request

from appliance.adapters.storage_client import StorageClient
from appliance.config import Settings
from appliance.core.canonical import parse_id
from appliance.intake.admission import Admission
from appliance.intake.directory_file import DirectoryFile
from appliance.intake.forwarder import Forwarder
from appliance.intake.keyed import Pepper
from appliance.intake.spool import Mailbox, Spool
from appliance.intake.vault_state import VaultState
from appliance.ports import Clock

MAILBOX_HEADER = "Safehold-Mailbox"


@dataclass(frozen=True, slots=True, repr=False)
class IntakeKeys:
    """The keys intake holds; none of them opens anything.

    Attributes:
        pepper: 32 bytes under which names are hashed.
        ticket_seed: Ed25519 seed that signs tickets.
        callers: bearer token -> name of who may use `/internal/`.
    """

    pepper: bytes
    ticket_seed: bytes
    callers: Mapping[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class Desk:
    """Everything a request may need, made once at the start."""

    settings: Settings
    clock: Clock
    keys: IntakeKeys
    pepper: Pepper
    spool: Spool
    storage: StorageClient
    directory: DirectoryFile
    vault: VaultState
    admission: Admission
    forwarder: Forwarder

    async def find(self, name: str) -> tuple[Mailbox | None, str]:
        """Return a mailbox, if somebody made it, and the case to work on in any case.

        For a mailbox that nobody made the case is one that nobody has, so that the work that
        follows is the same.
        """
        decoy = self.pepper.decoy_case(name)
        mailbox = await self.spool.mailbox(self.pepper.mailbox(name), decoy)
        return mailbox, mailbox.case if mailbox else decoy


def desk_of(request: Request) -> Desk:
    """Return the desk of the application that a request came to."""
    return cast("Desk", request.app.state.desk)


def mailbox_name(request: Request) -> str:
    """Return the mailbox that a request names.

    Raises:
        InvalidInputError: none, or not an id.
    """
    return parse_id(request.headers.get(MAILBOX_HEADER))
