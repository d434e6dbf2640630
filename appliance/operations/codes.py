"""Operators' code apps: the secret is kept sealed under the vault, so an open box alone checks.

While the box is sealed nothing here can be opened, and a code could add nothing: what opens the
vault is the passphrase, which whoever holds the disk guesses without asking us (decision 0008).
"""

from dataclasses import replace
from typing import Any

from appliance.adapters import age
from appliance.core.canonical import b64, canonical, parse, unb64
from appliance.core.derivation import Identity, derive_identity
from appliance.core.totp import parse_totp_secret, totp_step
from appliance.errors import ApplianceError, CodeError, IntegrityError, UnauthenticatedError
from appliance.operations.box import Box
from appliance.operations.records import OperatorRecord

LABEL = "codes"
BEFORE_ALL = 0


def enrolled(box: Box, record: OperatorRecord, secret: str, code: str) -> OperatorRecord:
    """Return an operator with a new code app, whose first code is used up by this.

    Raises:
        SealedError: the agent does not hold the deployment key.
        InvalidInputError: this is no secret.
        CodeError: the code is not of this secret.
    """
    parse_totp_secret(secret)
    step = _step(box, secret, code, BEFORE_ALL)
    return replace(record, code=_sealed(box, record.id, secret, step))


def used(box: Box, record: OperatorRecord, code: str) -> OperatorRecord:
    """Check a code and return the operator with it used up.

    Raises:
        SealedError: the agent does not hold the deployment key.
        CodeError: it is wrong, used already, or there is no code app.
        IntegrityError: what is kept is damaged, or another operator's.
    """
    if not record.code:
        raise CodeError
    secret, last = _opened(box, record)
    step = _step(box, secret, code, last)
    return replace(record, code=_sealed(box, record.id, secret, step))


def _sealed(box: Box, operator: str, secret: str, step: int) -> str:
    content = {
        "operator": operator,
        "secret": secret,
        "step": step,
        "type": "operator_code",
        "v": 1,
    }
    return b64(age.seal(canonical(content), [_identity(box).recipient]))


def _opened(box: Box, record: OperatorRecord) -> tuple[str, int]:
    try:
        found: dict[str, Any] = dict(
            parse(age.open_(unb64(record.code), [_identity(box).identity]))
        )
        known = (found["type"], found["v"], found["operator"]) == ("operator_code", 1, record.id)
        secret, step = str(found["secret"]), int(found["step"])
    except (ApplianceError, KeyError, TypeError, ValueError) as error:
        raise IntegrityError(what="code app") from error
    if not known:
        raise IntegrityError(what="code app")
    return secret, step


def _identity(box: Box) -> Identity:
    return derive_identity(box.held_keys().deployment_seed, LABEL)


def _step(box: Box, secret: str, code: str, last: int) -> int:
    try:
        return totp_step(secret, code, last, int(box.clock.now().timestamp()))
    except UnauthenticatedError as error:
        raise CodeError from error
