"""What a recovery of a reader makes: grants to the new key, signed by the recovery identity.

A key counts only if the survivor signed it into the wrap of her report, or a certified reader
signed the wrap in which it came. So nobody on the way can put a key of its own in its place.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from appliance.adapters import age
from appliance.adapters.randomness import random_id
from appliance.core import statements
from appliance.core.canonical import b64, unb64
from appliance.core.certificates import verify_certificate
from appliance.core.derivation import Identity, key_id
from appliance.core.wraps import CompartmentKey, Reporter, Wrap
from appliance.errors import DecryptionError, InvalidInputError, RecipientError, SignatureError

UNUSABLE = (DecryptionError, InvalidInputError, RecipientError, SignatureError)


def grants_of(
    found: Mapping[str, Any], identity: Identity, about: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the grants of one case: statement and wrap of each key that opened.

    Args:
        found: `case`, `seq`, `gives` and `sources` as the agent hands them out.
        identity: the recovery identity.
        about: `recovery`, hash of the `reason`, `key` and recipient `to` of the new reader, `pin`.
    """
    keys: dict[str, CompartmentKey] = {}
    reporter: Reporter | None = None
    for source in found["sources"]:
        opened = _opened(found["case"], source, identity, about["pin"])
        if opened is None or (reporter is not None and opened.reporter != reporter):
            continue
        reporter = opened.reporter
        for key in opened.keys:
            keys.setdefault(key.compartment, key)
    if reporter is None:
        return []
    given = [each for each in found["gives"] if each["compartment"] in keys]
    return [
        _grant(
            Wrap((keys[each["compartment"]],), found["case"], reporter), each, seq, identity, about
        )
        for seq, each in enumerate(given, found["seq"])
    ]


def _opened(case: str, source: Mapping[str, Any], identity: Identity, pin: str) -> Wrap | None:
    """Open one wrap; None where it does not open, or nobody who may has signed it."""
    sealed = unb64(source["wrap"])
    try:
        wrap = Wrap.parse(age.open_(sealed, [identity.identity]))
        if "statement" in source:
            _check_by_reader(case, source, sealed, wrap, identity, pin)
        else:
            wrap.check_signature()
    except UNUSABLE:
        return None
    return wrap if wrap.case == case and wrap.reporter is not None else None


def _check_by_reader(
    case: str, source: Mapping[str, Any], sealed: bytes, wrap: Wrap, identity: Identity, pin: str
) -> None:
    """Check that a certified reader sealed this wrap to the trustees.

    Raises:
        SignatureError: she did not.
    """
    certificate = verify_certificate(source["certificate"], pin)
    grant = statements.verify(source["statement"], certificate.verify)
    named = [(key.compartment, key.generation) for key in wrap.keys]
    is_hers = (
        isinstance(grant, statements.Grant)
        and named == [(grant.compartment, grant.generation)]
        and grant.signer == certificate.key
        and grant.case == case
        and grant.recipient == key_id(identity.recipient)
        and grant.wrap == hashlib.sha256(sealed).hexdigest()
    )
    if not is_hers:
        raise SignatureError


def _grant(
    wrap: Wrap, give: Mapping[str, Any], seq: int, identity: Identity, about: Mapping[str, str]
) -> dict[str, Any]:
    [key] = wrap.keys
    sealed = age.seal(wrap.to_bytes(), [about["to"]])
    statement = {
        "basis": {**give["basis"], "reason": about["reason"], "recovery": about["recovery"]},
        "case": wrap.case,
        "compartment": key.compartment,
        "expires": give["expires"],
        "generation": key.generation,
        "grant": random_id(),
        "recipient": about["key"],
        "seq": seq,
        "signer": identity.key,
        "type": "grant",
        "v": 1,
        "wrap": hashlib.sha256(sealed).hexdigest(),
    }
    return {"statement": statements.sign(statement, identity.signing_seed), "wrap": b64(sealed)}


def batches(grants: list[dict[str, Any]], most: int) -> Iterator[list[dict[str, Any]]]:
    """Yield grants in portions, those of one case together."""
    batch: list[dict[str, Any]] = []
    by_case: dict[str, list[dict[str, Any]]] = {}
    for each in grants:
        by_case.setdefault(each["statement"]["case"], []).append(each)
    for together in by_case.values():
        if batch and len(batch) + len(together) > most:
            yield batch
            batch = []
        batch += together
    if batch:
        yield batch
