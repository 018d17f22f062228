"""Does the database answer, and can it be written? No permission is asked: the answer is yes or no, and nobody's."""

from __future__ import annotations

from listeners.store import health


def answers() -> bool:
    """Return whether the database answers a question and can be written, as far as is known."""
    return health.answers()
