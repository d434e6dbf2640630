"""Failures in a row slow a login down, by a clock that may be corrected."""

import pytest

from appliance.coordination import accounts
from appliance.errors import TooManyTriesError
from tests.unit.coordination.world import World

LOGIN = "a" * 64
NOW_S = 1_800_000_000
YEAR_S = 365 * 24 * 3600


def fail(world: World, now_s: int) -> None:
    for _ in range(accounts.FREE_TRIES):
        world.write(lambda each: accounts.failed(each, LOGIN, now_s))


def test_five_failures_slow_a_login_down(world: World) -> None:
    fail(world, NOW_S)
    with pytest.raises(TooManyTriesError):
        world.read(lambda each: accounts.refuse_if_slowed(each, LOGIN, NOW_S))


def test_a_clock_that_is_corrected_locks_nobody_out(world: World) -> None:
    fail(world, NOW_S + YEAR_S)
    world.read(lambda each: accounts.refuse_if_slowed(each, LOGIN, NOW_S))
    fail(world, NOW_S)
    with pytest.raises(TooManyTriesError):
        world.read(lambda each: accounts.refuse_if_slowed(each, LOGIN, NOW_S))
