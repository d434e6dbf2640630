"""Passwords of backup repositories: random, kept in the vault, one repository each.

Content is ciphertext already and keeps one repository and one password. Databases and keyring go
to a repository of their own that is renewed each quarter, so that a password that gets out opens
a quarter and no more. The next quarter's is made beforehand: a key file that people hold stays
good over the turn of a quarter.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from appliance.adapters.embedded_vault import VaultSecrets
from appliance.adapters.randomness import random_bytes
from appliance.adapters.restic import Repository
from appliance.core.canonical import b64
from appliance.operations.backup_records import Target
from appliance.operations.box import Box
from appliance.secret import Secret

CONTENT = "content"
STATE = "state-"
PREFIX = "safehold"
ID_DIGITS = 12

Passwords = Mapping[str, bytes]


def quarter(day: date) -> str:
    """Return the name of the state repository of a day's quarter."""
    return f"{STATE}{day.year}q{(day.month + 2) // 3}"


def following_quarter(day: date) -> str:
    """Return the name of the state repository of the quarter after a day's."""
    first_month = (day.month + 2) // 3 * 3 + 1
    turned = first_month > 12
    return quarter(date(day.year + turned, 1 if turned else first_month, 1))


def wanted(day: date) -> tuple[str, str, str]:
    """Return the repositories that need a password on a day."""
    return CONTENT, quarter(day), following_quarter(day)


def with_wanted(keys: VaultSecrets, target: str, day: date) -> VaultSecrets:
    """Return the vault's secrets with the passwords that a target needs on a day."""
    known = dict(keys.backups.get(target, {}))
    for name in wanted(day):
        known.setdefault(name, random_bytes())
    return replace(keys, backups={**keys.backups, target: known})


def keep_wanted(box: Box, target: str) -> Passwords:
    """Make the passwords that a target needs today, if they are not there, and keep them.

    They are in the vault, on the disk, before anything is sealed under them.

    Raises:
        SealedError: the agent does not hold the vault's secrets.
    """
    keys = box.held_keys()
    after = with_wanted(keys, target, box.clock.today())
    if after.backups != keys.backups:
        box.vault.seal_again(after)
        box.keys = after
    return after.backups[target]


def retired(keys: VaultSecrets, day: date) -> dict[str, dict[str, bytes]]:
    """Return the passwords of past quarters: for the escrow bundle, then to be forgotten here."""
    kept = set(wanted(day))
    found = {
        target: {name: each for name, each in passwords.items() if name not in kept}
        for target, passwords in keys.backups.items()
    }
    return {target: passwords for target, passwords in found.items() if passwords}


def forget_retired(box: Box) -> None:
    """Forget the passwords of past quarters; only once they are in a sealed escrow bundle.

    Raises:
        SealedError: the agent does not hold the vault's secrets.
    """
    keys, day = box.held_keys(), box.clock.today()
    gone = retired(keys, day)
    if not gone:
        return
    kept = {
        target: {name: each for name, each in found.items() if name not in gone.get(target, {})}
        for target, found in keys.backups.items()
    }
    after = replace(keys, backups=kept)
    box.vault.seal_again(after)
    box.keys = after


def repository(target: Target, deployment: str, name: str, password: bytes) -> Repository:
    """Return a repository of a deployment at a target.

    Args:
        target: the target.
        deployment: the deployment's id.
        name: `content`, or `state-` and a quarter.
        password: its password.
    """
    place = f"{PREFIX}-{deployment[:ID_DIGITS]}-{name}"
    return Repository(
        address=f"{target.address.rstrip('/')}/{place}",
        password=Secret(b64(password)),
        credentials=Path(target.credentials) if target.credentials else None,
    )
