"""The record of key escrow on STATE, believed only under the deployment pin."""

from appliance.core.canonical import parse
from appliance.core.ceremony import CeremonyPlan, read_steps
from appliance.core.escrow import LIMIT_BYTES, Escrow, ShareSet, open_escrow, sign_escrow
from appliance.core.staff import RecoveryKey
from appliance.errors import ApplianceError, IntegrityError
from appliance.operations.box import Box
from appliance.operations.records import read_deployment

STEPS_NAME = "ceremony.steps"


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


def recovery_key(box: Box, of_set: ShareSet | None) -> RecoveryKey | None:
    """Return the recovery key of a set, as the steps of its ceremony show it.

    Raises:
        IntegrityError: the steps are missing or damaged.
    """
    if of_set is None:
        return None
    path = box.folder.escrow_bundle / of_set.id / STEPS_NAME
    try:
        kept = dict(parse(path.read_bytes(), LIMIT_BYTES))
        plan = CeremonyPlan.parse(kept.get("plan"))
        outcome = read_steps(plan, kept.get("steps"))
    except (OSError, ApplianceError) as error:
        raise IntegrityError(what=f"state/escrow/{of_set.id}/{STEPS_NAME}") from error
    if outcome.key != of_set.key:
        raise IntegrityError(what=f"state/escrow/{of_set.id}/{STEPS_NAME}")
    return RecoveryKey(outcome.key, outcome.recipient, outcome.verify)


def signed_escrow(box: Box, escrow: Escrow) -> bytes:
    """Return the record's file.

    Raises:
        SealedError: the agent does not hold the deployment key.
    """
    return sign_escrow(escrow, box.held_keys().deployment_seed)
