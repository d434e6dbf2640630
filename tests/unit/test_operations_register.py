"""Every operation is declared, and every request that changes something belongs to one."""

from pathlib import Path

import pytest
from starlette.routing import Route

from appliance.agent.app import build
from appliance.agent.reception import Reception
from appliance.agent.routing import ASKING
from appliance.operations.register import OPERATIONS
from tests.operator_desk import Desk

CHANGES_NOTHING = {
    *("/login", "/login/code", "/login/start", "/logout"),
    *("/approvals/{approval}", "/approvals/{approval}/refuse"),
    *("/backups/targets/{target}/check", "/backups/targets/{target}/list"),
}
"""Signing in and out, and agreeing: in memory only; the leaf of what was agreed to says by whom.
Looking at a backup target writes nothing."""


@pytest.fixture
def routes(tmp_path: Path) -> list[Route]:
    app = build(Reception.of(Desk(tmp_path / "data").box))
    return [each for each in app.routes if isinstance(each, Route)]


def test_every_request_that_changes_something_belongs_to_an_operation(routes: list[Route]) -> None:
    posts = [each for each in routes if "POST" in (each.methods or ())]
    assert posts
    for each in posts:
        harmless = each.path in CHANGES_NOTHING or each.path.endswith("/plan")
        assert harmless == (each.name == ASKING), each.path
        assert harmless or each.name in OPERATIONS, each.path


def test_every_operation_can_be_asked_for(routes: list[Route]) -> None:
    assert set(OPERATIONS) <= {each.name for each in routes}


def test_what_needs_two_people_or_destroys_says_how_it_is_shown(routes: list[Route]) -> None:
    """Whoever must agree has to see a plan, so there is a request for it."""
    paths = {each.path for each in routes}
    for each in routes:
        operation = OPERATIONS.get(each.name)
        if operation is not None and (operation.approvals > 1 or operation.destroys):
            assert f"{each.path}/plan" in paths
