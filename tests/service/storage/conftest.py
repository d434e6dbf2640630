import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.service.storage.box import EMPTY, Box


@pytest.fixture(scope="session", autouse=True)
def empty_databases(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Run the migrations once, through the service itself."""
    folder = tmp_path_factory.mktemp("empty") / "data"

    async def run() -> None:
        async with Box.at(folder).running():
            pass

    asyncio.run(run())
    EMPTY.folder = folder


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Box]:
    async with Box.at(tmp_path / "data").running() as running:
        yield running
