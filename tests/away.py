"""How does a test take the database away, fill it or lock it, under a program that is running on it?"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import event

from listeners.access import SYSTEM, Kind
from listeners.errors import Unavailable
from listeners.store.database import act, db
from listeners.store.journal import audit

SMALL_PAGE = 512
"""Bytes: so little that hardly any act fits into what is left of a page."""
DISK_FULL = (
    "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;"
    "CREATE TRIGGER no_room BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION no_room()"
)
FILLED = ("audit", "job_run")
"""Tables that every act, and whoever asks for its health, writes to."""

Trouble = Callable[[Flask], AbstractContextManager[None]]


@contextmanager
def gone(app: Flask) -> Iterator[None]:
    """The file stands elsewhere; the server lets nobody in, and cuts whoever is there."""
    with app.app_context():
        is_file, name = db.engine.dialect.name == "sqlite", str(db.engine.url.database)
        if is_file:
            yield from _renamed(Path(name))
            return
        with _server("postgres") as server:
            server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            try:
                yield
            finally:
                server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name)))


def _renamed(file: Path) -> Iterator[None]:
    away = file.with_suffix(".away")
    file.rename(away)
    try:
        yield
    finally:
        assert not file.exists(), "nobody made a new one in its place"
        away.rename(file)


@contextmanager
def full(app: Flask) -> Iterator[None]:
    """Nothing fits any more: the file may not grow; the server says that its disk is full."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _pack(str(db.engine.url.database))
            with _each_connection("PRAGMA max_page_count = 1"):  # it may not grow
                _fill()
                yield
            return
        with _server() as server:
            for table in FILLED:
                server.execute(DISK_FULL.format(table).replace("no_room", f"no_room_{table}"))
            try:
                yield
            finally:
                for table in FILLED:
                    server.execute(f"DROP FUNCTION no_room_{table} CASCADE")


@contextmanager
def read_only(app: Flask) -> Iterator[None]:
    """What is there can be read, and nothing written."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            with _each_connection("PRAGMA query_only = on"):
                yield
            return
        with _each_connection("SET default_transaction_read_only = on"):
            yield


TROUBLES: tuple[Trouble, ...] = (gone, full, read_only)


def _server(database: str | None = None) -> psycopg.Connection[Any]:
    """A connection beside the program's own, to its database or another one, each statement on its own."""
    url = db.engine.url.set(drivername="postgresql")
    there = url.set(database=database or url.database).render_as_string(hide_password=False)
    return psycopg.connect(there, autocommit=True)


@contextmanager
def _each_connection(says: str) -> Iterator[None]:
    def on_connect(connection: Any, _record: object) -> None:
        with connection.cursor() if hasattr(connection, "pgconn") else _closing(connection) as cursor:
            cursor.execute(says)
        if hasattr(connection, "pgconn"):
            connection.commit()

    engine = db.engine
    event.listen(engine, "connect", on_connect)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "connect", on_connect)
        engine.dispose()


@contextmanager
def _closing(connection: sqlite3.Connection) -> Iterator[sqlite3.Cursor]:
    yield connection.cursor()


def _pack(file: str) -> None:
    """Rewrite a file in small pages without room to spare."""
    db.session.remove()
    db.engine.dispose()
    packed = sqlite3.connect(file, isolation_level=None)
    packed.executescript(f"PRAGMA journal_mode = delete; PRAGMA page_size = {SMALL_PAGE}; VACUUM")
    packed.close()


def _fill() -> None:
    """Let what there is be recorded until there is no room for one line more."""
    with suppress(Unavailable):
        for _ in range(1000):
            with act() as session:
                audit(session, SYSTEM, datetime(2026, 11, 27, tzinfo=UTC), "fill", Kind.KEY)
        raise AssertionError("it is never full")
