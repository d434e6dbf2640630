"""A new key succeeds an old one only where the deployment had certified it for the same work."""

from pathlib import Path
from typing import Any

import pytest

from appliance.adapters.randomness import random_bytes
from appliance.core.certificates import Certificate
from appliance.core.derivation import Identity, derive_identity
from appliance.core.signing import verify_object
from appliance.operations import approve, disable, records, signed_files
from tests.operator_desk import OPERATOR, Desk


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path / "data")
    await found.set_up()
    return found


def organisations(desk: Desk) -> list[str]:
    return list(records.read_deployment(desk.box.folder).organisations)


async def doctor(desk: Desk, organisation: int = 0) -> str:
    person = desk.add_pending(organisations(desk)[organisation], "doctor")
    await desk.approve(person)
    return person


async def lose_key(desk: Desk, person: str) -> str:
    """Cut somebody off and let her accept again; return the key she had."""
    plan = await disable.plan(desk.box, person)
    await disable.run(desk.box, person, plan.hash, OPERATOR)
    row = desk.coordination.rows[person]
    lost = str(row["key"])
    identity = derive_identity(random_bytes(), "person")
    row |= {
        "former_keys": [lost, *row.get("former_keys", [])],
        "key": identity.key,
        "recipient": identity.recipient,
        "status": "pending",
        "verify": identity.verify,
    }
    row.pop("intake", None)
    return lost


def certificate(desk: Desk, person: str) -> Certificate:
    key = desk.coordination.rows[person]["key"]
    staff = signed_files.current_staff(desk.box, desk.box.held_keys().pin)
    return next(each for each in staff.certificates if each.key == key)


async def test_the_plan_the_certificate_and_the_log_say_which_key_is_succeeded(desk: Desk) -> None:
    person = await doctor(desk)
    assert certificate(desk, person).succeeds is None
    lost = await lose_key(desk, person)
    plan = await approve.plan(desk.box, person)
    assert plan.subject["succeeds"] == lost
    assert "succeeds" in [each["code"] for each in plan.steps]
    await desk.approve(person)
    assert certificate(desk, person).succeeds == lost
    assert desk.storage.named("person_approved")[-1]["details"]["succeeds"] == lost
    again = await lose_key(desk, person)
    await desk.approve(person)
    assert certificate(desk, person).succeeds == again


async def test_a_key_that_was_never_certified_is_passed_over(desk: Desk) -> None:
    person = await doctor(desk)
    lost = await lose_key(desk, person)
    row = desk.coordination.rows[person]
    row["former_keys"] = ["0" * 32, lost]
    assert (await approve.plan(desk.box, person)).subject["succeeds"] == lost


async def test_coordination_cannot_make_somebody_the_successor_of_another(desk: Desk) -> None:
    """Not of who still works, in another role or organisation, or has a successor already."""
    working, elsewhere, gone = await doctor(desk), await doctor(desk, 1), await doctor(desk)
    key_elsewhere, key_gone = await lose_key(desk, elsewhere), await lose_key(desk, gone)
    newcomer = desk.add_pending(organisations(desk)[0], "doctor")
    row = desk.coordination.rows[newcomer]
    for former in (desk.coordination.rows[working]["key"], key_elsewhere, row["key"], "0" * 32):
        row["former_keys"] = [former]
        assert "succeeds" not in (await approve.plan(desk.box, newcomer)).subject
    await desk.approve(gone)
    row["former_keys"] = [key_gone]
    assert "succeeds" not in (await approve.plan(desk.box, newcomer)).subject


async def test_a_change_does_not_read_five_hundred_certificates_again_and_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = desk.box.held_keys().deployment_seed
    organisation = organisations(desk)[0]
    people = [derive_identity(random_bytes(), "person") for _ in range(500)]
    everybody = tuple(certificate_of(desk, each, organisation, seed) for each in people)
    file = signed_files.next_staff(desk.box, seed, everybody)
    desk.box.folder.staff_file.write_bytes(file)
    verified = 0

    def counting(*given: Any) -> None:
        nonlocal verified
        verified += 1
        verify_object(*given)

    monkeypatch.setattr("appliance.core.certificates.verify_object", counting)
    person = desk.add_pending(organisation, "doctor")
    await desk.approve(person)
    assert verified <= 501  # each once, and the new one
    await lose_key(desk, person)
    assert verified <= 503  # nobody else again


def certificate_of(desk: Desk, who: Identity, organisation: str, seed: bytes) -> Certificate:
    draft = Certificate(
        deployment=records.read_deployment(desk.box.folder).id,
        expires=desk.box.today,
        issued=desk.box.today,
        key=who.key,
        organisation=organisation,
        recipient=who.recipient,
        role="doctor",
        status="active",
        verify=who.verify,
    )
    return signed_files.certificate(draft, desk.box.clock.today(), seed)
