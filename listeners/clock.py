"""What time is it?

The only reader of the clock. Three doors let time in (``web.guards``, ``jobs.runner`` and the command line); everybody
else is handed the moment as an argument, so that every rule can be tested on any night.
"""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return this moment as an aware datetime in UTC, to the second (nothing here is finer than a second)."""
    return datetime.now(UTC).replace(microsecond=0)
