"""Open the vault, finish what was interrupted, and renew what is due."""

import asyncio
from dataclasses import dataclass

from appliance.errors import ApplianceError, IntegrityError, SealedError, UnavailableError
from appliance.operations import events, lock_order, new_log, orphans, signed_files
from appliance.operations.box import Box, open_storage
from appliance.operations.declaration import Declaration
from appliance.operations.escrow_record import read_escrow, recovery_key
from appliance.operations.publication import (
    Publication,
    finish_interrupted,
    is_interrupted,
    is_passing,
    publish,
)
from appliance.operations.records import DeploymentRecord, end_setup, read_deployment

DECLARATION = Declaration("unlock")
FOLLOW_TRIES = 200
FOLLOW_PAUSE_S = 0.05


@dataclass(frozen=True, slots=True)
class Plan:
    """What is opened."""

    deployment: DeploymentRecord
    vault_secret: bytes


def plan(box: Box, vault_secret: bytes) -> Plan:
    """Return what opening with this secret opens.

    Raises:
        IntegrityError: no set-up has finished here.
    """
    return Plan(read_deployment(box.folder), vault_secret)


async def run(box: Box, plan: Plan, operator: str) -> None:
    """Open the box. An open one stays open.

    Args:
        box: this box.
        plan: what is opened, and with what.
        operator: key id of the operator.

    Raises:
        PassphraseError: this is not the vault secret.
    """
    async with box.changing:
        end_setup(box.folder)  # a crash may have come between the two last steps of it
        keys = box.vault.open(plan.vault_secret)
        lock_order.opened(box)
        already = box.keys is not None and (await box.storage.state()).open
        keys, first = await asyncio.to_thread(new_log.begin, box, plan.deployment.id, keys)
        await open_storage(box, plan.deployment.id, keys, first)
        box.keys = keys
        new_log.begun(box)
        if not already:
            event = events.governance("opened", box.today, {}, operator)
            await box.storage.append_events([event])
        await settle(box)
    await renew_if_due(box)
    await orphans.look(box)


async def settle(box: Box) -> None:
    """Wait until coordination has seen that storage is open, then finish what was interrupted.

    A coordination that is down, or a full disk, does not keep the box sealed: upkeep comes back.
    """
    try:
        await until_followed(box)
        await finish_interrupted(box)
    except ApplianceError as error:
        if not is_passing(error):
            raise


async def until_followed(box: Box) -> None:
    """Wait until coordination is open too, or raise UnavailableError."""
    for _ in range(FOLLOW_TRIES):
        try:
            await box.coordination.people()
        except SealedError:
            await asyncio.sleep(FOLLOW_PAUSE_S)
        else:
            return
    raise UnavailableError


async def finish_if_needed(box: Box) -> None:
    """Finish a publication that a crash or an outage interrupted, while the box is open."""
    if box.keys is not None and is_interrupted(box):
        async with box.changing:
            await settle(box)


async def reopen_storage(box: Box) -> bool:
    """Give a restarted storage its keys again, while the agent holds them.

    Returns:
        Whether storage had to be opened.
    """
    if box.keys is None or (await box.storage.state()).open:
        return False
    async with box.changing:
        return await _give_keys(box)


async def renew_if_due(box: Box) -> bool:
    """Sign unchanged content again, once a day while open, so that it does not expire.

    What a clock that was ahead has dated into the future is due too: it would live too long. So
    is what still names the log from before a restore.

    Returns:
        Whether a new version was published.
    """
    async with box.changing:
        if box.keys is None:
            return False
        current = signed_files.current_directory(box, box.keys.pin)
        if current.issued == box.today and current.log_key == box.keys.log_key:
            return False
        await publish(box, _renewal(box))
        return True


async def _give_keys(box: Box) -> bool:
    if box.keys is None:  # locked while we waited
        return False
    await open_storage(box, read_deployment(box.folder).id, box.keys)
    await settle(box)
    return True


def _renewal(box: Box) -> Publication:
    keys, today = box.held_keys(), box.clock.today()
    directory = signed_files.next_directory(box, keys.deployment_seed)
    certificates = tuple(
        signed_files.renewed(each, today, keys.deployment_seed)
        for each in signed_files.current_staff(box, keys.pin).certificates
    )
    try:
        recovery = recovery_key(box, read_escrow(box).active)
    except IntegrityError:  # an alarm of its own; it must not stop the renewal
        recovery = None
    staff = signed_files.next_staff(box, keys.deployment_seed, certificates, recovery)
    written = events.directory_event(directory, box.today)
    written["details"]["staff"] = events.staff_details(staff)
    return Publication([written], directory, staff)
