"""Is the database that migrations make the one the tables describe, on both engines, up and down?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Engine, func, inspect, select, text

from listeners.access import SYSTEM
from listeners.services.care import flags
from listeners.services.demo import make
from listeners.services.demo.scheme import FENWICK
from listeners.store import guards, schema
from listeners.store.columns import DataClass
from listeners.store.database import db
from listeners.store.engines import engine_for
from listeners.store.schema_tables import metadata, own

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def test_the_newest_revision_equals_the_tables(database_url: str) -> None:
    engine = engine_for(database_url)
    schema.upgrade(engine)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": own, "target_metadata": metadata}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    engine.dispose()


def test_an_upgrade_twice_changes_nothing_and_passes_the_check(database_url: str) -> None:
    engine = engine_for(database_url)
    schema.upgrade(engine)
    schema.upgrade(engine)
    schema.check(engine)
    engine.dispose()


def test_every_revision_goes_down_again_and_leaves_nothing(database_url: str) -> None:
    engine = engine_for(database_url)
    schema.upgrade(engine)
    schema.under_lock(engine, lambda connection: schema.move(connection, "base", down=True))
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(engine)
    schema.check(engine)
    engine.dispose()


def test_a_database_full_of_facts_of_every_class_goes_down_and_comes_up_empty_and_guarded(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False):
        site = make.make_scheme(FENWICK, 1, NOON.date(), NOON)
        flags.run(site, SYSTEM, NOON)
    engine = db.engine
    assert held_classes(engine) == set(DataClass)

    db.session.remove()
    schema.under_lock(engine, lambda connection: schema.move(connection, "base", down=True))
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(engine)
    schema.check(engine)
    assert held_classes(engine) == set()


def held_classes(engine: Engine) -> set[DataClass]:
    """The data classes of all columns in which something stands."""
    with engine.connect() as connection:
        return {
            column.info["data"]
            for table in metadata.tables.values()
            for column in table.columns
            if connection.scalar(select(func.count(column)).select_from(table))
        }


def test_a_database_newer_than_the_program_is_refused(database_url: str) -> None:
    engine = engine_for(database_url)
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.WrongDatabase, match="newer than this program"):
        schema.upgrade(engine)
    engine.dispose()


def test_a_guard_that_somebody_dropped_stops_the_start_by_name(database_url: str) -> None:
    engine = engine_for(database_url)
    schema.upgrade(engine)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER guard_duty_rest_insert"))
        else:
            connection.execute(text("DROP TRIGGER guard_duty_rest ON duty"))
    with pytest.raises(schema.WrongDatabase, match="guard_duty_rest"):
        schema.check(engine)
    schema.upgrade(engine)
    schema.check(engine)
    engine.dispose()


def test_a_guard_of_older_code_is_dropped_with_the_rest(database_url: str) -> None:
    engine = engine_for(database_url)
    schema.upgrade(engine)
    schema.under_lock(engine, guards.remove)
    with engine.connect() as connection:
        assert len(guards.faults(connection)) >= 17
    engine.dispose()


def test_every_column_names_its_data_class() -> None:
    unnamed = [
        str(column) for table in metadata.tables.values() for column in table.columns if "data" not in column.info
    ]
    assert unnamed == []
