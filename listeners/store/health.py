"""Does the database answer, and does it take down what it is given?"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, insert
from sqlalchemy.exc import SQLAlchemyError

from listeners.errors import Conflict, Unavailable
from listeners.store.database import act, db, was_refused
from listeners.store.engines import is_read_only
from listeners.store.records import JobRun

PROBE = "health"
"""No job has this name."""
SOME_PAGES = 40
"""Rows of 300 characters: more than what is free in the pages that a table has."""


def answers() -> bool:
    """Return whether the database of the running application answers, and can be written.

    Writing is tried only after an act of this process that the database could not take; otherwise the next act tells.
    """
    try:
        if is_read_only(db.session.connection()):
            return False
        if was_refused():
            _write_and_forget()
        return True
    except Conflict:
        return True  # somebody else is writing
    except (Unavailable, SQLAlchemyError):
        return False
    finally:
        db.session.rollback()


def _write_and_forget() -> None:
    at = datetime.fromtimestamp(0, UTC)
    rows = [{"job": PROBE, "period": str(one), "at": at, "outcome": "?" * 300} for one in range(SOME_PAGES)]
    with act() as session:
        session.execute(insert(JobRun), rows)
        session.execute(delete(JobRun).where(JobRun.job == PROBE))
