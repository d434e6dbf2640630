"""The staff directory held against the leaves, those of an earlier Safehold among them."""

from datetime import timedelta
from pathlib import Path

import pytest

from appliance.operations import unlock
from appliance.operations.signed_audit import Stated, staff_problems
from tests.operator_desk import Desk

OLDER = "older-staff.json"


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    """A deployment whose directories were renewed once."""
    found = Desk(tmp_path / "data")
    await found.set_up()
    (tmp_path / OLDER).write_bytes(found.box.folder.staff_file.read_bytes())
    found.clock.advance(timedelta(days=1))
    assert await unlock.renew_if_due(found.box)
    return found


def stated(desk: Desk, *, by_an_earlier_safehold: bool) -> Stated:
    """Return what the leaves say, as they are now or as renewals were written before."""
    found = Stated()
    for index, event in enumerate(desk.storage.events.values()):
        details = dict(event["details"])
        if by_an_earlier_safehold and event["event"] == "directory":
            details.pop("staff", None)
        found.take({**event, "details": details, "index": index})
    return found


def named(leaves: Stated, file: bytes) -> list[str]:
    return [each["kind"] for each in staff_problems(leaves, file)]


@pytest.mark.parametrize("earlier", [False, True])
def test_a_renewed_staff_directory_is_no_problem(desk: Desk, earlier: bool) -> None:
    leaves = stated(desk, by_an_earlier_safehold=earlier)
    assert leaves.unstated is earlier
    assert named(leaves, desk.box.folder.staff_file.read_bytes()) == []


@pytest.mark.parametrize("earlier", [False, True])
def test_another_file_in_its_place_is_a_problem(desk: Desk, earlier: bool) -> None:
    leaves = stated(desk, by_an_earlier_safehold=earlier)
    file = desk.box.folder.staff_file.read_bytes()
    for other in (b"", file[:-1], file.replace(b"active", b"actine"), file + b" "):
        assert named(leaves, other) == ["staff"]


@pytest.mark.parametrize("earlier", [False, True])
def test_an_older_staff_directory_in_its_place_is_a_problem(desk: Desk, earlier: bool) -> None:
    leaves = stated(desk, by_an_earlier_safehold=earlier)
    assert named(leaves, (desk.root.parent / OLDER).read_bytes()) == ["staff"]


async def test_the_next_change_of_this_safehold_states_it_again(desk: Desk) -> None:
    desk.clock.advance(timedelta(days=1))
    leaves = stated(desk, by_an_earlier_safehold=True)
    before = len(desk.storage.events)
    assert await unlock.renew_if_due(desk.box)
    for index, event in enumerate(list(desk.storage.events.values())[before:], before):
        leaves.take({**event, "index": index})
    assert not leaves.unstated
    assert named(leaves, desk.box.folder.staff_file.read_bytes()) == []
