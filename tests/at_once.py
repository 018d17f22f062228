"""Several people at the same moment: each in a thread of their own, and a wait until somebody waits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

from flask import Flask
from sqlalchemy import text

from listeners.errors import Conflict
from listeners.store.database import db
from tests.deadlocks import none_in_vain


def at_once(app: Flask, acts: list[Callable[[], str]]) -> list[str]:
    """Do every act in a thread and an application context of its own, at the same moment; a Conflict is "refused".
    Nobody may wait in a circle, nor in vain."""
    together = Barrier(len(acts))

    def one(do: Callable[[], str]) -> str:
        with app.app_context():
            try:
                together.wait(timeout=30)
                return do()
            except Conflict:
                return "refused"
            finally:
                db.session.remove()

    with none_in_vain(), ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def wait_for_waiting(how_many: int) -> None:
    """Return when so many connections wait for a lock (PostgreSQL; on SQLite a writer waits for the whole file)."""
    if db.engine.dialect.name != "postgresql":
        return
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looking:
        for _ in range(600):
            if looking.scalar(text(waiting)) == how_many:
                return
            sleep(0.05)
    raise AssertionError(f"there were never {how_many} waiting")
