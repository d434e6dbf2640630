"""Finding people, and the certificates that the staff directory holds for them."""

from collections.abc import Iterable
from typing import Any

from appliance.core.certificates import Certificate
from appliance.core.derivation import key_id
from appliance.core.intake_keys import check_intake_key
from appliance.core.services import ROLES
from appliance.errors import NotFoundError, PersonStateError, SignatureError
from appliance.operations.box import Box
from appliance.operations.signed_files import current_staff

# An operator is not invited by a link: the console makes her keys.
INVITED_ROLES = tuple(role for role in ROLES if role != "operator")

# A key is listed when its maker is approved: one who still waits is being approved just now.
WORKING = ("active", "pending")

PersonRow = dict[str, Any]


async def find(box: Box, person: str) -> PersonRow:
    """Return one person as coordination knows her.

    Raises:
        NotFoundError: there is nobody with this id.
    """
    for row in await box.coordination.people():
        if row["person"] == person:
            return row
    raise NotFoundError


def check_keys(row: PersonRow) -> None:
    """Check that a person's key id belongs to her public keys, and that her intake key is hers.

    Raises:
        PersonStateError: she has not made her keys yet.
        SignatureError: an id belongs to other keys, or she has not signed the intake key.
    """
    if not {"key", "recipient", "verify"} <= set(row):
        raise PersonStateError
    if key_id(row["recipient"], row["verify"]) != row["key"]:
        raise SignatureError
    intake = row.get("intake")
    if intake is not None:
        check_intake_key(intake, row["key"], row["verify"])


def holders_of(rows: Iterable[PersonRow], intake_key: str) -> list[str]:
    """Return the ids of those who work here and hold an intake key."""
    return [
        row["person"]
        for row in rows
        if row["status"] in WORKING and intake_key in row.get("intake_held", ())
    ]


def succeeded_certificate(box: Box, row: PersonRow) -> Certificate | None:
    """Return the certificate of the key that a new one of the same person takes the place of.

    Only one that was certified here for the same role and organisation, is disabled since, and
    has no successor yet.
    """
    known = current_staff(box, box.held_keys().pin).certificates
    taken = {each.succeeds for each in known if each.key != row["key"]}
    by_key = {each.key: each for each in known if each.status == "disabled"}
    for key in row.get("former_keys", ()):
        found = by_key.get(key)
        if found is None or key == row["key"]:
            continue
        same = (found.role, found.organisation) == (row["role"], row["organisation"])
        return found if same and key not in taken else None
    return None


def active_certificate(box: Box, key: str | None) -> Certificate | None:
    """Return the live certificate of a key, if there is one."""
    for found in current_staff(box, box.held_keys().pin).certificates:
        if found.key == key and found.status == "active":
            return found
    return None
