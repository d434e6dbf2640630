"""Leaves out, with the reason shown, the tests whose programs this machine does not have."""

import shutil

import pytest
from hypothesis import settings

# Time says nothing about right or wrong: a busy machine must not fail a property.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests marked `browser` or `needs(...)` where a program is missing."""
    for item in items:
        needed = [str(name) for mark in item.iter_markers("needs") for name in mark.args]
        if item.get_closest_marker("browser"):
            needed.append("chromium")
        for program in needed:
            if shutil.which(program) is None:
                item.add_marker(pytest.mark.skip(reason=f"{program} is not installed"))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name octets by their number: sealed ones differ at every run, and two workers must agree."""
    return f"{argname}-{len(val)}" if isinstance(val, bytes) else None
