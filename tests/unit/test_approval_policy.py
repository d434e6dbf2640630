"""Which operations take two people: by themselves, and by config/policy."""

from pathlib import Path

import pytest

from appliance.agent.approvals import Approvals
from appliance.errors import ConfigurationError, SecondPersonError
from appliance.operations.agreement import Agreement
from appliance.operations.declaration import Declaration
from appliance.operations.plans import Plan
from appliance.operations.policy import read_policy
from appliance.operations.records import OperatorRecord, read_operators
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
