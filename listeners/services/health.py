"""Does the database answer? No permission is asked: the answer is yes or no, and holds nobody's data."""

from __future__ import annotations

from listeners.store import database


def answers() -> bool:
    """Return whether the database answers a question."""
    return database.answers()
