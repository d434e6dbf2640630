"""Who leaves takes her keys along; what nobody is left to read is counted, not hidden."""

from dataclasses import replace

from sqlalchemy import Connection

from appliance.adapters.files import write_durably
from appliance.coordination import bodies, duty, invitations, leaving, orphans, people, steps
from appliance.coordination.orphans import Loss, Orphan
from tests.professional import Professional, small_sealed_file
from tests.survivor import Survivor, signed
from tests.unit.coordination.world import World

OF_ONE_REPORT = 4
NEWER_KEY = "e" * 32


def counts(loss: Loss) -> tuple[int, int]:
    return loss.compartments, loss.reports


def orphans_of(world: World) -> Loss:
    today, sealed_to = world.deployment.clock.today(), world.roster_files.intake_keys
    found: Loss = world.read(lambda each: orphans.find(each, today, sealed_to))
    return found


def offered(world: World, colleague: Professional) -> bool:
    """Invite a colleague; say whether she is asked to make the intake key."""
    roster = world.roster

    def work(connection: Connection) -> bool:
        sealed = small_sealed_file()
        people.add(connection, colleague.person, colleague.role, colleague.organisation, sealed)
        person = people.find(connection, colleague.person)
        return invitations.lacks_intake_key(connection, person, roster)

    return bool(world.write(work))


def foreseen(world: World, colleague: Professional) -> Loss:
    today, sealed_to = world.deployment.clock.today(), world.roster_files.intake_keys
    found: Loss = world.write(
        lambda each: leaving.foreseen(each, colleague.person, today, sealed_to)
    )
    return found


def test_the_reports_that_only_she_could_open_are_counted(
    world: World, manager: Professional, survivor: Survivor
) -> None:
    world.report(survivor.another().case)
    assert counts(world.disable(manager)) == (2 * OF_ONE_REPORT, 2)


def test_a_case_of_hers_that_nobody_on_duty_can_open_again_is_counted_once(
    world: World, manager: Professional, survivor: Survivor
) -> None:
    body = bodies.taking(manager.taking(survivor.case, world.deployment.intake_key))
    world.run(manager, steps.take, survivor.case, body)
    assert counts(world.disable(manager)) == (OF_ONE_REPORT, 1)


def test_nothing_is_lost_while_a_colleague_holds_the_intake_key(
    world: World, manager: Professional, second_manager: Professional, survivor: Survivor
) -> None:
    assert world.disable(manager) == Loss()
    assert counts(world.disable(second_manager)) == (OF_ONE_REPORT, 1)


def test_a_colleague_with_a_newer_intake_key_does_not_open_older_reports(
    world: World, manager: Professional, survivor: Survivor
) -> None:
    other = world.deployment.hire("case_manager")
    world.deployment.publish()
    world.admit(other)
    wrap = bodies.DutyWrap(other.key, duty.INTAKE, 1, small_sealed_file())
    world.write(lambda each: duty.keep(each, wrap, NEWER_KEY))
    assert counts(world.disable(manager)) == (OF_ONE_REPORT, 1)


def test_a_report_is_judged_by_the_version_of_the_directory_it_was_sealed_under(
    world: World, manager: Professional, survivor: Survivor
) -> None:
    folder = world.deployment.folder
    write_durably(folder.directory_version_file(1), folder.directory_file.read_bytes())
    without = replace(
        world.deployment.directory(with_intake_key=False), version=2, previous="0" * 64
    )
    write_durably(folder.directory_file, signed(without))
    assert world.roster_files.intake_keys(1) == {world.deployment.intake_key}
    assert world.roster_files.intake_keys(2) == frozenset()
    assert counts(world.disable(manager)) == (OF_ONE_REPORT, 1)


def test_what_was_lost_before_is_not_laid_to_the_next_who_leaves(
    world: World, manager: Professional, doctor: Professional, survivor: Survivor
) -> None:
    assert world.disable(manager).reports == 1
    assert world.disable(doctor) == Loss()


def test_looking_ahead_changes_nothing(
    world: World, manager: Professional, survivor: Survivor
) -> None:
    assert counts(foreseen(world, manager)) == (OF_ONE_REPORT, 1)
    assert world.viewer(manager).on_duty
    assert foreseen(world, manager) == world.disable(manager)


def test_a_new_link_costs_as_much_as_disabling(
    world: World, manager: Professional, survivor: Survivor
) -> None:
    today, sealed_to = world.deployment.clock.today(), world.roster_files.intake_keys
    found = world.write(lambda each: leaving.start_again(each, manager.person, today, sealed_to))
    assert counts(found) == (OF_ONE_REPORT, 1)


def test_the_next_case_manager_makes_an_intake_key_once_nobody_holds_the_old_one(
    world: World, manager: Professional
) -> None:
    assert not offered(world, world.deployment.hire("case_manager"))
    world.disable(manager)
    assert offered(world, world.deployment.hire("case_manager"))
    assert not offered(world, world.deployment.hire("doctor"))


def test_orphans_stay_listed_until_somebody_can_read_them_again(
    world: World, manager: Professional, doctor: Professional, survivor: Survivor
) -> None:
    assert orphans_of(world) == Loss()
    take = bodies.taking(manager.taking(survivor.case, world.deployment.intake_key))
    world.run(manager, steps.take, survivor.case, take)
    consent = world.consent(survivor, doctor.key, "account")
    statement, given = bodies.referral(manager.referral(consent, 5))
    world.run(manager, steps.refer, survivor.case, statement, given)
    lost = {Orphan(survivor.case, name, True) for name in ("contact", "evidence", "thread")}
    assert world.disable(manager).orphans == lost == orphans_of(world).orphans
    # What the doctor may read is read, until her grant is over.
    world.deployment.days_pass(120)
    assert counts(orphans_of(world)) == (OF_ONE_REPORT, 1)


def test_a_page_of_orphans_goes_on_where_the_last_one_ended(
    world: World, manager: Professional, survivor: Survivor
) -> None:
    for _ in range(orphans.LONGEST_PAGE + 1):
        world.report(survivor.another().case)
    world.disable(manager)
    first = orphans_of(world).to_json()
    assert first["cases_without_reader"] == orphans.LONGEST_PAGE + 2
    rest = orphans_of(world).to_json(first["next"])
    cases = [each["case"] for each in first["orphans"] + rest["orphans"]]
    assert len(set(cases)) == len(cases) == orphans.LONGEST_PAGE + 2
    assert rest["orphans"][0]["compartments"] == ["account", "contact", "evidence", "thread"]
    assert "next" not in rest
