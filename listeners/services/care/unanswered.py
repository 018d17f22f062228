"""How many reasons to ask did nobody take up in the last quarter, over all prisons?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from listeners.access import Actor, Kind, require_total
from listeners.domain.care.small_numbers import count_beyond
from listeners.domain.care.unanswered import LEFT_AFTER_DAYS, Quarter, left_alone, quarter_before
from listeners.store.care import flag_facts


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """The quarter, after how many days a flag counts, and how many did, to the nearest 5; None: fewer than 10."""

    quarter: Quarter
    days: int
    count: int | None


def left_alone_last_quarter(actor: Actor, now: datetime) -> LeftAlone:
    """Return how many flags nobody took up in time in the last quarter that is over, over all prisons together (1
    statement). No prison is told apart, and the quarter is a whole one.

    Raises:
        NotAllowed: only who reads totals of flags over all prisons, as the national office does.
    """
    require_total(actor, Kind.FLAG)
    quarter = quarter_before(now.date())
    # Six days before it, two more for the zones of prisons, and a taking up as late as its last day.
    since = now - (now.date() - quarter.first) - timedelta(days=LEFT_AFTER_DAYS + 2)
    moves = flag_facts.raised_or_taken(since)
    return LeftAlone(quarter, LEFT_AFTER_DAYS, count_beyond(left_alone(moves, quarter)))
