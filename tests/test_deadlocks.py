"""Would a deadlock, or a wait in vain for the one writer, be noticed and counted?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from psycopg.errors import DeadlockDetected
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from listeners.store.database import db
from listeners.store.engines import WRITING
from tests.deadlocks import deadlocks, none_in_vain
from tests.jobs.processes import wait_until


def cross(app: Flask) -> list[str]:
    """Two acts that each want what the other has: one of them is broken off."""
    crossed = Barrier(2)

    def one(first: int) -> str:
        with app.app_context(), db.engine.connect() as connection:
            connection.execute(text("SET deadlock_timeout = '50ms'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": first})
            crossed.wait(timeout=60)
            try:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": 3 - first})
            except DBAPIError as broken:
                assert isinstance(broken.orig, DeadlockDetected)
                return "broken"
            return "done"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(one, (1, 2)))


def wait_in_vain() -> None:
    """A writer who has no patience comes while another one is at work."""
    with db.engine.connect() as one, db.engine.connect() as other:
        one.execution_options(**{WRITING: True}).begin()
        other.connection.cursor().execute("PRAGMA busy_timeout = 0")
        with pytest.raises(OperationalError):
            other.execution_options(**{WRITING: True}).begin()
        other.invalidate()


def test_who_waits_in_a_circle_or_in_vain_is_noticed(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        with pytest.raises(AssertionError, match="database is locked"), none_in_vain():
            wait_in_vain()
        return
    assert deadlocks() == 0
    with pytest.raises(AssertionError, match="deadlock detected"), none_in_vain():
        assert cross(app) == ["broken", "done"]
    db.engine.dispose()
    wait_until(lambda: deadlocks() == 1)
