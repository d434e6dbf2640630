"""Vectors of what is signed: statements, directory, certificates and staff, tickets."""

import json
from dataclasses import replace
from typing import Any

from appliance.core import canonical, derivation, hybrid, signing
from appliance.core import certificates as certs
from appliance.core import tickets as t
from appliance.core.canonical import b64
from appliance.core.consent_body import ConsentBody
from appliance.core.directory import (
    CONTEXT as DIRECTORY_CONTEXT,
)
from appliance.core.directory import (
    Directory,
    Help,
    IntakeKey,
    Organisation,
    hash_of_directory,
    sign_directory,
)
from appliance.core.staff import CONTEXT as STAFF_CONTEXT
from appliance.core.staff import Staff, sign_staff
from appliance.core.statements import hash_of_statement, parse, sign
from tests.vectors.world import (
    CASE,
    DEPLOYMENT,
    DEPLOYMENT_SEED,
    DOCTOR,
    MANAGER,
    PIN,
    SURVIVOR,
    Json,
    an_id,
    an_identity,
    certificate,
    octets,
)

CONSENT_BODY = ConsentBody(
    case=CASE,
    consent=an_id("consent"),
    given_at="2026-11-24T10:00Z",
    language="fr",
    purpose="referral",
    recipient_label="Médecin, Organisation Une",
    salt=b64(octets("consent salt")),
    text="Je suis d'accord pour que cette personne lise mon récit.",
    text_version=1,
)
NO_SIGNATURE = b64(bytes(64))


def statements() -> Json:
    good = _good_statements()
    message = good[0]["statement"]
    changed = {
        "text changed": {**message, "text": "Other words."},
        "number changed": {**message, "seq": 2},
        "case changed": {**message, "case": an_id("other case")},
        "signature of nobody": {**message, "signature": NO_SIGNATURE},
    }
    consent = good[2]["statement"]
    malformed = {
        "unknown member": {**consent, "extra": True},
        "member missing": {name: value for name, value in consent.items() if name != "expires"},
        "unknown type": {**consent, "type": "confession"},
        "unknown version": {**consent, "v": 2},
        "number nought": {**consent, "seq": 0},
        "number that is true": {**consent, "seq": True},
        "day that does not exist": {**consent, "expires": "2026-02-30"},
        "compartment twice": {**consent, "compartments": ["account", "account"]},
        "no compartment": {**consent, "compartments": []},
        "message outside thread and notes": {**message, "compartment": "account"},
        "upper-case id": {**consent, "consent": consent["consent"].upper()},
    }
    return {
        "bad_signature": [{"statement": each, "what": what} for what, each in changed.items()],
        "consent_body": json.loads(CONSENT_BODY.to_bytes()),
        "malformed": [{"statement": each, "what": what} for what, each in malformed.items()],
        "signed": good,
        "verify": {"manager": MANAGER.verify, "survivor": SURVIVOR.verify, "doctor": DOCTOR.verify},
    }


def message(signer: derivation.Identity, seq: int, text: str, **changed: Any) -> Json:
    """Make a signed message of the thread."""
    members = {
        "after": {},
        "at": "2026-11-24T09:00Z",
        "case": CASE,
        "compartment": "thread",
        "seq": seq,
        "signer": signer.key,
        "text": text,
        "type": "message",
        "v": 1,
        **changed,
    }
    return sign(members, signer.signing_seed)


def _good_statements() -> list[Json]:
    common = {"case": CASE, "v": 1}
    doctor = certificate("doctor", "doctor").to_json()
    request = {
        "certificate": doctor,
        "compartments": ["account", "evidence"],
        "expires": "2027-02-24",
        "purpose": "referral",
        "recipient": DOCTOR.key,
        "recipient_label": CONSENT_BODY.recipient_label,
        "service_type": "health_medical",
    }
    manager = certificate("case manager", "case_manager").to_json()
    consent = sign(
        {
            **common,
            "commitment": CONSENT_BODY.commitment(),
            "compartments": ["account", "evidence"],
            "consent": CONSENT_BODY.consent,
            "expires": "2027-02-24",
            "purpose": "referral",
            "recipient": DOCTOR.key,
            "seq": 1,
            "signer": SURVIVOR.key,
            "type": "consent",
        },
        SURVIVOR.signing_seed,
    )
    clear = {**common, "signer": MANAGER.key}
    grant = {
        **clear,
        "basis": {"consent": CONSENT_BODY.consent, "hash": hash_of_statement(parse(consent))},
        "compartment": "account",
        "expires": "2027-02-24",
        "generation": 1,
        "grant": an_id("grant"),
        "recipient": DOCTOR.key,
        "seq": 2,
        "type": "grant",
        "wrap": canonical.parse_hash(octets("wrap file").hex()),
    }
    duty = {"basis": {"duty": an_id("intake key")}, "recipient": MANAGER.key, "seq": 1}
    referral = {
        **clear,
        "compartments": ["account", "evidence"],
        "consent": CONSENT_BODY.consent,
        "grants": [an_id("grant"), an_id("grant of evidence")],
        "recipient": DOCTOR.key,
        "referral": an_id("referral"),
        "response_timeframe": "24_hours",
        "seq": 4,
        "service_type": "health_medical",
        "type": "referral",
    }
    withdrawal = {"consent": CONSENT_BODY.consent, "seq": 2, "type": "withdrawal"}
    status = {"referral": an_id("referral"), "seq": 1, "status": "accepted"}
    by_manager = [grant, {**grant, **duty, "grant": an_id("own grant")}, referral]
    return [
        _named(message(SURVIVOR, 1, "Bonjour, j'ai une question. 🌿"), SURVIVOR),
        _named(
            message(
                MANAGER,
                1,
                "Would you agree that a doctor reads this?",
                after={SURVIVOR.key: 1},
                certificate=manager,
                request=request,
            ),
            MANAGER,
        ),
        _named(consent, SURVIVOR),
        *(_named(sign(each, MANAGER.signing_seed), MANAGER) for each in by_manager),
        _named(
            sign(
                {**common, **status, "signer": DOCTOR.key, "type": "referral_status"},
                DOCTOR.signing_seed,
            ),
            DOCTOR,
        ),
        _named(
            sign({**common, **withdrawal, "signer": SURVIVOR.key}, SURVIVOR.signing_seed), SURVIVOR
        ),
        _named(
            message(DOCTOR, 1, "A note.", certificate=doctor, compartment="medical"),
            DOCTOR,
        ),
    ]


def _named(statement: Json, signer: derivation.Identity) -> Json:
    return {
        "hash": hash_of_statement(parse(statement)),
        "seed": b64(signer.signing_seed),
        "statement": statement,
        "verify": signer.verify,
    }


def a_directory() -> Directory:
    """Make the directory that the bundle and the threads refer to."""
    intake = hybrid.recipient_of(an_identity("intake"))
    return Directory(
        country="cd",
        deployment=DEPLOYMENT,
        expires="2026-12-24",
        form=("intake", 1),
        help=(Help({"en": "Free helpline", "fr": "Ligne gratuite"}, "00 00 00"),),
        issued="2026-11-24",
        languages=("fr", "en"),
        log_key=derivation.verify_key(octets("log key")),
        log_origin=f"safehold/{DEPLOYMENT}",
        name="Exemple",
        organisations=(
            Organisation(
                an_id("organisation one"),
                "Organisation Une",
                ("health_medical", "psychosocial"),
                IntakeKey(derivation.key_id(intake), intake),
            ),
            Organisation(an_id("organisation two"), "Organisation Deux", ("legal_assistance",)),
        ),
        version=2,
        previous=octets("version 1").hex(),
        recovery=hybrid.recipient_of(an_identity("recovery")),
        training=True,
    )


def directory() -> Json:
    full = a_directory()
    first = replace(full, version=1, previous=None, recovery=None, training=False)
    file = json.loads(sign_directory(full, DEPLOYMENT_SEED))
    payload = file["directory"]
    other_seed = octets("other deployment")
    bad = {
        "changed name": {**file, "directory": {**payload, "name": "Autre"}},
        "another deployment key": json.loads(sign_directory(full, other_seed)),
        "no signature": {**file, "signature": NO_SIGNATURE},
    }
    wrong = {
        "unknown member": {**payload, "extra": True},
        "unknown version": {**payload, "v": 2},
        "classical recovery": {**payload, "recovery": CLASSICAL},
        "key id of another key": _with_key(payload, an_id("another key")),
        "no organisations": {n: v for n, v in payload.items() if n != "organisations"},
    }
    return {
        "bad_signature": [{"file": each, "what": what} for what, each in bad.items()],
        "files": [_file(full), _file(first)],
        "malformed": [{"file": _signed_anyway(each), "what": what} for what, each in wrong.items()],
        "pin": PIN,
        "seed": b64(DEPLOYMENT_SEED),
    }


CLASSICAL = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"


def _with_key(payload: Json, key: str) -> Json:
    first, *others = payload["organisations"]
    changed = {**first, "intake": {**first["intake"], "key": key}}
    return {**payload, "organisations": [changed, *others]}


def _signed_anyway(payload: Json) -> Json:
    octets_ = canonical.canonical(payload)
    signature = signing.sign_bytes(DIRECTORY_CONTEXT, octets_, DEPLOYMENT_SEED)
    return {"directory": payload, "key": PIN, "signature": b64(signature)}


def _file(each: Directory) -> Json:
    file = sign_directory(each, DEPLOYMENT_SEED)
    return {"file": json.loads(file), "hash": hash_of_directory(file)}


def certificates() -> Json:
    manager = certificate("case manager", "case_manager")
    doctor = certificate("doctor", "doctor", status="disabled")
    staff_recipient = hybrid.recipient_of(an_identity("staff"))
    staff = Staff(
        (manager, doctor),
        DEPLOYMENT,
        "2026-11-24",
        derivation.key_id(staff_recipient),
        staff_recipient,
        3,
    )
    good = manager.to_json()
    swapped = {**good, "recipient": DOCTOR.recipient}
    bad = {
        "signed by another": certificate(
            "doctor", "doctor", seed=octets("other deployment")
        ).to_json(),
        "role changed": {**good, "role": "operator"},
        "signed keys that are not of its key id": signing.sign_object(
            certs.CONTEXT, swapped, DEPLOYMENT_SEED
        ),
    }
    file = json.loads(sign_staff(staff, DEPLOYMENT_SEED))
    inside = {**file["staff"], "certificates": [bad["role changed"]]}
    signature = signing.sign_bytes(STAFF_CONTEXT, canonical.canonical(inside), DEPLOYMENT_SEED)
    return {
        "bad_signature": [{"certificate": each, "what": what} for what, each in bad.items()],
        "certificates": [good, doctor.to_json()],
        "pin": PIN,
        "seed": b64(DEPLOYMENT_SEED),
        "staff": file,
        "staff_bad_signature": [
            {"file": {**file, "signature": NO_SIGNATURE}, "what": "no signature"},
            {
                "file": {"signature": b64(signature), "staff": inside},
                "what": "a certificate inside is changed",
            },
        ],
    }


def tickets() -> Json:
    seeds = {issuer: octets(f"tickets of {issuer}") for issuer in t.ISSUERS}
    one = t.Ticket(
        actor=t.RECEIPT_ACTOR,
        blob=an_id("blob"),
        case=CASE,
        compartment="thread",
        exp=1_795_000_000,
        iss="intake",
        kind="message",
        max=4096,
        op="put",
    )
    two = replace(
        one, actor=DOCTOR.key, compartment="evidence", iss="coordination", kind="evidence", op="get"
    )
    good = t.issue(one, seeds["intake"])
    payload, signature = good.split(".")
    bad = {
        "the key of another issuer": t.issue(two, seeds["intake"]),
        "payload changed": f"{b64(canonical.unb64(payload).replace(b'4096', b'9999'))}.{signature}",
        "no signature": f"{payload}.",
        "no payload": f".{signature}",
        "nothing": "",
        "three parts": f"{good}.{signature}",
    }
    return {
        "bad": [{"ticket": each, "what": what} for what, each in bad.items()],
        "keys": {issuer: derivation.verify_key(seed) for issuer, seed in seeds.items()},
        "seeds": {issuer: b64(seed) for issuer, seed in seeds.items()},
        "tickets": [
            {"payload": {**vars(each), "v": 1}, "ticket": t.issue(each, seeds[each.iss])}
            for each in (one, two)
        ],
    }
