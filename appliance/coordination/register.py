"""Coordination's own database, there only while the vault is open."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from appliance.adapters.database import Database
from appliance.errors import SealedError

T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"


class Register:
    """Opens and closes the database with the vault, and refuses work in between.

    Args:
        path: the database file, inside the vault.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database: Database | None = None
        self._serving = False

    @property
    def is_serving(self) -> bool:
        """Whether people may be served: open, and in step with the log."""
        return self.is_open and self._serving

    def serve(self) -> None:
        """Say that the database is in step with the log."""
        self._serving = True

    @property
    def is_open(self) -> bool:
        """Whether the database can be used now."""
        return self._database is not None

    async def open(self) -> None:
        """Open the database and bring its schema up to date; nothing where it is open."""
        if self._database is None:
            self._database = await asyncio.to_thread(Database.open, self._path, MIGRATIONS)

    async def close(self) -> None:
        """Close the database; nothing where it is closed."""
        self._serving = False
        database, self._database = self._database, None
        if database is not None:
            await asyncio.to_thread(database.close)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one snapshot.

        Raises:
            SealedError: the vault is closed.
        """
        return await self._required().read(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction and return once it is on the disk.

        Raises:
            SealedError: the vault is closed.
        """
        return await self._required().write(work)

    def _required(self) -> Database:
        if self._database is None:
            raise SealedError
        return self._database
