"""`POST /mailbox/statements`: her consents and withdrawals, in the log before the answer."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from appliance.adapters.randomness import random_id
from appliance.asgi import read_json
from appliance.core import statements
from appliance.core.canonical import canonical
from appliance.core.derivation import key_id
from appliance.core.statements import Consent, Withdrawal
from appliance.errors import (
    ApplianceError,
    InvalidInputError,
    SealedError,
    SignatureError,
    UnavailableError,
)
from appliance.intake.desk import Desk, desk_of, mailbox_name
from appliance.intake.spool import Mailbox, NumberedStatement

LIMIT_BYTES = 16 * 1024


async def receive(request: Request) -> Response:
    """Log a consent or a withdrawal that she signed."""
    desk = desk_of(request)
    name = mailbox_name(request)
    untrusted = await read_json(request, LIMIT_BYTES)
    mailbox, _ = await desk.find(name)
    verify = mailbox.verify if mailbox else desk.pepper.decoy_verify(name)
    statement = statements.verify(untrusted, verify)
    if mailbox is None or not isinstance(statement, Consent | Withdrawal):
        raise InvalidInputError
    _check_signer(statement, mailbox)
    await _log(desk, mailbox, statement)
    return JSONResponse({"logged": True}, status_code=201)


def _check_signer(statement: Consent | Withdrawal, mailbox: Mailbox) -> None:
    """Refuse a statement of hers that belongs to another case."""
    signer = key_id(mailbox.recipient, mailbox.verify)
    if (statement.case, statement.signer) != (mailbox.case, signer):
        raise SignatureError


async def _log(desk: Desk, mailbox: Mailbox, statement: Consent | Withdrawal) -> None:
    """Number it, then log it; if that fails or we stop between the two, the forwarder logs it.

    Raises:
        SealedError: the vault is sealed; nothing was kept.
        UnavailableError: her report is not in storage yet, or storage does not answer.
        SequenceError: the number is taken, or leaves a gap.
    """
    if not await desk.vault.is_open():
        raise SealedError
    if mailbox.waiting:
        raise UnavailableError
    numbered = await desk.spool.number_statement(
        NumberedStatement(
            case=statement.case,
            seq=statement.seq,
            statement_hash=statements.hash_of_statement(statement),
            event=random_id(),
            day=desk.clock.today().isoformat(),
            content=canonical(statement.to_json()).decode(),
        )
    )
    try:
        await _append(desk, numbered)
    except ApplianceError:
        desk.forwarder.wake()
        raise


async def _append(desk: Desk, numbered: NumberedStatement) -> None:
    """Log a statement, after those of the case that were numbered before it."""
    for pending in await desk.spool.unlogged_statements(numbered):
        await desk.storage.append_events([pending.to_event()])
        await desk.spool.mark_logged(pending)
