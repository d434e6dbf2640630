"""After trustees were replaced, readers seal what they read to the new key; how far is counted."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection

from appliance.adapters.files import FILE_MODE, write_durably
from appliance.coordination import bodies, orphans, recoveries, rewraps, steps
from appliance.coordination.recoveries import Office
from appliance.coordination.rewraps import Versions
from appliance.core.derivation import key_id
from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from tests.professional import LAST_DAY, Professional
from tests.survivor import Survivor, fresh_recipient, signed
from tests.unit.coordination.world import World

FIRST = ["account", "contact", "evidence", "thread"]


@pytest.fixture
def rotated(world: World, manager: Professional, survivor: Survivor) -> str:
    """A report was sealed to trustees of before; the case is the manager's. Returns the new key."""
    publish(world, 1, fresh_recipient())
    take = bodies.taking(manager.taking(survivor.case, world.deployment.intake_key))
    world.run(manager, steps.take, survivor.case, take)
    recipient = fresh_recipient()
    publish(world, 2, recipient)
    return recipient


def publish(world: World, version: int, recovery: str | None) -> None:
    folder = world.deployment.folder
    previous = "0" * 64 if version > 1 else None
    changes: dict[str, Any] = {"previous": previous, "recovery": recovery, "version": version}
    file = signed(replace(world.deployment.directory(), **changes))
    write_durably(folder.directory_version_file(version), file, FILE_MODE)
    write_durably(folder.directory_file, file, FILE_MODE)


def versions(world: World) -> Versions:
    directory = world.roster.directory
    assert directory is not None
    assert directory.recovery is not None
    recipient, of = directory.recovery, world.roster_files.version
    found: Versions = world.read(lambda each: rewraps.versions(each, of, recipient))
    return found


def behind(world: World) -> tuple[int, int]:
    found, listed = versions(world), {}
    listed = world.read(lambda each: rewraps.progress(each, found))
    return listed["behind"], listed["cases"]


def wanted_of(world: World, who: Professional) -> dict[str, list[str]]:
    viewer, found = world.viewer(who), versions(world)
    today, sealed_to = world.deployment.clock.today(), world.roster_files.intake_keys
    rows = world.read(lambda each: rewraps.to_make(each, viewer, found, today, sealed_to))
    return {each["case"]: each["compartments"] for each in rows}


def sealed(
    who: Professional, case: str, seq: int, compartment: str, recipient: str, **changes: Any
) -> dict[str, Any]:
    key = key_id(recipient)
    return who.grant(case, seq, compartment, key, {"escrow": key}, expires=LAST_DAY, **changes)


def hand_in(world: World, who: Professional, case: str, *given: dict[str, Any]) -> None:
    world.run(who, steps.rewrap, case, bodies.taking({"grants": list(given)}))


def test_what_a_reader_seals_anew_is_counted_and_can_be_interrupted(
    world: World, manager: Professional, survivor: Survivor, rotated: str
) -> None:
    assert behind(world) == (1, 1)
    assert wanted_of(world, manager) == {survivor.case: FIRST}
    first = [sealed(manager, survivor.case, 5 + n, name, rotated) for n, name in enumerate(FIRST)]
    hand_in(world, manager, survivor.case, *first[:2])
    assert wanted_of(world, manager) == {survivor.case: FIRST[2:]}
    assert behind(world) == (1, 1)
    hand_in(world, manager, survivor.case, *first[2:])
    hand_in(world, manager, survivor.case, *first[2:])  # repeated: nothing changes
    assert behind(world) == (0, 1)
    assert wanted_of(world, manager) == {}
    publish(world, 3, fresh_recipient())
    assert behind(world) == (1, 1)


def test_reports_of_now_and_reports_that_were_told_of_no_recovery_need_nothing(
    world: World, manager: Professional, survivor: Survivor
) -> None:
    publish(world, 1, None)
    publish(world, 2, fresh_recipient())
    assert behind(world) == (0, 0)
    assert wanted_of(world, manager) == {}


def test_an_untaken_report_is_sealed_anew_by_whoever_holds_its_intake_key(
    world: World, manager: Professional, survivor: Survivor
) -> None:
    publish(world, 1, fresh_recipient())
    recipient = fresh_recipient()
    publish(world, 2, recipient)
    other = world.deployment.hire("case_manager")
    world.deployment.publish()
    publish(world, 2, recipient)
    world.admit(other)
    assert wanted_of(world, other) == {}
    assert wanted_of(world, manager) == {survivor.case: FIRST}
    hand_in(world, manager, survivor.case, sealed(manager, survivor.case, 1, "contact", recipient))


def test_only_a_reader_of_contact_is_asked(
    world: World, manager: Professional, doctor: Professional, survivor: Survivor, rotated: str
) -> None:
    publish(world, 2, rotated)
    consent = world.consent(survivor, doctor.key, "account")
    statement, given = bodies.referral(manager.referral(consent, 5))
    world.run(manager, steps.refer, survivor.case, statement, given)
    assert wanted_of(world, doctor) == {}


def test_a_wrap_for_trustees_is_no_reader(
    world: World, manager: Professional, survivor: Survivor, rotated: str
) -> None:
    given = [sealed(manager, survivor.case, 5 + n, name, rotated) for n, name in enumerate(FIRST)]
    hand_in(world, manager, survivor.case, *given)
    world.disable(manager)
    today, sealed_to = world.deployment.clock.today(), world.roster_files.intake_keys
    assert world.read(lambda each: orphans.find(each, today, sealed_to)).compartments == 4


def test_anything_but_what_she_reads_to_the_key_in_force_is_refused(
    world: World, manager: Professional, doctor: Professional, survivor: Survivor, rotated: str
) -> None:
    publish(world, 2, rotated)
    case = survivor.case
    for bad in (
        sealed(manager, case, 5, "contact", fresh_recipient()),
        sealed(manager, case, 5, "medical", rotated),
        manager.grant(case, 5, "contact", key_id(rotated), {"duty": world.deployment.intake_key}),
        manager.grant(case, 5, "contact", doctor.key, {"escrow": key_id(rotated)}),
    ):
        with pytest.raises((ConflictError, InvalidInputError)):
            hand_in(world, manager, case, bad)
    with pytest.raises(NotFoundError):
        hand_in(world, doctor, case, sealed(doctor, case, 1, "contact", rotated))
    publish(world, 3, None)
    with pytest.raises(NotFoundError):
        hand_in(world, manager, case, sealed(manager, case, 5, "contact", rotated))


def test_trustees_are_handed_nothing_that_was_sealed_to_those_before(
    world: World, manager: Professional, survivor: Survivor, rotated: str
) -> None:
    hand_in(world, manager, survivor.case, sealed(manager, survivor.case, 5, "contact", rotated))
    again = world.lose_key(manager)
    publish(world, 2, rotated)

    def handed() -> dict[str, Any]:
        listed, of = world.roster_files.intake_by_organisation, world.roster_files.version
        roster, today = world.roster, world.deployment.clock.today()

        def work(connection: Connection) -> list[dict[str, Any]]:
            return recoveries.materials(Office(connection, roster, listed, today), again.key, of)

        [found] = world.read(work)
        return dict(found)

    found = handed()
    assert found["report"] is False
    [wrap] = found["wraps"]
    assert wrap["statement"]["recipient"] == key_id(rotated)
    assert wrap["certificate"]["key"] == manager.key
    publish(world, 3, fresh_recipient())
    assert handed()["wraps"] == []
