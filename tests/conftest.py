"""What may every test ask for? Both databases, empty; hypothesis tries as many cases as the run asks for."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from config import Settings, make_missing_secrets
from listeners.app import create_app
from listeners.store.database import db
from tests.addresses import compile_once, parse_once
from tests.lending import Lending
from tests.postgres import PostgresServer
from tests.schema import postgres_template, sqlite_template
from tests.size import LONG
from tests.world import World, make_world

# The machine that runs the tests may be slow or busy, and a test of a rule is not a test of its speed.
hypothesis.settings.register_profile("tenth", max_examples=50, deadline=None)
hypothesis.settings.register_profile("long", max_examples=500, deadline=None)
hypothesis.settings.load_profile("long" if LONG else "tenth")


LONGEST_FIRST = (
    "tests/web/test_what_staff_cannot_see.py",
    "tests/browser/test_every_page.py",
    "tests/services/test_any_night.py",
    "tests/kills/",
    "tests/browser/",
    "tests/jobs/",
    "tests/test_",
    "tests/architecture/",
)
"""What takes long is begun first, so that both processes of a run end together."""
IN_MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3  # noqa: S108
"""Where a machine keeps files in memory, and the bytes that must be free there: no test then waits for a disk."""
if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; within them, and among the others, the order stays."""

    def rank(item: pytest.Item) -> int:
        begins = (number for number, each in enumerate(LONGEST_FIRST) if item.nodeid.startswith(each))
        return next(begins, len(LONGEST_FIRST))

    items.sort(key=rank)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The one PostgreSQL server of this test run."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new, empty database; a test that asks for it runs once on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'listeners.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture(scope="session")
def sqlite_schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the whole schema, to be copied."""
    return sqlite_template(tmp_path_factory.mktemp("schema"))


@pytest.fixture(scope="session")
def postgres_schema(postgres_server: PostgresServer) -> str:
    """A PostgreSQL database with the whole schema, to be copied."""
    return postgres_template(postgres_server)


@pytest.fixture(scope="session")
def lending(postgres_server: PostgresServer, postgres_schema: str) -> Lending:
    """The PostgreSQL databases with the whole schema that one test uses after another."""
    return Lending(postgres_server, postgres_schema)


@pytest.fixture(params=["sqlite", "postgresql"])
def ready_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with the whole schema and no rows; a test that asks for it runs on each engine."""
    if request.param == "sqlite":
        path = tmp_path / "listeners.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_schema"), path)
        yield f"sqlite:///{path}"
        return
    server, lending = request.getfixturevalue("postgres_server"), request.getfixturevalue("lending")
    name = lending.lend()
    yield server.url(name)
    lending.take_back(name)


@pytest.fixture
def settings(ready_url: str, tmp_path: Path) -> Settings:
    """The settings of a test's own installation."""
    make_missing_secrets(tmp_path)
    return Settings.load({"LISTENERS_INSTANCE": str(tmp_path), "LISTENERS_DATABASE_URL": ready_url})


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """The templates as the first test that needs each compiles it: to compile them anew takes longer than a page."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session", autouse=True)
def _addresses_compiled_once() -> Iterator[None]:
    """What reads an address, and what builds one, is compiled for the first app of a run only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once(Rule._compile_builder))
        patch.setattr(Rule, "_parse_rule", parse_once(Rule._parse_rule))
        yield


@pytest.fixture
def app(settings: Settings, compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The whole program on a database of its own, with an application context pushed."""
    app = create_app(settings)
    app.testing = True
    app.jinja_env.bytecode_cache = compiled
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def world(app: Flask) -> World:
    """Larkmoor, and Fenwick which must stay unseen."""
    return make_world()
