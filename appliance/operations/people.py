"""Finding people, and the certificates that the staff directory holds for them."""

from typing import Any

from appliance.core.certificates import Certificate
from appliance.core.derivation import key_id
from appliance.core.services import ROLES
from appliance.errors import ConflictError, NotFoundError, SignatureError
from appliance.operations.box import Box
from appliance.operations.signed_files import current_staff

# An operator is not invited by a link: the console makes her keys.
INVITED_ROLES = tuple(role for role in ROLES if role != "operator")

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
    """Check that a person's key ids belong to her public keys.

    Raises:
        ConflictError: she has not made her keys yet.
        SignatureError: an id belongs to other keys.
    """
    if not {"key", "recipient", "verify"} <= set(row):
        raise ConflictError("This person has not accepted the invitation yet.")
    if key_id(row["recipient"], row["verify"]) != row["key"]:
        raise SignatureError
    intake = row.get("intake")
    if intake is not None and key_id(intake["recipient"]) != intake["key"]:
        raise SignatureError


def active_certificate(box: Box, key: str | None) -> Certificate | None:
    """Return the live certificate of a key, if there is one."""
    for found in current_staff(box, box.held_keys().pin).certificates:
        if found.key == key and found.status == "active":
            return found
    return None
