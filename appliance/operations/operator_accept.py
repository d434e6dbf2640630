"""Accept an operator's invitation: identity, slot and code app come from the new operator."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from appliance.core.derivation import key_id
from appliance.core.slot_keys import check_slot
from appliance.errors import NameTakenError, NotFoundError
from appliance.operations import codes, events
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.publication import Publication, publish
from appliance.operations.records import (
    INVITED,
    PENDING,
    OperatorRecord,
    auth_hash,
    name_hash,
    read_operators,
)

DECLARATION = Declaration("operator_accept")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the new operator's client sends: public halves and sealed objects, and a code app.

    Args:
        secret: the one-time secret.
        name: name with which to sign in.
        kdf: how the passphrase is stretched.
        auth: the sign-in secret.
        recipient: where to seal for the operator.
        verify: the operator's verify key.
        sealed_identity: the identity, sealed under the passphrase, b64.
        slot: `recipient` and `signature` of the vault slot.
        code_secret: secret of the code app, base32.
        code: its first code.
    """

    secret: bytes
    name: str
    kdf: Mapping[str, Any]
    auth: bytes
    recipient: str
    verify: str
    sealed_identity: str
    slot: Mapping[str, str]
    code_secret: str
    code: str


def plan(box: Box, secret: bytes) -> OperatorRecord:
    """Return who is invited with this secret.

    Raises:
        SealedError: the agent does not hold the deployment key.
        NotFoundError: nobody is: it was used, is too old, or never was.
    """
    box.held_keys()
    now = box.clock.now().strftime("%Y-%m-%dT%H:%MZ")
    hashed = hashlib.sha256(secret).hexdigest()
    for record in read_operators(box.folder):
        if record.status != INVITED or record.invitation["expires"] < now:
            continue
        if hmac.compare_digest(record.invitation["secret_hash"], hashed):
            return record
    raise NotFoundError


async def run(box: Box, acceptance: Acceptance) -> OperatorRecord:
    """Keep what the new operator made; a colleague's approval is still to come.

    Raises:
        NotFoundError: the secret counts for nobody.
        NameTakenError: another operator signs in with this name.
        SignatureError: the slot is not signed by this identity.
        CodeError: the code is not of this code app.
    """
    async with box.changing:
        invited = plan(box, acceptance.secret)
        key = key_id(acceptance.recipient, acceptance.verify)
        check_slot(acceptance.slot, key, acceptance.verify)
        hashed = name_hash(acceptance.name, box.pepper)
        if any(hmac.compare_digest(each.name, hashed) for each in read_operators(box.folder)):
            raise NameTakenError
        accepted = replace(
            invited,
            name=hashed,
            kdf=dict(acceptance.kdf),
            auth=auth_hash(acceptance.auth),
            key=key,
            recipient=acceptance.recipient,
            verify=acceptance.verify,
            sealed_identity=acceptance.sealed_identity,
            status=PENDING,
            slot=dict(acceptance.slot),
            invitation={},
        )
        accepted = codes.enrolled(box, accepted, acceptance.code_secret, acceptance.code)
        details = {"key": key, "operator": accepted.id}
        event = events.governance("operator_accepted", box.today, details, key)
        await publish(box, Publication([event], operator=asdict(accepted)))
        return accepted
