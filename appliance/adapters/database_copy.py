"""Copies of the services' databases while they are being written to.

Readers of a database in WAL mode keep nobody from writing, and one read transaction sees one
moment. The copy is made page by page, so that most of it is the same as in the copy before.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from appliance.adapters.files import FILE_MODE
from appliance.errors import IntegrityError, NotFoundError, StorageFullError, UnavailableError

BUSY_S = 30.0
FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def copy_database(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment, and check the copy.

    Args:
        source: the database of a running service; it is only read.
        target: a file that is not there yet.

    Raises:
        NotFoundError: there is no such database.
        IntegrityError: it is damaged.
        StorageFullError: there is no room for the copy.
        UnavailableError: it cannot be read.
    """
    if not source.is_file():
        raise NotFoundError
    target.touch(FILE_MODE, exist_ok=False)
    with (
        _translated(source.name),
        _connected(source) as reading,
        contextlib.closing(sqlite3.connect(target)) as writing,
    ):
        reading.backup(writing)  # all pages in one step: one read transaction
    check_database(target)


def check_database(path: Path) -> None:
    """Check the structure of a database.

    Raises:
        IntegrityError: it is damaged.
        UnavailableError: it cannot be read.
    """
    with reading_database(path) as connection:
        [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise IntegrityError(what=path.name)


@contextlib.contextmanager
def reading_database(path: Path) -> Iterator[sqlite3.Connection]:
    """Read a database that nobody else has open.

    Raises:
        IntegrityError: it is damaged.
        UnavailableError: it cannot be read.
    """
    with _translated(path.name), _connected(path) as connection:
        yield connection


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    address = f"file:{quote(str(path))}?mode=ro"
    with contextlib.closing(sqlite3.connect(address, uri=True, timeout=BUSY_S)) as connection:
        yield connection


@contextlib.contextmanager
def _translated(name: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) or 0
        if code in FULL:
            raise StorageFullError from error
        if code in DAMAGED:
            raise IntegrityError(what=name) from error
        raise UnavailableError from error
