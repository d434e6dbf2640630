"""Nobody shows herself: a warning, then a lock, and never anything else."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from appliance.agent import seat
from appliance.agent.dead_man import HOUR_S, DeadManWatch
from appliance.agent.sign_in import SignIn
from appliance.config import DeadManSwitch, Settings
from appliance.core.dead_man import LONGEST_TURN_S, DeadMan
from appliance.operations import status
from tests.operator_desk import OPERATOR, PASSPHRASE, QUICK, Desk

SWITCH = DeadMan(limit_s=3600, grace_s=600)
ON = Settings(dead_man=DeadManSwitch(lock_after_hours=1, grace_minutes=10))


def test_it_warns_before_it_locks() -> None:
    assert replace(SWITCH, counted_s=2999).verdict == "calm"
    assert replace(SWITCH, counted_s=3000).verdict == "warning"
    assert replace(SWITCH, counted_s=3600).verdict == "lock"
    assert DeadMan(0, 600, counted_s=10**9).verdict == "calm"


def test_only_open_time_counts_and_an_operator_starts_it_anew() -> None:
    counted = SWITCH.turn(30, is_open=True, present=False)
    assert counted.counted_s == 30
    assert counted.turn(30, is_open=False, present=False).counted_s == 0
    assert counted.turn(30, is_open=True, present=True).counted_s == 0


@given(st.lists(st.floats(allow_nan=False, allow_infinity=True)))
def test_a_clock_that_jumps_counts_no_more_than_one_turn(jumps: list[float]) -> None:
    found = SWITCH
    for jump in jumps:
        found = found.turn(jump, is_open=True, present=False)
    assert 0 <= found.counted_s <= LONGEST_TURN_S * len(jumps)


async def test_an_open_box_is_locked_and_nothing_is_lost(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.set_up()
    desk.box.settings = ON
    watch = DeadManWatch(desk.box, SignIn(desk.box))
    vault = desk.box.folder.vault_file.read_bytes()
    await count(watch, HOUR_S - 600)
    assert "dead-man" in await alarms(desk)
    assert is_open(desk)
    await count(watch, 600)
    assert not is_open(desk)
    assert desk.box.keys is None
    assert len(desk.storage.named("locked")) == 1
    assert desk.box.folder.vault_file.read_bytes() == vault
    await desk.box.intake.close()


async def test_signing_in_takes_the_warning_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.set_up()
    desk.box.settings = ON
    sign_in = SignIn(desk.box)
    watch = DeadManWatch(desk.box, sign_in)
    await count(watch, HOUR_S - 60)
    assert "dead-man" in await alarms(desk)
    token, _ = sign_in.sign_in(OPERATOR, seat.passphrase_keys(PASSPHRASE, QUICK).login)
    await count(watch, 60)
    assert "dead-man" not in await alarms(desk)
    await count(watch, HOUR_S - 60)
    sign_in.operator(token)
    await count(watch, 120)
    assert is_open(desk)
    await desk.box.intake.close()


async def test_switched_off_it_does_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.set_up()
    desk.box.settings = Settings(dead_man=DeadManSwitch(lock_after_hours=0))
    watch = DeadManWatch(desk.box, SignIn(desk.box))
    await count(watch, 100 * HOUR_S)
    assert is_open(desk)
    await desk.box.intake.close()


async def count(watch: DeadManWatch, seconds: float) -> None:
    for _ in range(int(seconds // LONGEST_TURN_S)):
        await watch.count(LONGEST_TURN_S)


async def alarms(desk: Desk) -> list[str]:
    return [each["code"] for each in (await status.run(desk.box))["alarms"]]


def is_open(desk: Desk) -> bool:
    return desk.storage.is_open
