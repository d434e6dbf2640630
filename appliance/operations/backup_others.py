"""Whose backups lie at a target: ours, a successor's, or the old box's (decision 0013)."""

from collections.abc import Sequence

from appliance.adapters.restic import Snapshot
from appliance.core.succession import key_digits
from appliance.errors import BackupRefusedError, TargetRolledBackError
from appliance.operations.backup_records import TargetRecord
from appliance.operations.box import Box

RUN = "run-"
LOG = "log-"
OLD_BOX = "target-old-box"


def log_tag(key: str) -> str:
    """Return the tag of a box's backups: no two boxes have one log key.

    Args:
        key: its log's verify key, b64.
    """
    return LOG + key_digits(key)


def refuse_foreign(box: Box, record: TargetRecord, listed: Sequence[Snapshot]) -> None:
    """Refuse a target that another box works with, or that was put back.

    Args:
        box: this box.
        record: what is remembered of the target.
        listed: its content's snapshots, oldest first.

    Raises:
        BackupRefusedError: a successor of this box has made its backups there.
        TargetRolledBackError: the last backup is no longer there.
    """
    keys = box.held_keys()
    ours = {log_tag(keys.log_key), *(log_tag(e.name.key) for e in keys.past)}
    named = [tag for each in listed for tag in each.tags if tag.startswith(LOG)]
    if named and named[-1] not in ours:
        raise BackupRefusedError(reasons=("target-succeeded",))
    if record.run and not any(f"{RUN}{record.run}" in each.tags for each in listed):
        raise TargetRolledBackError


def old_box_since(box: Box, listed: Sequence[Snapshot]) -> bool:
    """Tell whether the box that this one replaced has made a backup after ours."""
    own = log_tag(box.held_keys().log_key)
    named = [tag for each in listed for tag in each.tags if tag.startswith(LOG)]
    return own in named and named[-1] != own
