"""Which operations take two people: by themselves, and by config/policy."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.agent.approvals import Approvals
from appliance.errors import (
    AskedError,
    AskExpiredError,
    CodeError,
    ConfigurationError,
    RoleError,
    SecondPersonError,
)
from appliance.operations.agreement import Agreement
from appliance.operations.declaration import Declaration
from appliance.operations.plans import Plan
from appliance.operations.policy import read_policy
from appliance.operations.records import (
    OperatorRecord,
    put_operator,
    read_deployment,
    read_operators,
    write_deployment,
)
from tests.fakes import FakeClock
from tests.operator_desk import Desk

SHIPPED = Path(__file__).parents[2] / "config" / "policy" / "approvals.yml"
PLAN = Plan("wipe", {"what": "everything"}, ({"code": "gone"},))


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path / "data")
    await found.set_up()
    return found


def first(desk: Desk) -> OperatorRecord:
    return read_operators(desk.box.folder)[0]


def test_the_shipped_policy_names_operations_only() -> None:
    assert read_policy(SHIPPED) == frozenset()


def test_a_policy_asks_for_a_second_person_where_one_was_enough(tmp_path: Path) -> None:
    file = tmp_path / "approvals.yml"
    file.write_text("two_people: [disable]\n")
    desk = Desk(tmp_path / "data")
    desk.box.two_people = read_policy(file)
    approvals = Approvals(desk.box)
    assert approvals.people(Declaration("disable")) == 2
    assert approvals.people(Declaration("invite")) == 1
    assert approvals.people(Declaration("operator_disable", approvals=2)) == 2


@pytest.mark.parametrize(
    "text", ["two_people: [invented]", "two_people: disable", "one: []", "- a", ": [", ""]
)
def test_a_policy_that_is_not_one_stops_the_start(tmp_path: Path, text: str) -> None:
    file = tmp_path / "approvals.yml"
    file.write_text(text)
    with pytest.raises(ConfigurationError):
        read_policy(file)


def test_a_policy_that_is_missing_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        read_policy(tmp_path / "approvals.yml")


async def test_one_person_is_enough_where_one_is_asked_for(desk: Desk) -> None:
    found = Approvals(desk.box).require(Declaration("lock"), PLAN, first(desk))
    assert found == Agreement()
    assert found.details() == {}


async def test_nothing_is_destroyed_by_one_where_it_takes_two(desk: Desk) -> None:
    operation = Declaration("wipe", approvals=2, destroys=True)
    with pytest.raises(SecondPersonError):
        Approvals(desk.box).require(operation, PLAN, first(desk))


async def test_what_destroys_nothing_is_done_by_one_alone_and_says_so(desk: Desk) -> None:
    operation = Declaration("rotate", approvals=2)
    approvals = Approvals(desk.box)
    assert approvals.terms(operation, first(desk)) == {"alone": True, "people": 2}
    assert approvals.require(operation, PLAN, first(desk)).details() == {"alone": True}


@pytest.mark.parametrize("training", [True, False])
async def test_without_a_code_app_only_somebody_who_practises_counts_as_the_second_person(
    desk: Desk, training: bool
) -> None:
    folder, operation = desk.box.folder, Declaration("wipe", approvals=2, destroys=True)
    write_deployment(folder, replace(read_deployment(folder), training=training))
    second = replace(first(desk), id="2" * 32, key="2" * 32)
    put_operator(folder, second)
    approvals = Approvals(desk.box)
    if not training:
        with pytest.raises(SecondPersonError):
            approvals.require(operation, PLAN, first(desk))
        return
    with pytest.raises(AskedError) as caught:
        approvals.require(operation, PLAN, first(desk))
    approvals.agree(caught.value.approval, PLAN.hash, second)
    assert approvals.require(operation, PLAN, first(desk)) == Agreement(second=second.key)


async def test_a_second_person_who_has_lost_her_code_app_cannot_agree(desk: Desk) -> None:
    second = replace(first(desk), id="2" * 32, key="2" * 32, code="sealed")
    put_operator(desk.box.folder, second)
    approvals = Approvals(desk.box)
    with pytest.raises(AskedError) as caught:
        approvals.require(Declaration("wipe", approvals=2), PLAN, first(desk))
    with pytest.raises(CodeError):
        approvals.agree(caught.value.approval, PLAN.hash, replace(second, code=""))
    with pytest.raises(RoleError):
        approvals.agree(caught.value.approval, PLAN.hash, replace(second, roles=("operator",)))


async def test_a_clock_that_went_back_ends_what_was_asked(desk: Desk) -> None:
    second = replace(first(desk), id="2" * 32, key="2" * 32, code="sealed")
    put_operator(desk.box.folder, second)
    approvals = Approvals(desk.box)
    with pytest.raises(AskedError) as caught:
        approvals.require(Declaration("wipe", approvals=2), PLAN, first(desk))
    desk.box.clock = FakeClock(desk.clock.now() - timedelta(minutes=1))
    with pytest.raises(AskExpiredError):
        approvals.agree(caught.value.approval, PLAN.hash, second)
