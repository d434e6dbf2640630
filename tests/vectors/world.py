"""The made-up people and keys of the vectors, all derived from their names."""

import hashlib
from typing import Any, TypeAlias

from appliance.core import derivation, hybrid
from appliance.core.canonical import b64
from appliance.core.certificates import Certificate
from appliance.core.derivation import Identity
from appliance.core.wraps import Reporter

Json: TypeAlias = dict[str, Any]


def octets(name: str) -> bytes:
    """32 bytes that look random and never change."""
    return hashlib.sha256(f"safehold vector {name}".encode()).digest()


def an_id(name: str) -> str:
    return octets(f"id {name}")[:16].hex()


def an_identity(name: str) -> str:
    return hybrid.identity_from_seed(octets(f"identity {name}"))


def a_person(name: str) -> Identity:
    return derivation.derive_identity(octets(f"person {name}"), "person")


def certificate(name: str, role: str, **changed: Any) -> Certificate:
    person = a_person(name)
    unsigned = Certificate(
        deployment=DEPLOYMENT,
        expires="2027-11-24",
        issued="2026-11-24",
        key=person.key,
        organisation=an_id("organisation one"),
        recipient=person.recipient,
        role=role,
        status=changed.get("status", "active"),
        verify=person.verify,
    )
    return unsigned.signed(changed.get("seed", DEPLOYMENT_SEED))


DEPLOYMENT = an_id("deployment")
DEPLOYMENT_SEED = octets("deployment key")
PIN = derivation.verify_key(DEPLOYMENT_SEED)
CASE = an_id("case")
RECEIPT_SECRET = f"{int.from_bytes(octets('receipt code'), 'big') % 10**30:030d}".encode()
SURVIVOR = derivation.derive_identity(RECEIPT_SECRET, "receipt")
REPORTER = Reporter(SURVIVOR.recipient, SURVIVOR.verify)
MANAGER = a_person("case manager")
DOCTOR = a_person("doctor")


def identity_json(identity: Identity) -> Json:
    return {
        "identity": identity.identity,
        "key": identity.key,
        "recipient": identity.recipient,
        "signing_seed": b64(identity.signing_seed),
        "verify": identity.verify,
    }
