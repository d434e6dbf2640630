"""A service's own database: SQLite here, nothing that keeps PostgreSQL out.

    database = Database.open(path, migrations=Path(__file__).parent / "migrations")
    await database.write(lambda connection: connection.execute(...).scalar_one())
    await database.read(lambda connection: connection.execute(...).all())

Writes go through `GroupCommit`: one thread runs all that wait in one transaction, each in a
savepoint of its own, and commits once. A caller gets its result only after that commit, which
with WAL and synchronous=FULL is after the fsync.
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

import sqlalchemy
from sqlalchemy import Connection, Engine, Insert, Table, event, exc, insert, select, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import QueuePool

from appliance.adapters.files import FILE_MODE, make_folder, sync_folder
from appliance.errors import (
    ApplianceError,
    ConflictError,
    IntegrityError,
    StorageFullError,
    UnavailableError,
)

T = TypeVar("T")
Work = Callable[[Connection], T]

BATCH = 256
READERS = 4
BUSY_MS = 5000
FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}
# Alembic's context is one for the whole process.
_ONE_AT_A_TIME = threading.Lock()
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Database:
    """One database with one writer and a few readers.

    Args:
        engine: where connections come from.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = GroupCommit(engine)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="database-read")

    @classmethod
    def open(cls, path: Path, migrations: Path) -> Self:
        """Open a database, creating it if absent, and bring its schema up to date.

        Args:
            path: the file; missing folders are made.
            migrations: the Alembic environment, a folder with `env.py` and `versions/`.

        Raises:
            IntegrityError: the file is damaged or no database.
            StorageFullError: there is no room.
            UnavailableError: the file cannot be opened.
        """
        make_folder(path.parent)
        path.touch(FILE_MODE)
        engine = sqlite_engine(path)
        try:
            with database_errors_translated():
                migrate(engine, migrations)
            sync_folder(path.parent)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    async def write(self, work: Work[T]) -> T:
        """Run `work` in the writer's next transaction and wait until it is on the disk.

        Raises:
            ApplianceError: translated from the database, or what `work` raised; nothing is kept.
        """
        return await asyncio.wrap_future(self._writer.submit(work))

    def write_blocking(self, work: Work[T]) -> T:
        """Do as `write` does, from a thread that has no event loop."""
        return self._writer.submit(work).result()

    async def read(self, work: Work[T]) -> T:
        """Run `work` on a read connection in a thread; it sees one snapshot.

        Raises:
            ApplianceError: translated from the database, or what `work` raised.
        """
        loop = asyncio.get_running_loop()
        try:
            waiting = loop.run_in_executor(self._readers, self.read_blocking, work)
        except RuntimeError as error:  # the executor is shut down
            raise UnavailableError from error
        return await waiting

    def read_blocking(self, work: Work[T]) -> T:
        """Do as `read` does, in this thread."""
        with database_errors_translated(), self._engine.connect() as connection:
            return work(connection)

    def close(self) -> None:
        """Finish what is submitted, then close every connection."""
        self._writer.close()
        self._readers.shutdown()
        self._engine.dispose()


class _InsertOnce(Insert):
    inherit_cache = True


@compiles(_InsertOnce)
def _compile_insert_once(element: _InsertOnce, compiler: Any, **options: Any) -> str:
    return f"{compiler.visit_insert(element, **options)} ON CONFLICT DO NOTHING"


def insert_once(table: Table) -> Insert:
    """Return an insert that leaves a row of the same key as it is, on SQLite and PostgreSQL alike.

    The library's own constructs for this each belong to one of the two.
    """
    return _InsertOnce(table)


def put(connection: Connection, table: Table, key: str, values: Mapping[str, Any]) -> None:
    """Write one row, over one of the same key. Only under the single writer.

    Args:
        connection: a connection that writes.
        table: the table.
        key: name of its primary key.
        values: the row, key included.
    """
    same = table.c[key] == values[key]
    if connection.execute(select(table.c[key]).where(same)).first() is None:
        connection.execute(insert(table).values(**values))
    else:
        connection.execute(update(table).where(same).values(**values))


@dataclass(frozen=True, slots=True)
class _Job(Generic[T]):
    work: Work[T]
    future: Future[T]


class GroupCommit:
    """Runs the work of many callers in few transactions.

    No time is spent waiting for company: whatever arrives during one commit shares the next.

    Args:
        engine: where the writer's connection comes from.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="database-write", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> Future[T]:
        """Queue `work`; the future holds its result once the transaction is committed.

        Raises:
            UnavailableError: the database is closed.
        """
        job = _Job(work, Future[T]())
        job.future.set_running_or_notify_cancel()  # what is queued is done, caller or no caller
        with self._closing:
            if self._closed:
                raise UnavailableError
            self._jobs.put(job)
        return job.future

    def close(self) -> None:
        """Do what is queued, then stop."""
        with self._closing:
            self._closed = True
            self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        for batch in self._batches():
            try:
                self._commit(batch)
            except Exception as error:  # noqa: BLE001 - every caller gets the reason; the thread goes on
                _fail(batch, error)

    def _batches(self) -> Iterator[list[_Job[Any]]]:
        while (job := self._jobs.get()) is not None:
            batch = [job]
            last = False
            with contextlib.suppress(queue.Empty):
                while len(batch) < BATCH and not last:
                    following = self._jobs.get_nowait()
                    last = following is None
                    if following is not None:
                        batch.append(following)
            yield batch
            if last:
                return

    def _commit(self, batch: list[_Job[Any]]) -> None:
        outcomes: list[tuple[_Job[Any], Any, BaseException | None]] = []
        with (
            self._engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            outcomes += [_attempt(connection, job) for job in batch]
        for job, result, error in outcomes:
            if error is None:
                job.future.set_result(result)
            else:
                job.future.set_exception(error)


def _attempt(connection: Connection, job: _Job[Any]) -> tuple[_Job[Any], Any, BaseException | None]:
    """Run one caller's work in a savepoint, so that its failure undoes nothing else."""
    try:
        with connection.begin_nested():
            return job, job.work(connection), None
    except exc.IntegrityError as error:
        return job, None, translate(error)
    except exc.SQLAlchemyError:
        raise  # a full or failing disk rolls back the whole transaction, not this savepoint alone
    except Exception as error:  # noqa: BLE001 - belongs to this caller alone
        return job, None, error


def _fail(batch: list[_Job[Any]], error: Exception) -> None:
    reason = translate(error) if isinstance(error, exc.SQLAlchemyError) else error
    for job in batch:
        if not job.future.done():
            job.future.set_exception(reason)


def sqlite_engine(path: Path) -> Engine:
    """Return an engine for an SQLite file: WAL, fsync at every commit, foreign keys checked."""
    engine = sqlalchemy.create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=READERS + 1,
        connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def migrate(engine: Engine, migrations: Path) -> None:
    """Bring the schema up to the newest version in the folder; at once where it is there already.

    Raises:
        IntegrityError: the database was written by a newer release.
    """
    versions = sorted(file.name.split("_")[0] for file in (migrations / "versions").glob("[0-9]*"))
    found = _schema_version(engine)
    if found == versions[-1]:
        return
    if found is not None and found not in versions:
        raise IntegrityError("A newer release has written this database.")
    _upgrade(engine, migrations)


def _upgrade(engine: Engine, migrations: Path) -> None:
    # Imported here because it takes a quarter of a cold start and is needed once a release.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    settings = Config()
    settings.set_main_option("script_location", str(migrations).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    migrating = engine.connect().execution_options(writes=True)
    with _ONE_AT_A_TIME, migrating as connection, connection.begin():
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def run_environment() -> None:
    """Run the migrations that Alembic has chosen: all that an `env.py` has to call."""
    from alembic import context  # noqa: PLC0415

    connection = context.config.attributes["connection"]
    context.configure(connection=connection, transactional_ddl=True)
    context.run_migrations()


def _schema_version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not sqlalchemy.inspect(connection).has_table("alembic_version"):
            return None
        query = sqlalchemy.text("SELECT version_num FROM alembic_version")
        return connection.execute(query).scalar_one_or_none()


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event says BEGIN, not the driver
    # What is deleted is overwritten, whatever this SQLite was built with.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextlib.contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """Undo a block alone if it fails.

    Raises:
        ConflictError: a constraint of the tables refuses it.
    """
    try:
        with connection.begin_nested():
            yield
    except exc.IntegrityError as error:
        raise translate(error) from error


@contextlib.contextmanager
def database_errors_translated() -> Iterator[None]:
    """Turn what SQLAlchemy raises into errors of the appliance, without SQL."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        raise translate(error) from error


def translate(error: exc.SQLAlchemyError) -> ApplianceError:
    """Return the appliance's error for one of SQLAlchemy."""
    if isinstance(error, exc.IntegrityError):
        return ConflictError()
    codes = _sqlite_codes(error)
    if codes & FULL:
        return StorageFullError()
    if codes & DAMAGED:
        return IntegrityError(what="database")
    return UnavailableError()


def _sqlite_codes(error: BaseException | None) -> set[int]:
    """Return SQLite's codes of an error and of those it was raised over, such as in a rollback."""
    codes = set()
    while error is not None:
        codes.add(getattr(getattr(error, "orig", None), "sqlite_errorcode", None) or 0)
        error = error.__context__
    return codes
