"""The keyring: wraps, encrypted once more under the epoch key (record-format §14).

Destroying an epoch's key destroys every wrap written under it, wherever copies of the row lie.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Row, select

from appliance.adapters.randomness import random_bytes
from appliance.core.canonical import b64
from appliance.core.custody import Event
from appliance.errors import ConflictError, IntegrityError, InvalidInputError
from appliance.storage.tables import wraps

NONCE_BYTES: Final = 12
CONTEXT: Final = b"safehold/keyring/v1\n"
REPORT: Final = "report"
_INSERT: Final = wraps.insert()


@dataclass(frozen=True, slots=True)
class Wrap:
    """Compartment keys sealed to somebody.

    Args:
        id: its own id.
        case: the case whose keys it holds.
        content: the age file.
        recipient: key id of the person, or `report` for the wrap that came with a report.
        compartment: the compartment, of a grant's wrap.
        generation: the key's generation, of a grant's wrap.
        grant: the grant, of a grant's wrap.
    """

    id: str
    case: str
    content: bytes
    recipient: str = REPORT
    compartment: str | None = None
    generation: int | None = None
    grant: str | None = None

    @property
    def sha256(self) -> str:
        """Hash of the age file, as grants name it."""
        return hashlib.sha256(self.content).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return the wrap as interfaces.md writes it."""
        members: dict[str, Any] = {
            "compartment": self.compartment,
            "generation": self.generation,
            "grant": self.grant,
        }
        present = {name: value for name, value in members.items() if value is not None}
        own = {"id": self.id, "case": self.case, "recipient": self.recipient}
        return {**own, **present, "wrap": b64(self.content)}


class Keyring:
    """Encrypts and decrypts the rows of `wraps`.

    Args:
        epochs: number -> 32-byte key of every live epoch; the newest one encrypts.
    """

    def __init__(self, epochs: Mapping[int, bytes]) -> None:
        if not epochs:
            raise InvalidInputError("There is no epoch key.")
        self._ciphers = {epoch: AESGCM(key) for epoch, key in epochs.items()}
        self._newest = max(epochs)

    def add(self, connection: Connection, wrap: Wrap, index: int) -> None:
        """Store a wrap, once by its id, beside the event at `index` that names its hash.

        Raises:
            ConflictError: another wrap has this id.
        """
        known = connection.execute(select(wraps).where(wraps.c.id == wrap.id)).first()
        if known is not None:
            if self.open(known) != wrap:
                raise ConflictError("Another wrap has this id.")
            return
        self.add_new(connection, [(wrap, index)])

    def add_new(self, connection: Connection, new: Sequence[tuple[Wrap, int]]) -> None:
        """Store wraps whose ids are not in use, each with the index of its event."""
        if new:
            connection.execute(_INSERT, [self._row(wrap, index) for wrap, index in new])

    def _row(self, wrap: Wrap, index: int) -> dict[str, Any]:
        nonce = random_bytes(NONCE_BYTES)
        cipher = self._ciphers[self._newest]
        return {
            "id": wrap.id,
            "idx": index,
            "case_id": wrap.case,
            "compartment": wrap.compartment,
            "generation": wrap.generation,
            "recipient": wrap.recipient,
            "grant_id": wrap.grant,
            "epoch": self._newest,
            "sealed": nonce + cipher.encrypt(nonce, wrap.content, _context(wrap.id)),
        }

    def find(
        self, connection: Connection, case: str | None = None, recipient: str | None = None
    ) -> list[Wrap]:
        """Return the wraps of a case, for a recipient, or both.

        Raises:
            IntegrityError: a row cannot be decrypted.
        """
        query = select(wraps).order_by(wraps.c.idx)
        if case is not None:
            query = query.where(wraps.c.case_id == case)
        if recipient is not None:
            query = query.where(wraps.c.recipient == recipient)
        return [self.open(row) for row in connection.execute(query)]

    def open(self, row: Row[Any]) -> Wrap:
        """Decrypt one row.

        Raises:
            IntegrityError: its epoch is gone, or the row was changed.
        """
        sealed = bytes(row.sealed)
        try:
            content = self._ciphers[row.epoch].decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _context(row.id)
            )
        except (KeyError, InvalidTag, ValueError) as error:
            raise IntegrityError(what=f"wrap {row.id}") from error
        return Wrap(
            id=row.id,
            case=row.case_id,
            content=content,
            recipient=row.recipient,
            compartment=row.compartment,
            generation=row.generation,
            grant=row.grant_id,
        )


def check_against(wrap: Wrap, event: Event) -> None:
    """Check that a wrap is the one that its event names.

    Args:
        wrap: the wrap.
        event: the `received` event of its report, or the `key_granted` event of its grant.

    Raises:
        IntegrityError: it is another one.
    """
    if event.event == "received":
        expected = Wrap(event.item or "", event.case or "", wrap.content)
        named = event.details.get("sha256")
    else:
        statement = event.details.get("statement")
        if event.event != "key_granted" or not isinstance(statement, dict):
            raise IntegrityError(what=f"wrap {wrap.id}")
        expected = Wrap(
            wrap.id,
            statement.get("case", ""),
            wrap.content,
            statement.get("recipient", ""),
            statement.get("compartment"),
            statement.get("generation"),
            statement.get("grant"),
        )
        named = statement.get("wrap")
    if wrap != expected or wrap.sha256 != named or wrap.case != event.case:
        raise IntegrityError(what=f"wrap {wrap.id}")


def grants_by_id(named: Sequence[Event]) -> dict[str, Event]:
    """Return the `key_granted` events among some, by their grant's id."""
    found = {}
    for event in named:
        statement = event.details.get("statement")
        if event.event == "key_granted" and isinstance(statement, dict):
            found[str(statement.get("grant"))] = event
    return found


def _context(wrap: str) -> bytes:
    return CONTEXT + wrap.encode()
