from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.service.storage.box import Box


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Box]:
    async with Box.at(tmp_path / "data").running() as running:
        yield running
