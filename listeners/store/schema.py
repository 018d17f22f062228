"""Is the database the one this code needs, and how does it become so?

Upgrades run in one transaction under a lock, so that two processes that start together make it once. Guards are dropped
before and installed after. A database newer than the code is refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import cast

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from listeners.errors import ListenersError, Unavailable
from listeners.store import guards

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
UPGRADE_LOCK = 4_201
"""PostgreSQL's advisory lock that upgrades wait for; on SQLite BEGIN IMMEDIATE is the lock."""
LOCK_WAIT_MS = 60_000


class WrongDatabase(ListenersError):
    """The database cannot be used by this code; the text says why and what to do (exit status 2)."""


def configuration(connection: Connection) -> Config:
    """Return Alembic's configuration for one open connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@cache
def revisions() -> tuple[str, ...]:
    """Return every revision of the code, oldest first; its files are read once in the life of a process."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return tuple(script.revision for script in ScriptDirectory.from_config(config).walk_revisions())[::-1]


def current(connection: Connection) -> str | None:
    """Return the revision that a database stands at; None when it has never been made."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> None:
    """Bring a database to the newest revision and install the guards; nothing changes when it is there already.

    Raises:
        WrongDatabase: it is newer than this code, or no database at all.
    """
    known = revisions()

    def to_head(connection: Connection) -> None:
        at = current(connection)
        if at is not None and at not in known:
            raise WrongDatabase(f"the database is at revision {at}, newer than this program: install the newer one")
        if at != known[-1] or guards.faults(connection):
            move(connection, "head")

    try:
        under_lock(engine, to_head)
    except Unavailable as failed:
        raise WrongDatabase(str(failed)) from failed
    except DatabaseError as failed:
        raise WrongDatabase(f"the database cannot be used: {str(failed.orig).splitlines()[0]}") from failed


def move(connection: Connection, revision: str, *, down: bool = False) -> None:
    """Take a database to a revision, guards dropped before and installed after, references checked at the end."""
    guards.remove(connection)
    (command.downgrade if down else command.upgrade)(configuration(connection), revision)
    if current(connection) == revisions()[-1]:
        guards.install(connection)
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise WrongDatabase(f"the upgrade would leave {len(broken)} broken references: nothing was changed")


def under_lock(engine: Engine, work: Callable[[Connection], None]) -> None:
    """Run one piece of work on the schema in one transaction that excludes every other one."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # References are checked at the end instead: a table that is rebuilt would drop what refers to it.
            raw = cast(sqlite3.Connection, connection.connection.driver_connection)
            raw.execute(f"PRAGMA busy_timeout={LOCK_WAIT_MS}")
            raw.execute("PRAGMA foreign_keys=OFF")
            connection = connection.execution_options(listeners_writing=True)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
            work(connection)
        connection.invalidate()


def check(engine: Engine) -> None:
    """Refuse to go on with a database that is not at the newest revision or whose guards differ from the code.

    Raises:
        WrongDatabase: it is not; the text names what differs.
        Unavailable: it does not answer now.
    """
    try:
        with engine.connect() as connection:
            at, wanted = current(connection), revisions()[-1]
            if at != wanted:
                raise WrongDatabase(f"the database is at revision {at}, this program needs {wanted}")
            differing = guards.faults(connection)
    except SQLAlchemyError as failed:
        raise WrongDatabase(f"the database does not answer: {failed}") from failed
    if differing:
        raise WrongDatabase(f"guards differ from the program: {', '.join(differing)}")
