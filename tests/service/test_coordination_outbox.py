"""A stop between the decision and the log loses nothing and doubles nothing."""

from collections import Counter

import pytest
from sqlalchemy import Connection

from appliance.coordination import bodies, duty, people, steps
from appliance.coordination.checks import Desk
from appliance.coordination.outbox import Outbox, _rest
from appliance.errors import UnavailableError
from tests.professional import Professional
from tests.service.coordination_at_work import CoordinationAtWork, team_of, until
from tests.serving import short_folder
from tests.survivor import Survivor


async def events_of(at_work: CoordinationAtWork, case: str) -> Counter[str]:
    async with at_work.storage("coordination") as storage:
        events = (await storage.events(-1)).events
    return Counter(each["event"] for each in events if each.get("case") == case)


async def decide(at_work: CoordinationAtWork, who: Professional, survivor: Survivor) -> None:
    """Take a case as far as the disk of coordination, and no further."""
    parts = at_work.app.state.parts
    given = bodies.taking(who.taking(survivor.case, at_work.deployment.intake_key))
    roster, today = parts.roster, parts.today

    def work(connection: Connection) -> str:
        person = people.by_key(connection, who.key)
        assert person is not None
        viewer = duty.viewer(connection, person, roster, today.isoformat())
        assert viewer is not None
        return steps.take(Desk(connection, viewer, roster, today), survivor.case, given)

    await parts.register.write(work)


async def test_what_was_decided_before_a_crash_is_in_the_log_after_the_next_start() -> None:
    with short_folder() as root:
        at_work = CoordinationAtWork(root)
        async with at_work.storage_running():
            async with at_work.running():
                team = await team_of(at_work)
                survivor = await at_work.report(team.manager)
                await decide(at_work, team.manager, survivor)
                assert (await events_of(at_work, survivor.case))["key_granted"] == 0
            async with at_work.running():
                shown = (await at_work.get(f"/cases/{survivor.case}", team.manager)).json()
                assert len(shown["wraps"]) == 4
                found = await events_of(at_work, survivor.case)
                assert (found["key_granted"], found["case_taken"]) == (4, 1)


async def test_a_crash_after_the_log_but_before_the_outbox_is_emptied_doubles_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def crash(_outbox: Outbox, _position: int) -> None:
        raise UnavailableError

    with short_folder() as root:
        at_work = CoordinationAtWork(root)
        async with at_work.storage_running():
            async with at_work.running():
                team = await team_of(at_work)
                survivor = await at_work.report(team.manager)
                with monkeypatch.context() as stopped:
                    stopped.setattr(Outbox, "_forget", crash)
                    assert (await at_work.take(team.manager, survivor)).status_code == 503
            async with at_work.running():
                found = await events_of(at_work, survivor.case)
                assert (found["key_granted"], found["case_taken"]) == (4, 1)
                assert await parcels_left(at_work) == 0


async def test_a_reply_of_success_waits_for_the_log() -> None:
    with short_folder() as root:
        at_work = CoordinationAtWork(root)
        async with at_work.storage_running(), at_work.running():
            team = await team_of(at_work)
            survivor = await at_work.report(team.manager)
            await at_work.lock_vault()
            body = team.manager.taking(survivor.case, at_work.deployment.intake_key)
            path = f"/cases/{survivor.case}/take"
            refused = await at_work.post(path, body, team.manager)
            assert (refused.status_code, refused.json()["error"]) == (503, "sealed")
            await at_work.open_vault()
            await until(at_work.is_open)
            assert (await at_work.post(path, body, team.manager)).status_code == 201
            assert (await events_of(at_work, survivor.case))["case_taken"] == 1


async def parcels_left(at_work: CoordinationAtWork) -> int:
    return len(await at_work.app.state.parts.register.read(_rest))
