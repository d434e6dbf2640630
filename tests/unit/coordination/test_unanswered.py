"""Whether she has written since anybody answered, as the case manager's list shows it."""

import pytest

from appliance.coordination import case_view, cases, listing
from tests.professional import Professional
from tests.survivor import Survivor
from tests.unit.coordination.world import World

OTHER = "e" * 32


def say(world: World, case: str, actor: str, compartment: str = "thread") -> None:
    """Let a message come in."""
    world.event(
        "stored",
        case,
        actor=actor,
        compartment=compartment,
        item=f"{world.log_index + 500:032x}",
        details={"kind": "message", "sha256": "0" * 64, "size": 500},
    )


def unanswered(world: World, case: str) -> bool:
    return bool(world.read(lambda each: cases.find(each, case)).unanswered)


def test_a_report_alone_waits_in_its_own_list(world: World, survivor: Survivor) -> None:
    assert not unanswered(world, survivor.case)


def test_her_message_marks_the_case_until_somebody_answers(
    world: World, survivor: Survivor
) -> None:
    say(world, survivor.case, "receipt")
    assert unanswered(world, survivor.case)
    say(world, survivor.case, OTHER, "medical")
    assert unanswered(world, survivor.case)
    say(world, survivor.case, OTHER)
    assert not unanswered(world, survivor.case)


def test_a_consent_and_a_withdrawal_mark_it_too(world: World, survivor: Survivor) -> None:
    consent = world.consent(survivor, OTHER, "account")
    assert unanswered(world, survivor.case)
    say(world, survivor.case, OTHER)
    world.withdraw(survivor, consent)
    assert unanswered(world, survivor.case)


@pytest.mark.parametrize("assigned", [True, False])
def test_only_who_leads_the_case_sees_the_mark(
    world: World, survivor: Survivor, manager: Professional, assigned: bool
) -> None:
    key = manager.key if assigned else OTHER
    world.write(lambda each: cases.assign(each, survivor.case, key))
    say(world, survivor.case, "receipt")
    viewer = world.viewer(manager)
    entry = listing.Entry((0, 0), "mine", world.read(lambda each: cases.find(each, survivor.case)))
    line = world.read(lambda each: case_view.line(each, entry, viewer))
    assert line.get("unanswered", False) is assigned
