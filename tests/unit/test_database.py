import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import Connection, event

from appliance.adapters.database import Database, Work
from appliance.errors import ConflictError, IntegrityError, StorageFullError, UnavailableError

ENVIRONMENT = "from appliance.adapters.database import run_environment\n\nrun_environment()\n"
FIRST = """revision = "0001"
down_revision = None

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    op.create_table("notes", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("notes", sa.Column("text", sa.Text))
"""
SECOND = """revision = "0002"
down_revision = "0001"

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    op.add_column("notes", sa.Column("day", sa.Text))
"""


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text(ENVIRONMENT)
    (folder / "versions" / "0001_first.py").write_text(FIRST)
    return folder


@pytest.fixture
def database(tmp_path: Path, migrations: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "data" / "notes.db", migrations)
    yield database
    database.close()


def insert(number: int) -> sqlalchemy.TextClause:
    return sqlalchemy.text("INSERT INTO notes (id, text) VALUES (:id, 'x')").bindparams(id=number)


def inserting(number: int) -> Work[int]:
    def work(connection: Connection) -> int:
        connection.execute(insert(number))
        return number

    return work


def count(connection: Connection) -> int:
    found: int = connection.exec_driver_sql("SELECT count(*) FROM notes").scalar_one()
    return found


async def test_a_write_is_read_back_by_a_second_opening(
    database: Database, tmp_path: Path, migrations: Path
) -> None:
    await database.write(lambda connection: connection.execute(insert(1)))
    again = Database.open(tmp_path / "data" / "notes.db", migrations)
    assert await again.read(count) == 1
    again.close()


async def test_one_failing_caller_does_not_spoil_the_others(database: Database) -> None:
    def bad(connection: Connection) -> None:
        connection.execute(insert(2))
        raise ValueError("changed my mind")

    works = [inserting(n) for n in (1, 1, 3)]
    results = await asyncio.gather(
        *(database.write(work) for work in works), database.write(bad), return_exceptions=True
    )
    assert results[0] == 1
    assert isinstance(results[1], ConflictError)
    assert results[2] == 3
    assert isinstance(results[3], ValueError)
    assert await database.read(count) == 2


async def test_a_full_disk_fails_everyone_whose_work_it_undoes(database: Database) -> None:
    def fill(connection: Connection) -> None:
        insertion = sqlalchemy.text("INSERT INTO notes (text) VALUES (:text)")
        connection.execute(insertion, {"text": "x" * 1_000_000})

    await database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 20").all())
    started, hold = threading.Event(), threading.Event()

    def occupy(_connection: Connection) -> None:
        started.set()
        hold.wait()

    blocked = asyncio.create_task(database.write(occupy))
    await asyncio.to_thread(started.wait)  # what follows shares the next transaction
    works: list[Work[object]] = [inserting(1), fill, inserting(3)]
    waiting = asyncio.gather(*(database.write(work) for work in works), return_exceptions=True)
    await asyncio.sleep(0)
    hold.set()
    await blocked
    results = await waiting
    kept = {result for result in results if isinstance(result, int)}
    assert isinstance(results[1], StorageFullError)
    found = await database.read(lambda c: c.exec_driver_sql("SELECT id FROM notes").scalars().all())
    assert set(found) == kept
    await database.write(inserting(9))


async def test_many_callers_share_few_commits(database: Database) -> None:
    commits = 0

    def counted(_connection: Connection) -> None:
        nonlocal commits
        commits += 1

    hold = threading.Event()
    blocked = asyncio.create_task(database.write(lambda _: hold.wait()))
    event.listen(database._engine, "commit", counted)
    others = [asyncio.create_task(database.write(inserting(n))) for n in range(100)]
    await asyncio.sleep(0)  # lets every task submit while the first holds the writer
    hold.set()
    await asyncio.gather(blocked, *others)
    assert commits <= 2  # the first may still have been waiting for the writer itself
    assert await database.read(count) == 100


async def test_no_caller_hears_of_success_before_the_commit(database: Database) -> None:
    order: list[str] = []
    event.listen(database._engine, "commit", lambda _: order.append("commit"))
    task = asyncio.ensure_future(database.write(inserting(1)))
    task.add_done_callback(lambda _: order.append("result"))
    await task
    await asyncio.sleep(0)
    assert order == ["commit", "result"]


async def test_a_caller_that_goes_away_does_not_stop_the_writer(database: Database) -> None:
    hold = threading.Event()
    blocked = asyncio.create_task(database.write(lambda _: hold.wait()))
    leaving = asyncio.create_task(database.write(inserting(1)))
    await asyncio.sleep(0)
    leaving.cancel()
    hold.set()
    await blocked
    await database.write(inserting(2))
    assert await database.read(count) == 2


async def test_every_commit_is_synced_and_foreign_keys_are_checked(database: Database) -> None:
    def pragmas(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]

    assert await database.write(pragmas) == ["wal", 2, 1, 1]
    assert await database.read(pragmas) == ["wal", 2, 1, 1]


async def test_a_closed_database_takes_nothing_more(database: Database) -> None:
    database.close()
    with pytest.raises(UnavailableError):
        await database.write(count)


async def test_what_was_submitted_before_closing_is_done(tmp_path: Path, migrations: Path) -> None:
    database = Database.open(tmp_path / "notes.db", migrations)
    futures = [database._writer.submit(inserting(n)) for n in range(9)]
    database.close()
    assert [future.result() for future in futures] == list(range(9))


def test_an_older_schema_is_brought_up_to_date(tmp_path: Path, migrations: Path) -> None:
    Database.open(tmp_path / "notes.db", migrations).close()
    (migrations / "versions" / "0002_day.py").write_text(SECOND)
    database = Database.open(tmp_path / "notes.db", migrations)
    database.read_blocking(lambda c: c.exec_driver_sql("SELECT day FROM notes").all())
    database.close()


def test_a_database_of_a_newer_release_is_refused(tmp_path: Path, migrations: Path) -> None:
    second = migrations / "versions" / "0002_day.py"
    second.write_text(SECOND)
    Database.open(tmp_path / "notes.db", migrations).close()
    second.unlink()
    with pytest.raises(IntegrityError, match="newer release"):
        Database.open(tmp_path / "notes.db", migrations)


def test_a_file_that_is_no_database_is_named_as_damaged(tmp_path: Path, migrations: Path) -> None:
    (tmp_path / "notes.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(IntegrityError, match="database"):
        Database.open(tmp_path / "notes.db", migrations)


def test_the_file_is_closed_to_others(database: Database, tmp_path: Path) -> None:
    assert (tmp_path / "data" / "notes.db").stat().st_mode & 0o777 == 0o600
