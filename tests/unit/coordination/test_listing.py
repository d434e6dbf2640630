"""Lists of cases: their order, their pages, and what a page costs."""

import secrets
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from appliance.coordination import cases, listing
from appliance.coordination.listing import Entry
from appliance.errors import InvalidInputError
from tests.professional import Professional
from tests.unit.coordination.world import World


def pages(world: World, lists: list[tuple[str, str]], limit: int) -> list[list[Entry]]:
    found, cursor = [], ""
    while True:
        after = listing.parse_cursor(cursor)
        entries, following = world.read(
            lambda each, after=after: listing.page(each, lists, after, limit)
        )
        found.append(entries)
        if following is None:
            return found
        cursor = following


def new_cases(world: World, count: int) -> list[str]:
    urgent = [True, None, False]
    return [
        world.report(secrets.token_hex(16), urgent[number % len(urgent)]) for number in range(count)
    ]


def test_urgent_cases_come_first_then_the_newest(world: World) -> None:
    made = new_cases(world, 10)
    [entries] = pages(world, [("duty", "new")], 100)
    urgent = [case for number, case in enumerate(made) if number % 3 == 0]
    rest = [case for number, case in enumerate(made) if number % 3]
    assert [each.case.case for each in entries] == urgent[::-1] + rest[::-1]


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_pages_show_every_case_once(world: World, limit: int) -> None:
    made = new_cases(world, 10)
    found = [each.case.case for page in pages(world, [("duty", "new")], limit) for each in page]
    assert sorted(found) == sorted(made)


def test_all_joins_the_lists_in_one_order(world: World, manager: Professional) -> None:
    made = new_cases(world, 9)
    for case in made[::2]:
        world.write(lambda each, case=case: cases.assign(each, case, manager.key))
    lists = listing.lists_of("all", manager.key, on_duty=True)
    found = [each for page in pages(world, lists, 2) for each in page]
    assert sorted(each.case.case for each in found) == sorted(made)
    assert all(first.place > second.place for first, second in pairwise(found))


def test_who_is_not_on_duty_has_no_list_of_new_cases() -> None:
    assert listing.lists_of("new", "a" * 32, on_duty=False) == []
    assert ("duty", "new") not in listing.lists_of("all", "a" * 32, on_duty=False)


@pytest.mark.parametrize("after", [None, (1, 5)])
def test_a_page_is_one_stretch_of_an_index_and_nothing_is_scanned_or_sorted(
    world: World, after: tuple[int, int] | None
) -> None:
    query = listing.statement("duty", "new", after, 31)
    compiled = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    plan = world.read(lambda each: each.execute(text(f"EXPLAIN QUERY PLAN {compiled}")).all())
    steps = [row.detail for row in plan]
    assert all(step.startswith("SEARCH") for step in steps), steps
    assert "viewer=? AND view=?" in steps[0]


@given(st.text(max_size=40))
def test_a_cursor_is_read_or_refused(untrusted: str) -> None:
    try:
        place = listing.parse_cursor(untrusted)
    except InvalidInputError:
        return
    assert place is None or f"{place[0]}-{place[1]}" == untrusted


@given(st.text(max_size=8))
def test_a_limit_is_a_small_number_or_refused(untrusted: str) -> None:
    try:
        limit = listing.parse_limit(untrusted)
    except InvalidInputError:
        return
    assert 1 <= limit <= 100
