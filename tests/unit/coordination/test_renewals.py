"""Who lost her key is given again what she could read, by colleagues who read it: never more."""

from typing import Any

import pytest

from appliance.coordination import access, bodies, listing, referrals, renewals, steps
from appliance.errors import ApplianceError, ConflictError, InvalidInputError, NotFoundError
from tests.professional import ORGANISATION_B, Professional
from tests.survivor import Survivor
from tests.unit.coordination.world import World

SHARED = ("account", "evidence")


@pytest.fixture
def consent(
    world: World, manager: Professional, doctor: Professional, survivor: Survivor
) -> dict[str, Any]:
    """The case is the manager's, and a doctor reads two compartments with consent."""
    take = bodies.taking(manager.taking(survivor.case, world.deployment.intake_key))
    world.run(manager, steps.take, survivor.case, take)
    given: dict[str, Any] = world.consent(survivor, doctor.key, *SHARED)
    statement, grants = bodies.referral(manager.referral(given, 5))
    world.run(manager, steps.refer, survivor.case, statement, grants)
    return given


def offered(world: World, giver: Professional) -> list[dict[str, Any]]:
    viewer, roster, today = world.viewer(giver), world.roster, world.deployment.clock.today()
    found: list[dict[str, Any]] = world.read(
        lambda each: renewals.to_give(each, viewer, roster, today)
    )
    return found


def olds(world: World, giver: Professional) -> list[dict[str, Any]]:
    """Return the old grants that a colleague is offered to renew."""
    [found] = offered(world, giver)
    [case] = found["cases"]
    return [each["statement"] for each in case["grants"]]


def renew(world: World, giver: Professional, case: str, *given: dict[str, Any]) -> None:
    world.run(giver, steps.renew, case, bodies.taking({"grants": list(given)}))


def readable(world: World, who: Professional, case: str) -> set[str]:
    viewer, today = world.viewer(who), world.deployment.clock.today()
    try:
        return set(world.read(lambda each: access.to_case(each, case, viewer, today)).compartments)
    except NotFoundError:
        return set()


def listed(world: World, who: Professional, view: str) -> list[str]:
    lists = listing.lists_of(view, who.key, on_duty=False)
    entries, _ = world.read(lambda each: listing.page(each, lists, None, 10))
    return [each.case.case for each in entries]


def test_a_colleague_who_reads_the_same_gives_access_again_and_no_more_than_before(
    world: World,
    manager: Professional,
    doctor: Professional,
    survivor: Survivor,
    consent: dict[str, Any],
) -> None:
    again = world.lose_key(doctor)
    assert readable(world, again, survivor.case) == set()
    given = [manager.renewing(old, again.key, 8 + n) for n, old in enumerate(olds(world, manager))]
    renew(world, manager, survivor.case, *given)
    assert readable(world, again, survivor.case) == set(SHARED)
    assert listed(world, again, "referred") == [survivor.case]
    assert offered(world, manager) == []
    renew(world, manager, survivor.case, *given)  # repeated: nothing changes
    more = manager.renewing(
        given[0]["statement"] | {"grant": given[0]["statement"]["basis"]["renews"]},
        again.key,
        10,
        compartment="contact",
    )
    with pytest.raises(ApplianceError):
        renew(world, manager, survivor.case, more)
    assert readable(world, again, survivor.case) == set(SHARED)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"compartment": "contact"}, InvalidInputError),
        ({"expires": "2026-06-02"}, InvalidInputError),
        ({"basis": {"renews": "0" * 32}}, InvalidInputError),
        ({"basis": {"hash": "0" * 64}}, InvalidInputError),
        ({"generation": 2}, ConflictError),
    ],
)
def test_a_renewal_that_says_anything_else_than_what_was_is_refused(
    world: World,
    manager: Professional,
    doctor: Professional,
    survivor: Survivor,
    consent: dict[str, Any],
    changes: dict[str, Any],
    refusal: type[ApplianceError],
) -> None:
    again = world.lose_key(doctor)
    with pytest.raises(refusal):
        renew(
            world,
            manager,
            survivor.case,
            manager.renewing(olds(world, manager)[0], again.key, 8, **changes),
        )


def test_nobody_gets_what_was_somebody_else_s(
    world: World,
    manager: Professional,
    doctor: Professional,
    lawyer: Professional,
    survivor: Survivor,
    consent: dict[str, Any],
) -> None:
    again, stranger = world.lose_key(doctor), world.admit(world.deployment.hire("doctor"))
    world.deployment.publish()
    old = olds(world, manager)[0]
    for other in (lawyer, stranger):
        with pytest.raises(InvalidInputError):
            renew(world, manager, survivor.case, manager.renewing(old, other.key, 8))
    with pytest.raises(NotFoundError):
        renew(world, lawyer, survivor.case, lawyer.renewing(old, again.key, 1))
    assert offered(world, lawyer) == [] == offered(world, stranger)


def test_what_she_has_withdrawn_is_not_renewed_and_ends_what_was(
    world: World,
    manager: Professional,
    doctor: Professional,
    survivor: Survivor,
    consent: dict[str, Any],
) -> None:
    again = world.lose_key(doctor)
    first, second = olds(world, manager)
    renew(world, manager, survivor.case, manager.renewing(first, again.key, 8))
    world.withdraw(survivor, consent)
    assert readable(world, again, survivor.case) == set()
    assert offered(world, manager) == []
    with pytest.raises(ConflictError):
        renew(world, manager, survivor.case, manager.renewing(second, again.key, 9))


def test_what_the_day_has_ended_is_not_renewed(
    world: World,
    manager: Professional,
    doctor: Professional,
    survivor: Survivor,
    consent: dict[str, Any],
) -> None:
    again = world.lose_key(doctor)
    old = olds(world, manager)[0]
    world.deployment.days_pass(120)
    assert offered(world, manager) == []
    with pytest.raises(ConflictError):
        renew(world, manager, survivor.case, manager.renewing(old, again.key, 8))


def test_a_referral_that_is_taken_back_later_ends_what_was_renewed(
    world: World,
    manager: Professional,
    doctor: Professional,
    survivor: Survivor,
    consent: dict[str, Any],
) -> None:
    again = world.lose_key(doctor)
    first, second = olds(world, manager)
    renew(world, manager, survivor.case, manager.renewing(first, again.key, 8))
    [referral] = world.read(lambda each: _referrals(each, survivor.case))
    end = manager.sign(
        survivor.case, 9, referral=referral, status="revoked", type="referral_status"
    )
    world.run(manager, steps.say_status, survivor.case, referral, end)
    assert readable(world, again, survivor.case) == set()
    with pytest.raises(ConflictError):
        renew(world, manager, survivor.case, manager.renewing(second, again.key, 10))


def test_the_key_before_the_last_one_counts_too(
    world: World,
    manager: Professional,
    doctor: Professional,
    survivor: Survivor,
    consent: dict[str, Any],
) -> None:
    third = world.lose_key(world.lose_key(doctor))
    given = [manager.renewing(old, third.key, 8 + n) for n, old in enumerate(olds(world, manager))]
    renew(world, manager, survivor.case, *given)
    assert readable(world, third, survivor.case) == set(SHARED)


def test_a_case_that_a_colleague_leads_by_now_is_not_given_back_on_duty(
    world: World,
    manager: Professional,
    second_manager: Professional,
    survivor: Survivor,
) -> None:
    take = bodies.taking(manager.taking(survivor.case, world.deployment.intake_key))
    world.run(manager, steps.take, survivor.case, take)
    again = world.lose_key(manager)
    take = bodies.taking(second_manager.taking(survivor.case, world.deployment.intake_key))
    world.run(second_manager, steps.take, survivor.case, take)
    assert offered(world, second_manager) == []
    assert readable(world, again, survivor.case) == set()


def test_another_role_or_organisation_succeeds_nobody(
    world: World,
    manager: Professional,
    doctor: Professional,
    survivor: Survivor,
    consent: dict[str, Any],
) -> None:
    again = world.lose_key(doctor)
    old = olds(world, manager)[0]
    assert doctor.organisation == ORGANISATION_B
    again.role = "lawyer"
    world.deployment.publish()
    with pytest.raises(InvalidInputError):
        renew(world, manager, survivor.case, manager.renewing(old, again.key, 8))


def test_a_disabled_successor_is_given_nothing(
    world: World,
    manager: Professional,
    doctor: Professional,
    survivor: Survivor,
    consent: dict[str, Any],
) -> None:
    again = world.lose_key(doctor)
    old = olds(world, manager)[0]
    world.disable(again)
    with pytest.raises(ConflictError):
        renew(world, manager, survivor.case, manager.renewing(old, again.key, 8))


def _referrals(connection: Any, case: str) -> list[str]:
    return [each.referral for each in referrals.of_case(connection, case)]
