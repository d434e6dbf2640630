"""Operators who sign in at the agent."""

from datetime import timedelta
from pathlib import Path

import pytest

from appliance.agent import seat
from appliance.agent.sign_in import FREE_TRIES, IDLE, SignIn
from appliance.errors import TooManyTriesError, UnauthenticatedError
from tests.operator_desk import OPERATOR, PASSPHRASE, QUICK, Desk


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path / "data")
    await found.set_up()
    return found


AUTH = seat.passphrase_keys(PASSPHRASE, QUICK).login


async def test_the_right_secret_begins_a_session(desk: Desk) -> None:
    sign_in = SignIn(desk.box)
    token, operator = sign_in.sign_in(OPERATOR, AUTH)
    assert sign_in.operator(token) == operator


async def test_a_name_counts_in_any_case_and_form(desk: Desk) -> None:
    assert SignIn(desk.box).sign_in(f" {OPERATOR.upper()} ", AUTH)


@pytest.mark.parametrize(("name", "auth"), [(OPERATOR, bytes(32)), ("nobody", AUTH)])
async def test_a_wrong_name_and_a_wrong_secret_get_the_same_words(
    desk: Desk, name: str, auth: bytes
) -> None:
    with pytest.raises(UnauthenticatedError) as caught:
        SignIn(desk.box).sign_in(name, auth)
    assert "do not belong together" in caught.value.message


async def test_an_unknown_name_gets_a_stable_made_up_answer(desk: Desk) -> None:
    sign_in = SignIn(desk.box)
    assert sign_in.kdf_of("nobody") == sign_in.kdf_of("nobody") != sign_in.kdf_of("somebody")
    assert set(sign_in.kdf_of("nobody")) == set(sign_in.kdf_of(OPERATOR))


async def test_failures_in_a_row_slow_the_name_down_even_for_the_right_secret(desk: Desk) -> None:
    sign_in = SignIn(desk.box)
    for _ in range(FREE_TRIES):
        with pytest.raises(UnauthenticatedError):
            sign_in.sign_in(OPERATOR, bytes(32))
    with pytest.raises(TooManyTriesError):
        sign_in.sign_in(OPERATOR, AUTH)
    desk.clock.advance(timedelta(seconds=2))
    assert sign_in.sign_in(OPERATOR, AUTH)


async def test_a_clock_that_is_corrected_locks_nobody_out(desk: Desk) -> None:
    sign_in = SignIn(desk.box)
    desk.clock.advance(timedelta(days=400))
    for _ in range(FREE_TRIES):
        with pytest.raises(UnauthenticatedError):
            sign_in.sign_in(OPERATOR, bytes(32))
    desk.clock.set_to(desk.clock.now() - timedelta(days=400))
    assert sign_in.sign_in(OPERATOR, AUTH)


async def test_an_idle_session_ends(desk: Desk) -> None:
    sign_in = SignIn(desk.box)
    token, _ = sign_in.sign_in(OPERATOR, AUTH)
    desk.clock.advance(IDLE + timedelta(seconds=1))
    with pytest.raises(UnauthenticatedError):
        sign_in.operator(token)


async def test_a_session_that_was_left_is_no_more(desk: Desk) -> None:
    sign_in = SignIn(desk.box)
    token, _ = sign_in.sign_in(OPERATOR, AUTH)
    sign_in.sign_out(token)
    with pytest.raises(UnauthenticatedError):
        sign_in.operator(token)


async def test_operators_are_kept_without_their_names(desk: Desk) -> None:
    assert OPERATOR.encode() not in desk.box.folder.operators_file.read_bytes()
