"""What the wipe and the trustees have to know of backups: where they lie, and their passwords."""

from collections.abc import Sequence

from appliance.core.canonical import b64
from appliance.core.escrow_entries import Entry
from appliance.operations.backup_passwords import ID_DIGITS, PREFIX
from appliance.operations.backup_records import read_targets
from appliance.operations.box import Box
from appliance.operations.records import read_deployment
from appliance.operations.wipe_targets import WipeTargets, write_targets


def tell_the_wipe(box: Box) -> None:
    """Write down which repositories a wipe may destroy here, whether their disk is in or not.

    Raises:
        SealedError: the agent does not hold the vault's secrets.
    """
    keys, place = box.held_keys(), f"{PREFIX}-{read_deployment(box.folder).id[:ID_DIGITS]}-"
    targets = read_targets(box.folder)
    folders = tuple(
        each.folder / f"{place}{name}"
        for each in targets
        if each.folder is not None
        for name in sorted(keys.backups.get(each.name, {}))
    )
    elsewhere = tuple(each.name for each in targets if each.folder is None)
    write_targets(box.folder, WipeTargets(folders, elsewhere))


def passwords_of_backups(box: Box) -> Sequence[Entry]:
    """Return the password of every repository, for the escrow bundle."""
    addresses = {each.name: each.address for each in read_targets(box.folder)}
    return [
        Entry(
            "backup-password",
            f"{target}-{name}",
            {
                "address": addresses.get(target, ""),
                "password": b64(password),
                "repository": name,
                "target": target,
            },
        )
        for target, passwords in sorted(box.held_keys().backups.items())
        for name, password in sorted(passwords.items())
    ]
