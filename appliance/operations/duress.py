"""A second passphrase, set beforehand, that destroys the deployment instead of opening it.

Every deployment has the same file with the same number of entries, random where nobody has set
one, so that the file says nothing by being there (docs/decisions/0011). For the same reason
setting one leaves no leaf in the log: leaves can be read.
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.files import write_durably
from appliance.adapters.randomness import random_bytes
from appliance.core.canonical import b64, canonical, parse, unb64
from appliance.errors import ApplianceError, IntegrityError, InvalidInputError
from appliance.operations.declaration import Declaration
from appliance.operations.records import OperatorRecord, auth_hash, read_operators

DECLARATION = Declaration("duress")
ENTRIES = 64
ENTRY_BYTES = 32
CONTEXT = b"safehold/alternative/v1\n"


def keep(folder: DataFolder) -> None:
    """Write the file anew, with the same entries; make it where it is missing.

    Done at every opening, so that its times tell of the last opening and of nothing else.
    """
    try:
        _write(folder, read_entries(folder))
    except IntegrityError:
        _write(folder, [random_bytes(ENTRY_BYTES) for _ in range(ENTRIES)])


def replace(folder: DataFolder, operator: OperatorRecord, auth: bytes | None) -> None:
    """Set an operator's duress passphrase, or take it back.

    Args:
        folder: the data folder.
        operator: whose it is.
        auth: the sign-in secret that the passphrase gives; None takes it back.

    Raises:
        InvalidInputError: it is the passphrase that opens.
    """
    if auth is not None and hmac.compare_digest(operator.auth, auth_hash(auth)):
        raise InvalidInputError
    keep(folder)
    entries = list(read_entries(folder))
    slot = [each.id for each in read_operators(folder)].index(operator.id) % ENTRIES
    entries[slot] = _entry(operator.id, auth) if auth is not None else random_bytes(ENTRY_BYTES)
    _write(folder, entries)


def matches(entries: Sequence[bytes], operator: str, auth: bytes) -> bool:
    """Tell whether a sign-in secret is an operator's duress passphrase."""
    wanted = _entry(operator, auth)
    found = [hmac.compare_digest(each, wanted) for each in entries]  # all, at the same cost
    return any(found)


def read_entries(folder: DataFolder) -> Sequence[bytes]:
    """Return the entries.

    Raises:
        IntegrityError: the file is missing or damaged.
    """
    try:
        found: dict[str, Any] = dict(parse(folder.alternatives_file.read_bytes()))
        return [unb64(each, ENTRY_BYTES) for each in found["entries"]]
    except (OSError, ApplianceError, KeyError, TypeError) as error:
        raise IntegrityError(what="state/alternatives.json") from error


def _entry(operator: str, auth: bytes) -> bytes:
    return hashlib.sha256(CONTEXT + operator.encode() + b"\n" + auth).digest()


def _write(folder: DataFolder, entries: Sequence[bytes]) -> None:
    body = {"entries": [b64(each) for each in entries], "v": 1}
    write_durably(folder.alternatives_file, canonical(body), timeless=True)
