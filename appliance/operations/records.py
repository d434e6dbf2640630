"""What STATE remembers: the deployment and its operators."""

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.files import remove_durably, write_durably
from appliance.core.canonical import canonical, parse
from appliance.errors import ApplianceError, IntegrityError
from appliance.operations.declaration import Role

OPERATORS_VERSION = 2
COORDINATION = "coordination.db"  # its owner makes it at the start, before there is anybody
ROLES: tuple[Role, ...] = ("operator", "custodian", "approver")
INVITED, PENDING, ACTIVE, DISABLED = "invited", "pending", "active", "disabled"


@dataclass(frozen=True, slots=True)
class DeploymentRecord:
    """Which deployment this is; public.

    Args:
        id: the deployment's id.
        country: ISO 3166 alpha-2, lower case.
        name: what it is called.
        languages: the first is its own.
        organisations: names by id.
        intake_organisations: ids of those whose duty team receives new reports.
        pin: the deployment's verify key, b64.
        created: the day of its set-up.
        training: whether everything in it is made up.
        hq: key of headquarters, whose orders may lock it, as a vkey; empty where there is none.
    """

    id: str
    country: str
    name: str
    languages: Sequence[str]
    organisations: Mapping[str, str]
    intake_organisations: Sequence[str]
    pin: str
    created: str
    training: bool
    hq: str = ""


@dataclass(frozen=True, slots=True)
class OperatorRecord:
    """One operator: nothing here opens anything without the passphrase.

    What does not apply yet, or no longer, is empty.

    Args:
        id: the operator's id.
        name: keyed hash of the sign-in name.
        kdf: how the passphrase is stretched.
        auth: hash of the sign-in secret.
        key: key id of the operator's identity.
        recipient: where to seal for the operator.
        verify: the operator's verify key.
        sealed_identity: the identity, sealed under the passphrase, b64.
        staff_wrap: the staff key, sealed to the identity, b64.
        profile: the name, sealed to the staff group, b64.
        roles: what the operator may ask for.
        status: `invited`, `pending`, `active` or `disabled`.
        organisation: id of the operator's organisation.
        code: secret of the code app and the newest step used, sealed under the vault, b64.
        slot: `recipient` and `signature` of the vault slot, while the operator is pending.
        invitation: `secret_hash` and `expires`, while the operator is invited.
    """

    id: str
    name: str = ""
    kdf: Mapping[str, Any] = field(default_factory=dict)
    auth: str = ""
    key: str = ""
    recipient: str = ""
    verify: str = ""
    sealed_identity: str = ""
    staff_wrap: str = ""
    profile: str = ""
    roles: Sequence[str] = ROLES
    status: str = ACTIVE
    organisation: str = ""
    code: str = ""
    slot: Mapping[str, Any] = field(default_factory=dict)
    invitation: Mapping[str, Any] = field(default_factory=dict)


def is_set_up(folder: DataFolder) -> bool:
    """Tell whether a set-up has finished here."""
    return folder.deployment_file.exists()


def is_record_lost(folder: DataFolder) -> bool:
    """Tell whether the vault holds something though no set-up has finished or begun here."""
    if is_set_up(folder) or folder.setup_file.exists():
        return False
    return any(
        each.is_file() and not each.name.startswith(COORDINATION)
        for each in folder.vault.rglob("*")
    )


def begin_setup(folder: DataFolder) -> None:
    """Note, before its first file is made, that what lies in the vault is of this set-up."""
    write_durably(folder.setup_file, canonical({"v": 1}))


def end_setup(folder: DataFolder) -> None:
    """Forget that a set-up has begun, once the record of the deployment is there."""
    if folder.setup_file.exists() and is_set_up(folder):
        remove_durably(folder.setup_file)


def read_deployment(folder: DataFolder) -> DeploymentRecord:
    """Return the deployment.

    Raises:
        IntegrityError: the record is missing or damaged.
    """
    record: DeploymentRecord = _built(DeploymentRecord, _read(folder.deployment_file))
    return record


def write_deployment(folder: DataFolder, record: DeploymentRecord) -> None:
    """Write the record whose presence means that the set-up has finished."""
    write_durably(folder.deployment_file, canonical({**asdict(record), "v": 1}))


def read_operators(folder: DataFolder) -> list[OperatorRecord]:
    """Return every operator.

    Version 1 knew one sort of operator: each had every role, and no code app.

    Raises:
        IntegrityError: the record is missing, damaged or of a newer Safehold.
    """
    found = _read(folder.operators_file)
    if found.get("v") not in {1, OPERATORS_VERSION}:
        raise IntegrityError(what=f"state/{folder.operators_file.name}")
    return [operator_from_json(each) for each in found.get("operators", [])]


def operator_from_json(found: Mapping[str, Any]) -> OperatorRecord:
    """Return one operator as it was written.

    Raises:
        IntegrityError: it is damaged.
    """
    record: OperatorRecord = _built(OperatorRecord, found)
    return record


def put_operator(folder: DataFolder, record: OperatorRecord) -> None:
    """Add an operator, or replace one of the same id."""
    known = read_operators(folder)
    if any(each.id == record.id for each in known):
        write_operators(folder, [record if each.id == record.id else each for each in known])
    else:
        write_operators(folder, [*known, record])


def write_operators(folder: DataFolder, records: Sequence[OperatorRecord]) -> None:
    """Replace the list of operators."""
    body = {"operators": [asdict(each) for each in records], "v": OPERATORS_VERSION}
    write_durably(folder.operators_file, canonical(body))


def name_hash(name: str, pepper: bytes) -> str:
    """Return the keyed hash under which an operator's name is kept."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    return hmac.new(pepper, b"operator\n" + plain.encode(), hashlib.sha256).hexdigest()


def auth_hash(auth: bytes) -> str:
    """Return the hash of a sign-in secret, which Argon2id has stretched already."""
    return hashlib.sha256(b"safehold/auth/v1\n" + auth).hexdigest()


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(parse(path.read_bytes()))
    except (OSError, ApplianceError) as error:
        raise IntegrityError(what=f"state/{path.name}") from error


def _built(kind: type[Any], found: Mapping[str, Any]) -> Any:
    try:
        return kind(**{key: value for key, value in found.items() if key != "v"})
    except TypeError as error:
        raise IntegrityError(what=kind.__name__) from error
