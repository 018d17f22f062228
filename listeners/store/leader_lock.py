"""How does one jobs process of many know that it is the one that works? On PostgreSQL by a lock of its session."""

from __future__ import annotations

from sqlalchemy import Connection, text

from listeners.store.database import db

JOBS_LOCK = 4243
"""The number of the advisory lock; no other lock of the program has a single number."""


def is_shared() -> bool:
    """Whether the database is one that several machines may reach, and can hold the lock itself."""
    return db.engine.dialect.name == "postgresql"


def connect() -> Connection:
    """Return a connection of its own, on which the lock lives as long as the connection does."""
    return db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def take(connection: Connection) -> bool:
    """Try to take the lock; return whether it is held now."""
    return bool(connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": JOBS_LOCK}).scalar())


def holds(connection: Connection) -> bool:
    """Whether this connection, and with it the lock, is still there. A lost connection raises."""
    held = connection.execute(
        text(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = :lock"
            " AND pid = pg_backend_pid() AND granted"
        ),
        {"lock": JOBS_LOCK},
    ).scalar()
    return bool(held)
