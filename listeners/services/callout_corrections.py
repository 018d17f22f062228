"""A time of a call-out is on file and is put right: must somebody say why?

While it is fresh it was a slip of the hand. Later it changes what others have acted on, so that the earlier version is
kept with the reason, for coordinators to read.
"""

from __future__ import annotations

from datetime import datetime

from listeners.domain.nights import to_the_minute
from listeners.services.callout_not_gone import FRESH
from listeners.services.overrides import reason_of

FROM_THE_SHEET = "keyed in again from the sheet"
"""The reason that is kept where a line of paper puts a time right: the sheet is why."""


def is_old(on_file: datetime | None, now: datetime) -> bool:
    """Whether a time on file is so old that whoever puts it right must say why: more than half an hour."""
    return on_file is not None and now - on_file > FRESH


def needs_why(on_file: datetime | None, right: datetime, now: datetime) -> bool:
    """Whether a reason is needed to put ``right`` in the place of a time on file. A form knows no seconds."""
    return is_old(on_file, now) and on_file is not None and to_the_minute(on_file) != to_the_minute(right)


def why(on_file: datetime | None, right: datetime, said: str, now: datetime) -> str | None:
    """Return the reason that is kept with the earlier version; None where none is needed.

    Raises:
        Unreadable: a reason is needed, and it is shorter than 20 characters, longer than 300, or no words.
    """
    if not needs_why(on_file, right, now):
        return None
    return said if said == FROM_THE_SHEET else reason_of(said)
