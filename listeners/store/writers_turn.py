"""How does an act become the one writer of a SQLite database?

SQLite wakes nobody who waits: each looks again after a while. Its own way of waiting looks less and less often, up to
every 100 ms, so that whoever came last is likely to find the place free first. Here whoever has waited longer looks
more often (docs/decisions/0034).
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import Connection

FIRST_PAUSE, SHORTEST_PAUSE = 0.003, 0.0003
"""Seconds between two looks of whoever came just now, and of whoever has waited for long. Design choice."""
SOONER = 10
"""A pause is shorter by the time waited, divided by this: after 27 ms it is the shortest. Design choice."""


def begin_writing(connection: Connection, longest: int) -> None:
    """Begin a transaction as the one writer, within ``longest`` milliseconds.

    Raises:
        OperationalError: somebody else wrote all that time ("database is locked").
        Unavailable: the database cannot be used now.
    """
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        if not _is_begun(connection.connection.dbapi_connection, longest / 1000):
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # says what is wrong, as every other statement does
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={longest}")


def _is_begun(of_sqlite: Any, longest: float) -> bool:
    """Whether the place became free within so many seconds by the clock, asked once at least."""
    began, waited = time.monotonic(), 0.0
    while True:
        try:
            of_sqlite.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as refused:
            if getattr(refused, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF != sqlite3.SQLITE_BUSY:
                return False
        else:
            return True
        waited = time.monotonic() - began
        if waited >= longest:
            return False
        time.sleep(min(pause_after(waited), longest - waited))


def pause_after(waited: float) -> float:
    """Return for how many seconds somebody who has waited for so many does not look."""
    return max(SHORTEST_PAUSE, FIRST_PAUSE - waited / SOONER)
