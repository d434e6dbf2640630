"""A phase without a kill test fails `make check`; so does a stale line of the list."""

import pytest

from appliance.operations.declaration import Declaration, Phase
from tests.phases import allowed, cut, declared, problems

MARKED = """
@pytest.mark.kill
@pytest.mark.cuts("move", "pack", "carry")
def test_it() -> None: ...
"""


def test_a_phase_that_nothing_cuts_is_named() -> None:
    found = problems(declared([Declaration("move", phases=(Phase("pack"),))]), set(), set())
    assert found == ["move pack: no kill test cuts it: mark one with pytest.mark.cuts"]


def test_a_marked_test_covers_its_phases() -> None:
    every = declared([Declaration("move", phases=(Phase("pack"), Phase("carry")))])
    assert set(cut(MARKED)) == every
    assert problems(every, set(cut(MARKED)), set()) == []


def test_a_line_of_the_list_lets_a_phase_pass_until_a_test_cuts_it() -> None:
    every = declared([Declaration("move", phases=(Phase("pack"), Phase("carry")))])
    listed = allowed("# why\nmove pack  # later\nmove carry\n\n")
    assert problems(every, set(), listed) == []
    assert len(problems(every, set(cut(MARKED)), listed)) == 2


@pytest.mark.parametrize(("cuts", "listed"), [({("move", "drop")}, set()), (set(), {("a", "b")})])
def test_what_nothing_declares_is_named(
    cuts: set[tuple[str, str]], listed: set[tuple[str, str]]
) -> None:
    assert len(problems(set(), cuts, listed)) == 1


@pytest.mark.parametrize("words", ["*NAMES", '"move"', '"move", each', '"move", phase="pack"'])
def test_a_mark_that_cannot_be_read_without_running_it_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="line 1"):
        list(cut(f"@pytest.mark.cuts({words})\ndef test_it(): ..."))
