"""Does the next test find the database as a new one, whatever the last one did to it?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from tests.lending import Lending
from tests.postgres import PostgresServer


@pytest.fixture
def own(postgres_server: PostgresServer, postgres_schema: str) -> Iterator[Lending]:
    """A lending of this test alone."""
    lending = Lending(postgres_server, postgres_schema)
    yield lending
    lending.close()


@pytest.fixture
def lent(own: Lending) -> str:
    """A database that it lent."""
    return own.lend()


@pytest.fixture
def engine(postgres_server: PostgresServer, lent: str) -> Iterator[Engine]:
    """A way to it."""
    engine = create_engine(postgres_server.url(lent))
    yield engine
    engine.dispose()


def done(engine: Engine, *statements: str) -> None:
    """Do something to a database and leave it."""
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_rows_and_numbers_are_gone_when_it_is_lent_again(own: Lending, lent: str, engine: Engine) -> None:
    done(
        engine,
        "SELECT nextval('audit_id_seq'), nextval('audit_id_seq')",
        "INSERT INTO site (id, code, name, timezone, country, emergency_line, telephone_line, recording_since)"
        " VALUES ('1', 'LKI', 'HMP Larkmoor', 'Europe/London', 'ENG', '999', '116 123', '2026-06-01')",
    )
    own.take_back(lent)
    assert own.lend() == lent
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM site")).scalar_one() == 0
        assert connection.execute(text("SELECT nextval('audit_id_seq')")).scalar_one() == 1
    engine.dispose()
    own.take_back(lent)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE duty DISABLE TRIGGER USER",
        "ALTER TABLE site ADD COLUMN more text",
        "CREATE TABLE more (id int)",
        "DROP INDEX {index}",
        "UPDATE alembic_version SET version_num = '0001'",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET lock_timeout = 1', current_database()); END $$",
    ],
)
def test_one_that_was_changed_in_more_than_rows_is_not_lent_again(
    own: Lending, lent: str, engine: Engine, statement: str
) -> None:
    with engine.connect() as connection:
        index = connection.execute(
            text("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'ix_%' ORDER BY 1 LIMIT 1")
        ).scalar_one()
    done(engine, statement.format(index=index))
    own.take_back(lent)
    assert own.lend() != lent


def test_one_that_somebody_is_still_connected_to_is_not_lent_again(own: Lending, lent: str, engine: Engine) -> None:
    with engine.connect():
        own.take_back(lent)
    assert own.lend() != lent
