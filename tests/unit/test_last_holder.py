"""An intake key that nobody holds does not stay in the directory, and the operator is told."""

from pathlib import Path

import pytest

from appliance.core.directory import Directory, open_directory
from appliance.errors import ConflictError, UnavailableError
from appliance.operations import disable, orphans, publication, records, reinvite, status, unlock
from appliance.operations.plans import Plan
from tests.operator_desk import Desk

OPERATOR_KEY = "0" * 32
ALARM = "organisation-without-intake"
ORPHANS = "orphans"
FIRST = ["account", "contact", "evidence", "thread"]


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path / "data")
    await found.set_up()
    return found


def centre(desk: Desk) -> str:
    [organisation] = records.read_deployment(desk.box.folder).intake_organisations
    return organisation


def directory(desk: Desk) -> Directory:
    pin = records.read_deployment(desk.box.folder).pin
    return open_directory(desk.box.folder.directory_file.read_bytes(), pin)


def codes(plan: Plan) -> list[str]:
    return [str(step["code"]) for step in plan.steps]


async def case_manager(desk: Desk) -> str:
    person = desk.add_pending(centre(desk))
    await desk.approve(person)
    return person


async def colleague_with_the_same_key(desk: Desk, first: str) -> str:
    person = await case_manager(desk)
    rows = desk.coordination.rows
    rows[person]["intake_held"] = list(rows[first]["intake_held"])
    return person


async def disabled(desk: Desk, person: str) -> dict[str, int]:
    plan = await disable.plan(desk.box, person)
    return await disable.run(desk.box, person, plan.hash, OPERATOR_KEY)


async def invited_again(desk: Desk, person: str) -> None:
    plan = await reinvite.plan(desk.box, person)
    await reinvite.run(desk.box, person, plan.hash, "http://case", OPERATOR_KEY)


async def alarms(desk: Desk) -> list[str]:
    return [each.get("about", "") for each in (await status.run(desk.box))["alarms"]
            if each["code"] == ALARM]  # fmt: skip


@pytest.mark.parametrize("leave", [disabled, invited_again])
async def test_the_key_leaves_the_directory_with_its_last_holder(desk: Desk, leave: object) -> None:
    person = await case_manager(desk)
    assert len(directory(desk).intake_keys) == 1
    assert callable(leave)
    await leave(desk, person)
    assert directory(desk).intake_keys == ()
    assert directory(desk).version == 3
    assert [each["details"]["version"] for each in desk.storage.named("directory")] == [1, 2, 3]


async def test_the_plan_says_so_before_with_the_number_of_reports_nobody_can_read(
    desk: Desk,
) -> None:
    person = await case_manager(desk)
    desk.coordination.reports = 3
    for plan in (await disable.plan(desk.box, person), await reinvite.plan(desk.box, person)):
        assert [each for each in codes(plan) if each != "refused"] == [
            *("certificate-disabled", "intake-key-dropped", "directory-version", "help-only"),
            *("unread-reports", "unread-compartments"),
        ]
        assert {"code": "unread-reports", "count": 3} in plan.steps


async def test_what_nobody_can_read_any_more_is_said_afterwards(desk: Desk) -> None:
    person = await case_manager(desk)
    desk.coordination.reports = 3
    assert await disabled(desk, person) == {"compartments": 12, "reports": 3}


async def test_while_a_colleague_holds_the_key_it_stays_and_the_plan_says_to_renew_it(
    desk: Desk,
) -> None:
    first = await case_manager(desk)
    await colleague_with_the_same_key(desk, first)
    plan = await disable.plan(desk.box, first)
    assert {"code": "intake-key-kept", "holders": 1} in plan.steps
    assert "intake-key-dropped" not in codes(plan)
    await disabled(desk, first)
    assert len(directory(desk).intake_keys) == 1
    assert directory(desk).version == 2


async def test_a_colleague_without_the_key_does_not_count_as_a_holder(desk: Desk) -> None:
    first = await case_manager(desk)
    await case_manager(desk)
    await disabled(desk, first)
    assert directory(desk).intake_keys == ()


async def test_a_plan_that_was_shown_while_a_colleague_held_the_key_does_not_drop_it(
    desk: Desk,
) -> None:
    first = await case_manager(desk)
    second = await colleague_with_the_same_key(desk, first)
    plan = await disable.plan(desk.box, first)
    await disabled(desk, second)
    with pytest.raises(ConflictError):
        await disable.run(desk.box, first, plan.hash, OPERATOR_KEY)
    assert len(directory(desk).intake_keys) == 1


async def test_the_next_case_manager_brings_a_new_key(desk: Desk) -> None:
    await disabled(desk, await case_manager(desk))
    person = await case_manager(desk)
    [(_, key)] = directory(desk).intake_keys
    assert key.key == desk.coordination.rows[person]["intake"]["key"]


async def test_a_listed_key_that_nobody_holds_is_replaced_by_the_next_case_manager(
    desk: Desk,
) -> None:
    first = await case_manager(desk)
    desk.coordination.rows[first] |= {"intake_held": [], "status": "disabled"}
    person = await case_manager(desk)
    [(_, key)] = directory(desk).intake_keys
    assert key.key == desk.coordination.rows[person]["intake"]["key"]


async def test_an_outage_in_between_is_finished_from_the_journal(desk: Desk) -> None:
    person = await case_manager(desk)
    desk.coordination.refuse = UnavailableError
    with pytest.raises(UnavailableError):
        await disabled(desk, person)
    desk.coordination.refuse = None
    await unlock.finish_if_needed(desk.box)
    assert not publication.is_interrupted(desk.box)
    assert directory(desk).intake_keys == ()
    assert desk.coordination.rows[person]["status"] == "disabled"
    assert len(desk.storage.named("person_disabled")) == 1


async def test_somebody_who_holds_no_intake_key_costs_nothing(desk: Desk) -> None:
    await case_manager(desk)
    doctor = desk.add_pending(centre(desk), "doctor")
    desk.coordination.rows[doctor]["intake_held"] = []
    await desk.approve(doctor)
    assert codes(await disable.plan(desk.box, doctor)) == ["refused", "certificate-disabled"]


async def test_an_organisation_that_should_receive_reports_and_cannot_is_an_alarm(
    desk: Desk,
) -> None:
    assert await alarms(desk) == ["Centre"]
    person = await case_manager(desk)
    assert await alarms(desk) == []
    await disabled(desk, person)
    assert await alarms(desk) == ["Centre"]
    await desk.box.intake.close()


async def raised(desk: Desk) -> dict[str, dict[str, str]]:
    found = (await status.run(desk.box))["alarms"]
    await desk.box.intake.close()
    return {each["code"]: each for each in found}


async def test_what_nobody_can_read_is_in_the_plan_and_an_alarm_until_somebody_can(
    desk: Desk,
) -> None:
    person = await case_manager(desk)
    desk.coordination.reports = 2
    plan = await disable.plan(desk.box, person)
    assert [each["compartments"] for each in plan.subject["orphans"]] == [FIRST, FIRST]
    assert ORPHANS not in await raised(desk)
    await disabled(desk, person)
    found = await raised(desk)
    assert int(found[ORPHANS]["count"]) == 2
    desk.coordination.reports = 0
    await orphans.look(desk.box)
    assert ORPHANS not in await raised(desk)


async def test_the_last_count_of_orphans_stands_while_nobody_can_count(desk: Desk) -> None:
    desk.box.orphans = 3
    desk.coordination.refuse = UnavailableError
    await orphans.look(desk.box)
    desk.box.keys = None
    await orphans.look(desk.box)
    assert desk.box.orphans == 3
