"""The log of a restored box: a new key, a succession that quotes the old log, and its first leaf.

What is made here is made once: the key is in the vault before anything is signed with it, and the
event that begins the log has the id that the restore gave it (decision 0013).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from appliance.adapters import log_copy
from appliance.adapters.embedded_vault import VaultSecrets
from appliance.adapters.files import remove_durably, write_durably
from appliance.adapters.randomness import random_bytes
from appliance.core.canonical import canonical, parse
from appliance.core.custody import Event, parse_event
from appliance.core.succession import MEMBER, LogName, Succession
from appliance.errors import ApplianceError, IntegrityError
from appliance.operations import backup_staging as staging
from appliance.operations import signed_files
from appliance.operations.box import Box

LONGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Marker:
    """What a restore leaves for the first opening.

    Args:
        event: id of the event that begins the log.
        run: id of the backup.
        made: the day of the backup.
        restored: the day of the restore.
        checkpoint: the newest note of the old log in the backup.
    """

    event: str
    run: str
    made: str
    restored: str
    checkpoint: str

    def to_bytes(self) -> bytes:
        """Return the file's content."""
        facts = {"checkpoint": self.checkpoint, "made": self.made, "run": self.run}
        return canonical({**facts, "event": self.event, "restored": self.restored, "v": 2})


def begin(box: Box, deployment: str, keys: VaultSecrets) -> tuple[VaultSecrets, Event | None]:
    """Give a restored box its log key; return its secrets and the event that begins the log.

    Whoever calls holds the box and has not opened storage yet. Blocks.

    Raises:
        IntegrityError: what the restore left is damaged, or the log key is missing without one.
    """
    if not box.folder.restored_file.exists():
        if not keys.log_seed:
            raise IntegrityError(what="log key")
        return keys, None
    marker = _read(box)
    directory = signed_files.current_directory(box, keys.pin)
    old = LogName(directory.log_origin, directory.log_key)
    if keys.log_seed and keys.log_name(deployment) == old:  # a backup of an earlier release
        marker = _covered(box, marker, old, keys)
        keys = keys.without_log_key(deployment)
    if not keys.log_seed:
        keys = replace(keys, log_seed=random_bytes())
        box.vault.seal_again(keys)
    stated = Succession(
        deployment=deployment,
        old=old,
        new=keys.log_name(deployment),
        checkpoint=marker.checkpoint,
        run=marker.run,
        made=marker.made,
        restored=marker.restored,
    ).signed(keys.deployment_seed)
    _keep(box, stated)
    return keys, Event(
        event="restored",
        id=marker.event,
        day=marker.restored,
        actor="agent",
        details={MEMBER: stated},
    )


def begun(box: Box) -> None:
    """Forget what the restore left, once the log has begun."""
    if box.folder.restored_file.exists():
        remove_durably(box.folder.restored_file)


def _covered(box: Box, marker: Marker, old: LogName, keys: VaultSecrets) -> Marker:
    """Let the old key cover every leaf once more, for the last time, before it is dropped."""
    database = box.folder.root / staging.DATABASES["storage"]
    note = log_copy.sign_all(database, old, keys.log_seed)
    found = replace(marker, checkpoint=note)
    write_durably(box.folder.restored_file, found.to_bytes())
    return found


def _keep(box: Box, stated: Mapping[str, Any]) -> None:
    """Keep the succession as a file, for witnesses; those of earlier restores stay in it."""
    path = box.folder.succession_file
    kept: list[Any] = []
    if path.exists():
        kept = [each for each in _object(path.read_bytes())["successions"] if each != stated]
    write_durably(path, canonical({"successions": [*kept, stated], "v": 1}))


def _read(box: Box) -> Marker:
    try:
        found = _object(box.folder.restored_file.read_bytes())
        if found.get("v") == 1:  # left by an earlier release: the event as it would have logged it
            event = parse_event(found)
            facts = event.details
            days = str(facts["made"])[:10], str(facts["restored"])[:10]
            return Marker(event.id, str(facts["run"]), *days, str(facts["checkpoint"]))
        named = ("event", "run", "made", "restored", "checkpoint")
        return Marker(*(str(found[name]) for name in named))
    except (OSError, ApplianceError, KeyError, TypeError) as error:
        raise IntegrityError(what="state/restored.json") from error


def _object(untrusted: bytes) -> dict[str, Any]:
    try:
        return dict(parse(untrusted, LONGEST))
    except (ApplianceError, TypeError, ValueError) as error:
        raise IntegrityError(what="succession") from error
