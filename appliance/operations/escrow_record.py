"""The record of key escrow on STATE, believed only under the deployment pin."""

from appliance.core.escrow import Escrow, open_escrow, sign_escrow
from appliance.errors import ApplianceError, IntegrityError
from appliance.operations.box import Box
from appliance.operations.records import read_deployment


def read_escrow(box: Box) -> Escrow:
    """Return the record; an empty one before the first ceremony.

    Raises:
        IntegrityError: it is damaged, or not signed by this deployment.
    """
    deployment = read_deployment(box.folder)
    try:
        found = box.folder.escrow_file.read_bytes()
    except FileNotFoundError:
        return Escrow(deployment.id)
    except OSError as error:
        raise IntegrityError(what="state/escrow.json") from error
    try:
        escrow = open_escrow(found, deployment.pin)
    except ApplianceError as error:
        raise IntegrityError(what="state/escrow.json") from error
    if escrow.deployment != deployment.id:
        raise IntegrityError(what="state/escrow.json")
    return escrow


def signed_escrow(box: Box, escrow: Escrow) -> bytes:
    """Return the record's file.

    Raises:
        SealedError: the agent does not hold the deployment key.
    """
    return sign_escrow(escrow, box.held_keys().deployment_seed)
