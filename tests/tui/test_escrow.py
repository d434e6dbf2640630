"""Trustees on the console: how their shares stand and what comes next, the same in both faces."""

from dataclasses import replace

import pytest

from appliance.agent.escrow_client import EscrowStatus, SetLine, ShareLine
from tests.tui.driving import operating
from tests.tui.fake_agent import FakeAgent
from tests.tui.lines import number_of, said
from tui.escrow import escrow_lines, escrow_steps
from tui.words import Words


def share(number: int, proven: str | None, *, due: bool = False, bad: bool = False) -> ShareLine:
    return ShareLine(1, number, f"Trustee {number}", proven, due, bad, None)


def of_shares(*shares: ShareLine) -> SetLine:
    return SetLine("a" * 32, "2026-11-25", "b" * 32, (("everyone", 2),), shares, {})


GOOD = of_shares(share(1, "2026-11-25"), share(2, "2026-11-25"))
LATE = of_shares(share(1, "2026-11-25"), share(2, "2026-01-01", due=True))
BAD = of_shares(share(1, "2026-11-25", bad=True), share(2, "2026-11-25"))
NEW = of_shares(share(1, "2026-11-25"), share(2, None, due=True))


@pytest.mark.parametrize(
    ("active", "waiting", "next_word", "line"),
    [
        (None, None, "To begin", "There are no trustees yet."),
        (GOOD, None, "Nothing to do", "1.1 Trustee 1: proven on 2026-11-25"),
        (LATE, None, "To prove shares", "! 1.2 Trustee 2: last proven on 2026-01-01, due now"),
        (BAD, None, "A share is compromised", "! 1.1 Trustee 1: compromised"),
        (GOOD, NEW, "To prove shares", "! 1.2 Trustee 2: not proven yet"),
    ],
)
async def test_both_faces_say_how_shares_stand_and_what_comes_next(
    active: SetLine | None, waiting: SetLine | None, next_word: str, line: str
) -> None:
    status = EscrowStatus(active, waiting, 0, (), ("deployment-key-seed",) if active else ())
    words = Words("en")
    assert escrow_steps(status, words)[0].startswith(next_word)
    assert any(line in each for each in escrow_lines(status, words))
    agent = FakeAgent("open").sign_in()
    agent.escrow = status
    async with operating(agent) as operator:
        await operator.at("HomeScreen")
        await operator.press("e")
        await operator.sees(line)
        await operator.sees(next_word)
    assert line in said(agent, number_of(agent, "escrow"))


def test_both_faces_count_the_cases_that_new_trustees_cannot_open_yet() -> None:
    status = EscrowStatus(GOOD, None, 1, (), (), cases=5, behind=2)
    line = "! 2 of 5 cases not sealed to these trustees yet"
    assert line in escrow_lines(status, Words("en"))
    agent = FakeAgent("open").sign_in()
    agent.escrow = status
    assert line in said(agent, number_of(agent, "escrow"))
    assert not any(
        "not sealed" in each for each in escrow_lines(replace(status, behind=0), Words("en"))
    )
