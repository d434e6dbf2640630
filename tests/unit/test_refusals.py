"""Refusals are counted by day and kind, and become one readable leaf a day."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.core.custody import parse_event
from appliance.errors import SealedError, UnauthenticatedError
from appliance.operations.refusals import Refusals
from appliance.secret import Secret
from tests.agent_at_work import AgentAtWork, agent_at_work, asked
from tests.operator_desk import OPERATOR, Desk

DAY = timedelta(days=1)


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path / "data")
    await found.set_up()
    return found


@pytest.fixture
async def work(desk: Desk) -> AsyncIterator[AgentAtWork]:
    async with agent_at_work(desk) as found:
        yield found


async def test_a_day_becomes_one_leaf_once_it_is_over(desk: Desk) -> None:
    refusals, today = Refusals(desk.box), desk.box.today
    for kind in ("sign_in", "sign_in", "code"):
        refusals.note(kind)
    assert await refusals.write() == 0
    desk.clock.advance(DAY)
    refusals.note("role")
    assert await refusals.write() == 1
    [event] = desk.storage.named("refusals")
    assert parse_event(event).is_governance
    assert (event["day"], event["actor"]) == (today, "agent")
    assert event["details"] == {"counts": {"code": 1, "sign_in": 2}}


async def test_counts_survive_a_restart(desk: Desk) -> None:
    Refusals(desk.box).note("sign_in")
    again = Refusals(desk.restart())
    again.note("sign_in")
    await desk.storage.open()
    desk.clock.advance(DAY)
    assert await again.write() == 1
    [event] = desk.storage.named("refusals")
    assert event["details"]["counts"] == {"sign_in": 2}
    assert Refusals(desk.restart())._periods == []


async def test_while_the_log_takes_nothing_the_counts_stay(desk: Desk) -> None:
    refusals = Refusals(desk.box)
    refusals.note("sign_in")
    desk.clock.advance(DAY)
    await desk.storage.lock()
    with pytest.raises(SealedError):
        await refusals.write()
    await desk.storage.open()
    assert await refusals.write() == 1


async def test_a_crash_after_the_leaf_makes_no_second_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = Refusals(desk.box)
    refusals.note("sign_in")
    desk.clock.advance(DAY)
    with monkeypatch.context() as cut:
        cut.setattr("appliance.operations.refusals.remove_durably", _cut_off)
        with pytest.raises(KeyboardInterrupt):
            await refusals.write()
    assert await Refusals(desk.restart()).write() == 1
    assert len(desk.storage.named("refusals")) == 1


def _cut_off(_path: Path) -> None:
    raise KeyboardInterrupt


async def test_a_damaged_count_does_not_keep_the_agent_from_starting(desk: Desk) -> None:
    (desk.box.folder.state / "refusals.json").write_bytes(b"{")
    refusals = Refusals(desk.box)
    refusals.note("sign_in")
    assert json.loads((desk.box.folder.state / "refusals.json").read_text())["v"] == 1


async def test_a_wrong_sign_in_is_counted_and_an_ended_session_is_not(work: AgentAtWork) -> None:
    async with work.console() as client:
        with pytest.raises(UnauthenticatedError):
            await asked(lambda: client.login(OPERATOR, Secret("wrong")))
        with pytest.raises(UnauthenticatedError):
            await asked(lambda: client._call("GET", "/people"))
    kept = (work.folder.state / "refusals.json").read_text()
    [period] = json.loads(kept)["periods"]
    assert period["counts"] == {"sign_in": 1}
    assert OPERATOR not in kept
