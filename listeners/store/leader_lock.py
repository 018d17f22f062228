"""How does one jobs process of many know that it is the one that works? On PostgreSQL by a lock of its session.

A process that has lost the lock may not know yet. Each of its acts therefore asks for the lock as its first statement,
and holds a second one, shared, until it ends: whoever takes the lead waits for that. So no act of an old leader is
committed once a new one leads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from listeners.store.database import db

JOBS_LOCK, ACTS_LOCK = 4243, 4244
"""The numbers of the advisory locks of the leader, and of the acts of a leader; no others have a single number."""
LONGEST_PAUSE = "30s"
"""A leader that stands still inside an act for so long is cut off, so that another can go on. Design choice: **D**."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The connection that holds the lock, as the server knows it; a number alone is given to others later."""

    pid: int
    since: datetime


def is_shared() -> bool:
    """Whether the database is one that several machines may reach, and can hold the lock itself."""
    return db.engine.dialect.name == "postgresql"


def connect() -> Connection:
    """Return a connection of its own, on which the lock lives as long as the connection does."""
    return db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def take(connection: Connection) -> Holder | None:
    """Try to take the lock; return who holds it now, or None: another has it, or one that had it is still at work."""
    if not connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": JOBS_LOCK}).scalar():
        return None
    if not connection.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": ACTS_LOCK}).scalar():
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": JOBS_LOCK})
        return None
    own = text("SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()")
    return Holder(*connection.execute(own).one())


_HELD = text(
    "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
    " WHERE l.locktype = 'advisory' AND l.classid = 0 AND l.objid = :lock AND l.granted AND l.pid = :pid"
    " AND a.backend_start = :since AND a.datname = current_database()"
)


def holds(connection: Connection, holder: Holder) -> bool:
    """Whether the lock is still held, asked on any connection (1 statement). A lost connection raises."""
    return bool(connection.execute(_HELD, {"lock": JOBS_LOCK, "pid": holder.pid, "since": holder.since}).scalar())


def holds_in_act(session: Session, holder: Holder) -> bool:
    """Whether the lock is held while this act is done: asked at its head, and until it ends nobody takes the lead."""
    head = "SELECT set_config('idle_in_transaction_session_timeout', :pause, true), pg_advisory_xact_lock_shared(:lock)"
    session.execute(text(head), {"pause": LONGEST_PAUSE, "lock": ACTS_LOCK})
    return holds(session.connection(), holder)
