"""How often did acts wait for one another in a circle, or for the one writer in vain? Nobody may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, text
from sqlalchemy.engine import ExceptionContext

from listeners.store.database import db

DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
WORDS = ("deadlock", "locked")
"""What PostgreSQL says to whom it chose to break the circle, and SQLite to whom it let wait for five seconds."""


def deadlocks() -> int:
    """How often the database had to break a circle since it was lent (SQLite has one writer: never). A process that has
    ended has told the server of all of its own."""
    if db.engine.dialect.name == "sqlite":
        return 0
    with db.engine.connect() as looking:  # what a transaction has read once of it stays so until it ends
        return int(looking.scalar(text(DEADLOCKS)) or 0)


@contextmanager
def none_in_vain() -> Iterator[None]:
    """Fail where an act of this process, in any thread, ended in a deadlock or waited in vain for the one writer."""
    found: list[str] = []

    def note(failed: ExceptionContext) -> None:
        said = str(failed.original_exception)
        if any(word in said for word in WORDS):
            found.append(said)

    event.listen(db.engine, "handle_error", note)
    try:
        yield
    finally:
        event.remove(db.engine, "handle_error", note)
    assert found == [], found
