"""How many reports are in hand at once."""

from contextlib import ExitStack

import pytest

from appliance.errors import StorageFullError, UnavailableError
from appliance.intake.admission import FRESH_S, Admission


def test_a_full_house_asks_to_come_back_and_then_lets_in() -> None:
    admission = Admission(lambda: 10, 1, lambda: 0.0, most=2)
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(admission.one())
        with pytest.raises(UnavailableError), admission.one():
            pass
    with admission.one():
        pass


def test_a_report_that_fails_leaves_its_place() -> None:
    admission = Admission(lambda: 10, 1, lambda: 0.0, most=1)
    with pytest.raises(RuntimeError), admission.one():
        raise RuntimeError
    with admission.one():
        pass


def test_the_disk_is_looked_at_again_after_a_moment() -> None:
    now, free = [0.0], [0]
    admission = Admission(lambda: free[0], 1, lambda: now[0])
    with pytest.raises(StorageFullError), admission.one():
        pass
    free[0], now[0] = 5, FRESH_S
    with admission.one():
        pass
