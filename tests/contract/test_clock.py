from datetime import UTC, datetime, timedelta

import pytest

from appliance.adapters.clock import SystemClock
from appliance.ports import Clock
from tests.fakes import FakeClock


@pytest.fixture(params=[SystemClock, FakeClock])
def clock(request: pytest.FixtureRequest) -> Clock:
    made: Clock = request.param()
    return made


def test_a_clock_tells_utc(clock: Clock) -> None:
    assert clock.now().tzinfo is UTC


def test_a_clock_never_goes_back(clock: Clock) -> None:
    assert clock.now() <= clock.now()


def test_today_is_the_day_of_now(clock: Clock) -> None:
    before = clock.now().date()
    assert before <= clock.today() <= clock.now().date()


def test_the_fake_clock_moves_only_when_told_to() -> None:
    clock = FakeClock(datetime(2026, 1, 31, 23, 59, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.advance(timedelta(minutes=2))
    assert clock.now() == datetime(2026, 2, 1, 0, 1, tzinfo=UTC)
    clock.set_to(datetime(2020, 1, 1, tzinfo=UTC))
    assert clock.today().year == 2020
    with pytest.raises(ValueError, match="does not go back"):
        clock.advance(timedelta(seconds=-1))
