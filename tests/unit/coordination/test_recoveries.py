"""Trustees give what nobody else is left to give, to who could read it; each grant is checked."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from appliance.adapters.files import FILE_MODE, write_durably
from appliance.coordination import access, bodies, cases, recoveries, steps
from appliance.coordination.recoveries import Office
from appliance.core import statements
from appliance.core.canonical import b64
from appliance.core.derivation import Identity, derive_identity, verify_key
from appliance.core.staff import RecoveryKey, open_staff, sign_staff
from appliance.errors import ApplianceError, ConflictError, InvalidInputError, SignatureError
from tests.professional import ORGANISATION_B, Deployment, Professional, small_sealed_file
from tests.survivor import DEPLOYMENT_SEED, Survivor, signed
from tests.unit.coordination.world import World

RECOVERY, REASON = "9" * 32, "8" * 64
TRUSTEES = derive_identity(bytes([7]) * 32, "recovery")
FIRST = {"contact", "account", "thread", "evidence"}


def list_trustees(deployment: Deployment, *identities: Identity) -> None:
    """Publish recovery keys; the last one is in force."""
    deployment.publish()
    folder = deployment.folder
    pin = signed_pin()
    staff = open_staff(folder.staff_file.read_bytes(), pin)
    listed = tuple(RecoveryKey(each.key, each.recipient, each.verify) for each in identities)
    write_durably(
        folder.staff_file, sign_staff(replace(staff, recovery=listed), DEPLOYMENT_SEED), FILE_MODE
    )
    directory = replace(deployment.directory(), recovery=identities[-1].recipient)
    write_durably(folder.directory_file, signed(directory), FILE_MODE)


def signed_pin() -> str:
    return verify_key(DEPLOYMENT_SEED)


@pytest.fixture
def again(world: World, manager: Professional, survivor: Survivor) -> Professional:
    """The only case manager took a case, and lost her key: nobody is left to read anything."""
    take = bodies.taking(manager.taking(survivor.case, world.deployment.intake_key))
    world.run(manager, steps.take, survivor.case, take)
    found = world.lose_key(manager)
    list_trustees(world.deployment, TRUSTEES)
    return found


def materials(world: World, who: Professional) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.read(
        lambda each: recoveries.materials(office(world, each), who.key, world.roster_files.version)
    )
    return found


def office(world: World, connection: Any) -> Office:
    listed = world.roster_files.intake_by_organisation
    return Office(connection, world.roster, listed, world.deployment.clock.today())


def opened(
    case: dict[str, Any], who: Professional, by: Identity = TRUSTEES, **changes: Any
) -> list[dict[str, Any]]:
    """Return what a sitting makes of one case."""
    wrap = small_sealed_file()
    basis = changes.pop("basis", {})
    made = []
    for seq, give in enumerate(case["gives"], case["seq"]):
        statement = {
            "basis": {**give["basis"], "reason": REASON, "recovery": RECOVERY, **basis},
            "case": case["case"],
            "compartment": give["compartment"],
            "expires": give["expires"],
            "generation": give["generation"],
            "grant": hashlib.sha256(f"{case['case']}{seq}".encode()).hexdigest()[:32],
            "recipient": who.key,
            "seq": seq,
            "signer": by.key,
            "type": "grant",
            "v": 1,
            "wrap": hashlib.sha256(wrap).hexdigest(),
            **changes,
        }
        made.append({"statement": statements.sign(statement, by.signing_seed), "wrap": b64(wrap)})
    return made


def take_in(world: World, grants: list[dict[str, Any]]) -> list[str]:
    recovery, given = bodies.recovered({"grants": grants, "recovery": RECOVERY})
    found: list[str] = world.write(
        lambda each: recoveries.take_in(office(world, each), recovery, given)
    )
    return found


def readable(world: World, who: Professional, case: str) -> set[str]:
    viewer, today = world.viewer(who), world.deployment.clock.today()
    return set(world.read(lambda each: access.to_case(each, case, viewer, today)).compartments)


def test_what_only_she_could_read_is_hers_again_and_the_case_is_hers_to_lead(
    world: World, again: Professional, survivor: Survivor
) -> None:
    [case] = materials(world, again)
    assert {each["compartment"] for each in case["gives"]} == FIRST
    assert all("renews" in each["basis"] for each in case["gives"])
    grants = opened(case, again)
    assert len(take_in(world, grants)) == 1
    assert readable(world, again, survivor.case) == FIRST
    assert world.read(lambda each: cases.find(each, survivor.case)).assigned == again.key
    assert materials(world, again) == []
    take_in(world, grants)  # handed in again: nothing changes


def test_reports_that_nobody_of_her_team_can_open_are_hers_too(
    world: World, again: Professional, survivor: Survivor
) -> None:
    untaken = world.report(survivor.another().case)
    found = {each["case"]: each for each in materials(world, again)}
    assert set(found) == {survivor.case, untaken}
    assert {"duty": world.deployment.intake_key} == found[untaken]["gives"][0]["basis"]
    take_in(world, opened(found[untaken], again))
    assert readable(world, again, untaken) == FIRST


def test_where_another_organisation_was_meant_too_nobody_can_tell_whom_she_left_out(
    world: World, again: Professional, survivor: Survivor
) -> None:
    other = world.deployment.hire("case_manager", ORGANISATION_B)
    list_trustees(world.deployment, TRUSTEES)
    world.admit(other)
    world.report(survivor.another().case)
    assert materials(world, other) == []


def test_what_a_colleague_still_reads_is_hers_to_give(
    world: World, manager: Professional, doctor: Professional, survivor: Survivor
) -> None:
    take = bodies.taking(manager.taking(survivor.case, world.deployment.intake_key))
    world.run(manager, steps.take, survivor.case, take)
    consent = world.consent(survivor, doctor.key, "account")
    statement, given = bodies.referral(manager.referral(consent, 5))
    world.run(manager, steps.refer, survivor.case, statement, given)
    again = world.lose_key(manager)
    list_trustees(world.deployment, TRUSTEES)
    [case] = materials(world, again)
    assert {each["compartment"] for each in case["gives"]} == FIRST - {"account"}
    more = {**case, "gives": [{**case["gives"][0], "compartment": "account"}]}
    with pytest.raises(ConflictError):
        take_in(world, opened(more, again))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"by": derive_identity(bytes([8]) * 32, "recovery")}, SignatureError),
        ({"expires": "2030-01-01"}, InvalidInputError),
        ({"generation": 2}, InvalidInputError),
        ({"basis": {"duty": "0" * 32}}, InvalidInputError),
        ({"basis": {"renews": "0" * 32}}, InvalidInputError),
        ({"basis": {"recovery": "0" * 32}}, InvalidInputError),
        ({"wrap": "0" * 64}, InvalidInputError),
        ({"compartment": "team"}, ConflictError),
    ],
)
def test_anything_else_than_was_asked_for_is_refused(
    world: World,
    again: Professional,
    survivor: Survivor,
    changes: dict[str, Any],
    refusal: type[ApplianceError],
) -> None:
    [case] = materials(world, again)
    one = {**case, "gives": case["gives"][:1]}
    with pytest.raises(refusal):
        take_in(world, opened(one, again, **changes))


def test_nobody_else_is_given_it(
    world: World, again: Professional, doctor: Professional, survivor: Survivor
) -> None:
    list_trustees(world.deployment, TRUSTEES)
    [case] = materials(world, again)
    assert materials(world, doctor) == []
    with pytest.raises(ConflictError):
        take_in(world, opened(case, doctor))


def test_trustees_whose_key_was_replaced_give_nothing_any_more(
    world: World, again: Professional, survivor: Survivor
) -> None:
    [case] = materials(world, again)
    grants = opened(case, again)
    list_trustees(world.deployment, TRUSTEES, derive_identity(bytes([9]) * 32, "recovery"))
    with pytest.raises(SignatureError):
        take_in(world, grants)
