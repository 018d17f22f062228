"""What may every test ask for? Both databases, empty; hypothesis tries as many cases as the run asks for."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.postgres import PostgresServer
from tests.size import LONG

# The machine that runs the tests may be slow or busy, and a test of a rule is not a test of its speed.
hypothesis.settings.register_profile("tenth", max_examples=50, deadline=None)
hypothesis.settings.register_profile("long", max_examples=500, deadline=None)
hypothesis.settings.load_profile("long" if LONG else "tenth")


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
