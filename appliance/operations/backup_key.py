"""The key file: what people keep apart from the box, so that a target can be opened without it.

It holds the passwords of every target, sealed to the vault's recipient, and the operators' ways
in. With any one operator's passphrase it opens; without one it is as good as nothing. It covers
this quarter and the next.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from appliance.adapters import age
from appliance.adapters.argon2 import Kdf, stretch
from appliance.adapters.embedded_vault import (
    VaultSecrets,
    backup_passwords_to_json,
    parse_backup_passwords,
)
from appliance.core.canonical import b64, canonical, parse, parse_id, unb64
from appliance.core.derivation import derive_identity
from appliance.core.fields import Fields
from appliance.errors import (
    ApplianceError,
    DecryptionError,
    InvalidInputError,
    NotFoundError,
    PassphraseError,
)
from appliance.operations import backup_passwords as passwords
from appliance.operations import events
from appliance.operations.backup_records import read_records, read_targets, write_records
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.records import read_deployment
from appliance.secret import Secret

DECLARATION = Declaration("backup_key")
TYPE = "safehold-backup-key"
LIMIT_BYTES = 4 * 1024 * 1024
MOST_SLOTS = 100
SLOT_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Held:
    """What opens the targets of a deployment.

    Args:
        deployment: its id.
        passwords: by target and repository.
    """

    deployment: str
    passwords: Mapping[str, Mapping[str, bytes]] = field(repr=False)


def plan(box: Box) -> list[str]:
    """Return what a key file made now opens, as `target/repository`.

    Raises:
        SealedError: the agent does not hold the vault's secrets.
        NotFoundError: there is no target.
    """
    box.held_keys()
    targets = [each.name for each in read_targets(box.folder)]
    if not targets:
        raise NotFoundError
    return [f"{name}/{each}" for name in targets for each in passwords.wanted(box.clock.today())]


async def run(box: Box, operator: str) -> dict[str, Any]:
    """Make a key file; return its content.

    Args:
        box: this box.
        operator: key id of the operator.
    """
    covers = plan(box)
    for target in read_targets(box.folder):
        passwords.keep_wanted(box, target.name)
    content = seal(box, box.held_keys())
    details = {"repositories": len(covers)}
    event = events.governance("backup_key", box.today, details, operator)
    await box.storage.append_events([event])
    records = replace(read_records(box.folder), key_covers=[*covers, *_ways_in(box)])
    write_records(box.folder, records)
    return content


def seal(box: Box, keys: VaultSecrets) -> dict[str, Any]:
    """Return the key file of a box."""
    inner = canonical({"passwords": backup_passwords_to_json(keys.backups)})
    return {
        "deployment": read_deployment(box.folder).id,
        "sealed": b64(age.seal(inner, [keys.recipient])),
        "slots": box.vault.slots(),
        "type": TYPE,
        "v": 1,
    }


def is_due(box: Box) -> bool:
    """Tell whether no key file covers what is backed up today, for the operators of today."""
    today = box.clock.today()
    needed = {
        f"{each.name}/{name}"
        for each in read_targets(box.folder)
        for name in (passwords.CONTENT, passwords.quarter(today))
    }
    return not (needed | _ways_in(box)) <= set(read_records(box.folder).key_covers)


def _ways_in(box: Box) -> set[str]:
    """Return what tells one operator's slot, under one passphrase, from another."""
    return {
        f"operator/{hashlib.sha256(str(each['sealed']).encode()).hexdigest()[:SLOT_DIGITS]}"
        for each in box.vault.slots()
    }


def open_key_file(untrusted: bytes, passphrase: Secret[str]) -> Held:
    """Open a key file with the passphrase of any operator.

    Raises:
        InvalidInputError: it is no key file.
        PassphraseError: nobody's passphrase is this.
    """
    try:
        body = Fields(parse(untrusted, LIMIT_BYTES), "key file")
        body.expect("type", TYPE)
        body.expect("v", 1)
        deployment = body.id("deployment")
        sealed = unb64(body.text("sealed", LIMIT_BYTES))
        slots = body.array("slots", _anything, MOST_SLOTS)
        body.close()
    except (InvalidInputError, KeyError, TypeError) as error:
        raise InvalidInputError("backup-no-key-file") from error
    identity = derive_identity(_vault_secret(slots, passphrase), "vault").identity
    return Held(deployment, _passwords(age.open_(sealed, [identity])))


def parse_held(untrusted: bytes) -> Held:
    """Read passwords in clear, as an opened escrow bundle states them.

    Raises:
        InvalidInputError: it is malformed.
    """
    found: dict[str, Any] = dict(parse(untrusted, LIMIT_BYTES))
    try:
        return Held(parse_id(found["deployment"]), parse_backup_passwords(found["passwords"]))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidInputError("backup-no-key-file") from error


def _anything(untrusted: object) -> Any:
    return untrusted


def _vault_secret(slots: Sequence[Any], passphrase: Secret[str]) -> bytes:
    for slot in slots:
        try:
            keys = derive_identity(stretch(passphrase, Kdf.parse(slot["kdf"])), "vault")
            opened: dict[str, Any] = dict(parse(age.open_(unb64(slot["sealed"]), [keys.identity])))
            return unb64(opened["secret"], 32)
        except (ApplianceError, KeyError, TypeError):
            continue
    raise PassphraseError


def _passwords(opened: bytes) -> dict[str, dict[str, bytes]]:
    try:
        return parse_backup_passwords(dict(parse(opened))["passwords"])
    except (AttributeError, KeyError, TypeError, InvalidInputError) as error:
        raise DecryptionError from error
