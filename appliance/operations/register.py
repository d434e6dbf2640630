"""Every operation there is, by name: what the agent may be asked to do to a deployment."""

from appliance.operations import (
    approve,
    backup,
    backup_drill,
    backup_key,
    backup_schedule,
    backup_target_add,
    backup_target_remove,
    backup_verify,
    disable,
    duress,
    escrow_bundle,
    escrow_ceremony,
    escrow_proof,
    escrow_recover,
    invite,
    job_stop,
    lock,
    lock_order,
    operator_accept,
    operator_approve,
    operator_code,
    operator_disable,
    operator_invite,
    reinvite,
    restart,
    restore_here,
    setup,
    unlock,
    verify_log,
)
from appliance.operations.declaration import Declaration

OPERATIONS: dict[str, Declaration] = {
    each.name: each
    for each in (
        approve.DECLARATION,
        backup.DECLARATION,
        backup_drill.DECLARATION,
        backup_key.DECLARATION,
        backup_schedule.DECLARATION,
        backup_target_add.DECLARATION,
        backup_target_remove.DECLARATION,
        backup_verify.DECLARATION,
        disable.DECLARATION,
        duress.DECLARATION,
        escrow_bundle.DECLARATION,
        escrow_ceremony.DECLARATION,
        escrow_proof.DECLARATION,
        escrow_recover.DECLARATION,
        escrow_recover.STEP,
        invite.DECLARATION,
        job_stop.DECLARATION,
        lock.DECLARATION,
        lock_order.DECLARATION,
        operator_accept.DECLARATION,
        operator_approve.DECLARATION,
        operator_code.DECLARATION,
        operator_disable.DECLARATION,
        operator_invite.DECLARATION,
        reinvite.DECLARATION,
        restore_here.DECLARATION,
        restart.DECLARATION,
        setup.DECLARATION,
        unlock.DECLARATION,
        verify_log.DECLARATION,
    )
}

MAY_TAKE_TWO = frozenset(
    each.name
    for each in (
        approve.DECLARATION,
        disable.DECLARATION,
        escrow_ceremony.DECLARATION,
        escrow_recover.DECLARATION,
        operator_approve.DECLARATION,
        operator_disable.DECLARATION,
    )
)
"""Operations that show a plan and ask for a second person where one is wanted."""
