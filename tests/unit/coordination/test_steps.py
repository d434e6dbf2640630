"""What professionals may do in a case, and what a malicious browser may not."""

from typing import Any

import pytest

from appliance.coordination import (
    access,
    bodies,
    bus,
    cases,
    follower,
    grants,
    listing,
    numbers,
    outbox,
    steps,
)
from appliance.coordination.orphans import Loss
from appliance.coordination.parcel import contents
from appliance.errors import (
    ApplianceError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    SequenceError,
    SignatureError,
)
from tests.professional import DEPLOYMENT, Professional
from tests.survivor import Survivor
from tests.unit.coordination.world import World


def take(world: World, who: Professional, case: str, body: dict[str, Any]) -> str:
    return str(world.run(who, steps.take, case, bodies.taking(body)))


def refer(world: World, who: Professional, case: str, body: dict[str, Any]) -> str:
    return str(world.run(who, steps.refer, case, *bodies.referral(body)))


def readable(world: World, who: Professional, case: str) -> frozenset[str]:
    viewer, today = world.viewer(who), world.deployment.clock.today()
    try:
        found = world.read(lambda each: access.to_case(each, case, viewer, today))
        return frozenset(found.compartments)
    except NotFoundError:
        return frozenset()


@pytest.fixture
def taken(world: World, manager: Professional, survivor: Survivor) -> Survivor:
    """Somebody whose case the manager has taken."""
    take(world, manager, survivor.case, manager.taking(survivor.case, world.deployment.intake_key))
    return survivor


def parcels(world: World) -> list[tuple[list[dict[str, Any]], list[Any]]]:
    return [contents(text) for _, text in world.read(outbox._rest)]


def test_the_case_manager_on_duty_takes_a_case(
    world: World, manager: Professional, taken: Survivor
) -> None:
    found = world.read(lambda each: cases.find(each, taken.case))
    assert (found.state, found.assigned) == ("taken", manager.key)
    assert readable(world, manager, taken.case) == set(cases.OF_A_REPORT)


def test_taking_puts_grants_wraps_and_the_event_into_one_parcel(
    world: World, manager: Professional, taken: Survivor
) -> None:
    [(events, wraps)] = parcels(world)
    assert [each["event"] for each in events] == ["key_granted"] * 4 + ["case_taken"]
    assert [each.recipient for each in wraps] == [manager.key] * 4
    assert [each["details"]["statement"]["grant"] for each in events[:4]] == [
        each.grant for each in wraps
    ]


def test_once_taken_the_duty_team_reads_no_more(
    world: World, second_manager: Professional, taken: Survivor
) -> None:
    assert readable(world, second_manager, taken.case) == frozenset()


def test_the_second_to_take_a_case_is_told_that_it_is_taken(
    world: World, second_manager: Professional, taken: Survivor
) -> None:
    body = second_manager.taking(taken.case, world.deployment.intake_key)
    with pytest.raises(ConflictError, match="A colleague has taken"):
        take(world, second_manager, taken.case, body)


def test_a_repeated_take_changes_nothing_and_succeeds(
    world: World, manager: Professional, survivor: Survivor
) -> None:
    body = manager.taking(survivor.case, world.deployment.intake_key)
    first = take(world, manager, survivor.case, body)
    assert take(world, manager, survivor.case, body) == first
    assert len(parcels(world)) == 1


def test_a_doctor_cannot_take_a_case(
    world: World, doctor: Professional, survivor: Survivor
) -> None:
    with pytest.raises(NotFoundError):
        take(
            world,
            doctor,
            survivor.case,
            doctor.taking(survivor.case, world.deployment.intake_key),
        )


def test_a_case_is_taken_whole_or_not_at_all(
    world: World, manager: Professional, survivor: Survivor
) -> None:
    body = manager.taking(survivor.case, world.deployment.intake_key)
    with pytest.raises(InvalidInputError):
        take(world, manager, survivor.case, {"grants": body["grants"][:3]})
    assert world.read(lambda each: cases.find(each, survivor.case)).state == "new"
    assert parcels(world) == []


def test_keys_of_a_taken_case_go_to_nobody_else(
    world: World, manager: Professional, second_manager: Professional, survivor: Survivor
) -> None:
    body = manager.taking(survivor.case, world.deployment.intake_key, recipient=second_manager.key)
    with pytest.raises(InvalidInputError):
        take(world, manager, survivor.case, body)


def test_a_referral_with_consent_lets_the_doctor_read_what_it_names_and_nothing_else(
    world: World, manager: Professional, doctor: Professional, taken: Survivor
) -> None:
    consent = world.consent(taken, doctor.key, "account", "evidence")
    refer(world, manager, taken.case, manager.referral(consent, 5))
    assert readable(world, doctor, taken.case) == {"account", "evidence"}


def test_a_lawyer_without_a_grant_reads_nothing(
    world: World, lawyer: Professional, taken: Survivor
) -> None:
    assert readable(world, lawyer, taken.case) == frozenset()


def test_a_withdrawal_ends_what_rests_on_the_consent_at_once(
    world: World, manager: Professional, doctor: Professional, taken: Survivor
) -> None:
    consent = world.consent(taken, doctor.key, "account")
    refer(world, manager, taken.case, manager.referral(consent, 5))
    world.withdraw(taken, consent)
    assert readable(world, doctor, taken.case) == frozenset()
    assert readable(world, manager, taken.case) == set(cases.OF_A_REPORT)


def test_nothing_is_granted_on_a_withdrawn_consent(
    world: World, manager: Professional, doctor: Professional, taken: Survivor
) -> None:
    consent = world.consent(taken, doctor.key, "account")
    world.withdraw(taken, consent)
    with pytest.raises(ConflictError):
        refer(world, manager, taken.case, manager.referral(consent, 5))


def test_a_grant_ends_with_its_day(
    world: World, manager: Professional, doctor: Professional, taken: Survivor
) -> None:
    consent = world.consent(taken, doctor.key, "account", expires="2026-03-10")
    refer(
        world,
        manager,
        taken.case,
        manager.referral(consent, 5, grant={"expires": "2026-03-10"}),
    )
    world.deployment.days_pass(8)
    assert readable(world, doctor, taken.case) == {"account"}
    world.deployment.days_pass(1)
    assert readable(world, doctor, taken.case) == frozenset()


def test_a_clock_that_ran_ahead_and_was_set_right_has_taken_nothing(
    world: World, manager: Professional, doctor: Professional, taken: Survivor
) -> None:
    consent = world.consent(taken, doctor.key, "account")
    refer(world, manager, taken.case, manager.referral(consent, 5))
    before = world.deployment.clock.now()

    def listed() -> list[str]:
        lists = [(doctor.key, cases.REFERRED)]
        found, _ = world.read(lambda each: listing.page(each, lists, listing.parse_cursor(""), 10))
        return [each.case.case for each in found]

    def sweep() -> None:
        today = world.deployment.clock.today()
        world.write(lambda each: follower.sweep(each, today))

    assert listed() == [taken.case]
    world.deployment.days_pass(100)
    sweep()
    assert listed() == []
    assert readable(world, doctor, taken.case) == frozenset()
    world.deployment.clock.set_to(before)
    sweep()
    assert listed() == [taken.case]
    assert readable(world, doctor, taken.case) == {"account"}


def test_the_last_reader_of_a_compartment_outlives_her_day(
    world: World, manager: Professional, taken: Survivor
) -> None:
    world.deployment.days_pass(200)
    assert readable(world, manager, taken.case) == set(cases.OF_A_REPORT)


def test_who_is_disabled_reads_nothing_and_her_cases_go_back_to_the_duty_team(
    world: World, manager: Professional, second_manager: Professional, taken: Survivor
) -> None:
    assert world.disable(manager) == Loss()
    assert world.read(lambda each: cases.find(each, taken.case)).state == "new"
    assert readable(world, second_manager, taken.case) == set(cases.OF_A_REPORT)


def test_a_compartment_whose_only_reader_is_disabled_is_counted(
    world: World, manager: Professional, second_manager: Professional, taken: Survivor
) -> None:
    basis = {"duty": world.deployment.intake_key}
    given = manager.grant(taken.case, 5, "team", manager.key, basis)
    body = {"compartment": "team", "grants": [given]}
    world.run(manager, steps.open_compartment, taken.case, *bodies.new_compartment(body))
    assert world.disable(manager).compartments == 1


def test_a_doctor_opens_the_medical_compartment_and_keeps_it_after_a_withdrawal(
    world: World, manager: Professional, doctor: Professional, taken: Survivor
) -> None:
    consent = world.consent(taken, doctor.key, "account", "medical")
    refer(world, manager, taken.case, manager.referral(consent, 5, ["account"]))
    basis = manager.referral(consent, 9)["grants"][0]["statement"]["basis"]
    given = doctor.grant(taken.case, 1, "medical", doctor.key, basis)
    body = {"compartment": "medical", "grants": [given]}
    world.run(doctor, steps.open_compartment, taken.case, *bodies.new_compartment(body))
    assert readable(world, doctor, taken.case) == {"account", "medical"}
    assert "medical" not in readable(world, manager, taken.case)
    world.withdraw(taken, consent)
    assert readable(world, doctor, taken.case) == {"medical"}


def test_a_lawyer_cannot_open_the_medical_compartment(
    world: World, manager: Professional, lawyer: Professional, taken: Survivor
) -> None:
    consent = world.consent(taken, lawyer.key, "account", "medical")
    refer(world, manager, taken.case, manager.referral(consent, 5, ["account"]))
    basis = manager.referral(consent, 9)["grants"][0]["statement"]["basis"]
    given = lawyer.grant(taken.case, 1, "medical", lawyer.key, basis)
    body = bodies.new_compartment({"compartment": "medical", "grants": [given]})
    with pytest.raises(InvalidInputError):
        world.run(lawyer, steps.open_compartment, taken.case, *body)


def test_a_number_used_before_is_refused_and_the_next_one_named(
    world: World, manager: Professional, doctor: Professional, taken: Survivor
) -> None:
    consent = world.consent(taken, doctor.key, "account")
    with pytest.raises(SequenceError) as refused:
        refer(world, manager, taken.case, manager.referral(consent, 4))
    assert refused.value.expected == 5


def test_of_two_answers_at_once_the_second_learns_its_number(
    world: World, manager: Professional, doctor: Professional, lawyer: Professional, taken: Survivor
) -> None:
    to_doctor = world.consent(taken, doctor.key, "account")
    to_lawyer = world.consent(taken, lawyer.key, "account")
    refer(world, manager, taken.case, manager.referral(to_doctor, 5))
    with pytest.raises(SequenceError) as refused:
        refer(world, manager, taken.case, manager.referral(to_lawyer, 5))
    assert refused.value.expected == 7
    refer(world, manager, taken.case, manager.referral(to_lawyer, 7))


def forgeries(
    manager: Professional, doctor: Professional, consent: dict[str, Any], other: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """Every body that a malicious browser of a case manager might send."""
    honest = manager.referral(consent, 5)
    statement = honest["statement"]
    wrong_hash = {"consent": consent["consent"], "hash": "1" * 64}
    elsewhere = {"consent": other["consent"], "hash": "1" * 64}
    return {
        "a number that skips one": manager.referral(consent, 6),
        "a number used before": manager.referral(consent, 3),
        "another case's consent": manager.referral(consent, 5, consent=other["consent"]),
        "another case's consent as basis": manager.referral(consent, 5, grant={"basis": elsewhere}),
        "another case's consent throughout": manager.referral(
            {**other, "case": consent["case"]}, 5
        ),
        "the wrong hash of a consent": manager.referral(consent, 5, grant={"basis": wrong_hash}),
        "wider than the consent": manager.referral(consent, 5, ["account", "thread"]),
        "wider than what is granted": manager.referral(
            consent, 5, ["account"], compartments=["account", "evidence", "thread"]
        ),
        "a later day than the consent": manager.referral(
            consent, 5, grant={"expires": "2026-06-02"}
        ),
        "a day that is over": manager.referral(consent, 5, grant={"expires": "2026-03-01"}),
        "another generation": manager.referral(consent, 5, grant={"generation": 2}),
        "another wrap": manager.referral(consent, 5, grant={"wrap": "2" * 64}),
        "grants to herself": manager.referral(consent, 5, grant={"recipient": manager.key}),
        "a referral to herself": manager.referral({**consent, "recipient": manager.key}, 5),
        "a grant left out": {**honest, "grants": honest["grants"][:1]},
        "no grant": {**honest, "grants": []},
        "a grant twice": {**honest, "grants": honest["grants"] * 2},
        "duty as the basis": manager.referral(consent, 5, grant={"basis": {"duty": "0" * 32}}),
        "a changed statement": {
            **honest,
            "statement": {**statement, "service_type": "livelihoods"},
        },
        "a statement signed by a colleague": {
            **honest,
            "statement": doctor.referral(consent, 5)["statement"],
        },
        "another signer's name": {
            **honest,
            "statement": manager.sign(
                consent["case"],
                7,
                **{
                    name: value
                    for name, value in statement.items()
                    if name not in {"case", "seq", "signature", "signer", "v"}
                },
            )
            | {"signer": doctor.key},
        },
        "a grant of another case": {
            **honest,
            "grants": [
                manager.grant(
                    other["case"],
                    5,
                    "account",
                    doctor.key,
                    honest["grants"][0]["statement"]["basis"],
                ),
                honest["grants"][1],
            ],
        },
        "another kind of statement": {
            **honest,
            "statement": manager.sign(
                consent["case"], 7, type="referral_status", referral="3" * 32, status="done"
            ),
        },
        "not a statement": {**honest, "statement": "referral"},
    }


FORGERIES = (
    "a number that skips one",
    "a number used before",
    "another case's consent",
    "another case's consent as basis",
    "another case's consent throughout",
    "the wrong hash of a consent",
    "wider than the consent",
    "wider than what is granted",
    "a later day than the consent",
    "a day that is over",
    "another generation",
    "another wrap",
    "grants to herself",
    "a referral to herself",
    "a grant left out",
    "no grant",
    "a grant twice",
    "duty as the basis",
    "a changed statement",
    "a statement signed by a colleague",
    "another signer's name",
    "a grant of another case",
    "another kind of statement",
    "not a statement",
)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_malicious_browser_gets_nothing_stored(
    world: World,
    manager: Professional,
    doctor: Professional,
    taken: Survivor,
    sealed_report: Survivor,
    name: str,
) -> None:
    other = sealed_report.another()
    world.report(other.case)
    consent = world.consent(taken, doctor.key, "account", "evidence")
    foreign = world.consent(other, doctor.key, "account", "evidence")
    cases_of_malice = forgeries(manager, doctor, consent, foreign)
    assert set(cases_of_malice) == set(FORGERIES)
    before = parcels(world)
    with pytest.raises(ApplianceError) as refused:
        refer(world, manager, taken.case, cases_of_malice[name])
    assert refused.value.status in (404, 409, 422)
    assert parcels(world) == before
    assert readable(world, doctor, taken.case) == frozenset()
    assert world.read(lambda each: numbers.expected(each, taken.case, manager.key)) == 5


def test_a_signature_by_somebody_else_is_called_that(
    world: World, manager: Professional, doctor: Professional, taken: Survivor
) -> None:
    consent = world.consent(taken, doctor.key, "account")
    with pytest.raises(SignatureError):
        refer(world, manager, taken.case, doctor.referral(consent, 5))


def test_nothing_is_granted_to_a_colleague_who_is_disabled(
    world: World, manager: Professional, doctor: Professional, taken: Survivor
) -> None:
    consent = world.consent(taken, doctor.key, "account")
    world.disable(doctor)
    with pytest.raises(ConflictError):
        refer(world, manager, taken.case, manager.referral(consent, 5))


def test_nothing_is_granted_to_a_key_whose_certificate_is_disabled_or_over(
    world: World, manager: Professional, doctor: Professional, taken: Survivor
) -> None:
    consent = world.consent(taken, doctor.key, "account")
    doctor.status = "disabled"
    world.deployment.publish()
    with pytest.raises(ConflictError):
        refer(world, manager, taken.case, manager.referral(consent, 5))


def test_who_reads_on_a_consent_cannot_give_what_she_does_not_have(
    world: World, manager: Professional, doctor: Professional, lawyer: Professional, taken: Survivor
) -> None:
    to_doctor = world.consent(taken, doctor.key, "account")
    to_lawyer = world.consent(taken, lawyer.key, "evidence")
    refer(world, manager, taken.case, manager.referral(to_doctor, 5))
    with pytest.raises(InvalidInputError):
        refer(world, doctor, taken.case, doctor.referral(to_lawyer, 1))


def say(world: World, who: Professional, case: str, referral: str, seq: int, status: str) -> str:
    change = who.sign(case, seq, type="referral_status", referral=referral, status=status)
    return str(world.run(who, steps.say_status, case, referral, change))


def test_a_referral_is_accepted_and_done_by_its_recipient(
    world: World, manager: Professional, doctor: Professional, taken: Survivor
) -> None:
    body = manager.referral(world.consent(taken, doctor.key, "account"), 5)
    referral = body["statement"]["referral"]
    refer(world, manager, taken.case, body)
    say(world, doctor, taken.case, referral, 1, "accepted")
    say(world, doctor, taken.case, referral, 2, "done")
    with pytest.raises(ConflictError):
        say(world, doctor, taken.case, referral, 3, "accepted")


@pytest.mark.parametrize("status", ["accepted", "done", "rejected"])
def test_the_sender_cannot_answer_her_own_referral(
    world: World, manager: Professional, doctor: Professional, taken: Survivor, status: str
) -> None:
    body = manager.referral(world.consent(taken, doctor.key, "account"), 5)
    refer(world, manager, taken.case, body)
    with pytest.raises(ConflictError):
        say(world, manager, taken.case, body["statement"]["referral"], 7, status)


def test_a_revoked_referral_gives_nothing_any_more(
    world: World, manager: Professional, doctor: Professional, taken: Survivor
) -> None:
    body = manager.referral(world.consent(taken, doctor.key, "account"), 5)
    refer(world, manager, taken.case, body)
    say(world, manager, taken.case, body["statement"]["referral"], 7, "revoked")
    assert readable(world, doctor, taken.case) == frozenset()


def test_every_event_of_its_own_comes_back_on_the_bus_and_changes_nothing(
    world: World, manager: Professional, doctor: Professional, taken: Survivor
) -> None:
    body = manager.referral(world.consent(taken, doctor.key, "account"), 5)
    refer(world, manager, taken.case, body)
    say(world, doctor, taken.case, body["statement"]["referral"], 1, "accepted")
    before = world.read(lambda each: grants.of_case(each, taken.case))
    for events, _ in parcels(world):
        for event in events:
            world.log_index += 1
            row = {**event, "index": world.log_index}
            apply_row(world, row)
    assert world.read(lambda each: grants.of_case(each, taken.case)) == before
    assert world.read(lambda each: cases.find(each, taken.case)).assigned == manager.key


def apply_row(world: World, row: dict[str, Any]) -> None:
    page = bus.Page([row], row["index"] - 1, row["index"])
    today = world.deployment.clock.today()
    assert world.write(lambda each: bus.apply_page(each, DEPLOYMENT, page, today))
