"""Inviting leaves a leaf: by id and role, never by name, before coordination is told."""

import json
from pathlib import Path

import pytest

from appliance.core.canonical import b64
from appliance.core.custody import parse_event
from appliance.errors import SealedError, UnavailableError
from appliance.operations import invite, publication, records, reinvite, unlock
from tests.operator_desk import Desk

OPERATOR_KEY = "0" * 32
PROFILE = b64(b"a sealed name")


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path / "data")
    await found.set_up()
    return found


def wanted(desk: Desk) -> dict[str, str]:
    organisation = next(iter(records.read_deployment(desk.box.folder).organisations))
    return {"organisation": organisation, "profile": PROFILE, "role": "doctor"}


async def invited(desk: Desk) -> invite.Invitation:
    plan = invite.plan(desk.box, wanted(desk))
    return await invite.run(desk.box, plan, "http://case", OPERATOR_KEY)


async def invited_again(desk: Desk, person: str) -> invite.Invitation:
    plan = await reinvite.plan(desk.box, person)
    return await reinvite.run(desk.box, person, plan.hash, "http://case", OPERATOR_KEY)


async def test_an_invitation_is_a_readable_leaf_without_a_name(desk: Desk) -> None:
    made = await invited(desk)
    [event] = desk.storage.named("person_invited")
    assert parse_event(event).is_governance
    assert event["actor"] == OPERATOR_KEY
    about = {"organisation": wanted(desk)["organisation"], "role": "doctor"}
    assert event["details"] == {**about, "person": made.person}
    assert PROFILE not in json.dumps(event)
    assert desk.coordination.rows[made.person]["status"] == "invited"


async def test_a_second_link_is_a_leaf_of_its_own(desk: Desk) -> None:
    made = await invited(desk)
    await invited_again(desk, made.person)
    assert [each["details"]["person"] for each in desk.storage.named("person_invited")] == [
        made.person,
        made.person,
    ]
    assert desk.storage.named("person_disabled") == []


async def test_a_new_link_for_somebody_certified_also_disables_her_key(desk: Desk) -> None:
    organisation = wanted(desk)["organisation"]
    person = desk.add_pending(organisation)
    await desk.approve(person)
    key = desk.coordination.rows[person]["key"]
    await invited_again(desk, person)
    [disabled], [again] = (
        desk.storage.named(each) for each in ("person_disabled", "person_invited")
    )
    assert disabled["details"]["key"] == key
    assert again["details"]["person"] == person


async def test_an_invitation_that_was_interrupted_is_finished_with_the_same_leaf(
    desk: Desk,
) -> None:
    desk.coordination.refuse = UnavailableError
    with pytest.raises(UnavailableError):
        await invited(desk)
    [leaf] = desk.storage.named("person_invited")  # first of all, and not taken back
    assert desk.coordination.rows == {}
    desk.coordination.refuse = None
    await unlock.finish_if_needed(desk.box)
    assert not publication.is_interrupted(desk.box)
    assert list(desk.coordination.rows) == [leaf["details"]["person"]]
    assert desk.storage.named("person_invited") == [leaf]


async def test_nobody_is_invited_by_an_agent_without_the_keys(desk: Desk) -> None:
    desk.box.keys = None
    with pytest.raises(SealedError):
        invite.plan(desk.box, wanted(desk))
