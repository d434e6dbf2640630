import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import ClauseElement, event
from sqlalchemy.dialects import postgresql

from appliance.adapters.database import Database
from appliance.coordination.register import MIGRATIONS
from tests.professional import ORGANISATION_B, Deployment, Professional, deployment_at
from tests.survivor import Survivor, make_directory
from tests.unit.coordination.world import World


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    return deployment_at(tmp_path / "data")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every table, to copy: migrating anew for each test would be slow."""
    path = tmp_path_factory.mktemp("coordination") / "empty.db"
    Database.open(path, MIGRATIONS).close()
    return path


@pytest.fixture
def world(deployment: Deployment, empty_database: Path) -> Iterator[World]:
    deployment.publish()
    path = deployment.folder.vault / "coordination.db"
    shutil.copy(empty_database, path)
    database = Database.open(path, MIGRATIONS)
    event.listen(database._engine, "before_execute", _compile_for_postgresql)
    yield World(deployment, database)
    database.close()


def _compile_for_postgresql(_connection: object, statement: ClauseElement, *_: object) -> None:
    """Hold every statement to the database of a cluster too: one that it has no words for fails."""
    statement.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]


@pytest.fixture
def manager(world: World) -> Professional:
    return _hire(world, "case_manager", on_duty=True)


@pytest.fixture
def second_manager(world: World) -> Professional:
    return _hire(world, "case_manager", on_duty=True)


@pytest.fixture
def doctor(world: World) -> Professional:
    return _hire(world, "doctor", ORGANISATION_B)


@pytest.fixture
def lawyer(world: World) -> Professional:
    return _hire(world, "lawyer", ORGANISATION_B)


@pytest.fixture(scope="session")
def sealed_report() -> Survivor:
    return Survivor.with_report(make_directory())


@pytest.fixture
def survivor(world: World, sealed_report: Survivor) -> Survivor:
    """Somebody whose report has come in."""
    found = sealed_report.another()
    world.report(found.case, urgent=True)
    return found


def _hire(world: World, role: str, *organisation: str, on_duty: bool = False) -> Professional:
    colleague = world.deployment.hire(role, *organisation)
    world.deployment.publish()
    return world.admit(colleague, on_duty=on_duty)
