"""Fixtures of the service tests."""

from collections.abc import Iterator

import pytest

from tests.service.intake_at_work import IntakeAtWork
from tests.serving import short_folder


@pytest.fixture
def intake() -> Iterator[IntakeAtWork]:
    """Intake with an empty data folder and a directory of one intake key."""
    with short_folder() as root:
        yield IntakeAtWork(root)
