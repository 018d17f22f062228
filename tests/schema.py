"""How does a test get a database with every table and guard, quickly?"""

from pathlib import Path

from listeners.store.engines import engine_for
from listeners.store.schema import upgrade
from tests.postgres import PostgresServer


def make_schema(url: str) -> None:
    """Make every table and guard in an empty database."""
    engine = engine_for(url)
    upgrade(engine)
    engine.dispose()


def sqlite_template(folder: Path) -> Path:
    """Return a SQLite file that holds the whole schema and nothing else, to be copied for each test."""
    path = folder / "template.sqlite3"
    make_schema(f"sqlite:///{path}")
    return path


def postgres_template(server: PostgresServer) -> str:
    """Return the name of a PostgreSQL database that holds the whole schema, to be copied for each test."""
    name = server.create()
    make_schema(server.url(name))
    return name
