"""How many reasons to ask were left with nobody looking after them, quarter by quarter?

It is the one figure about flags that leaves a branch: for the national office, of whole calendar quarters that are
over, over all prisons together (docs/evidence.md, section 7; docs/decisions/0043).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from listeners.domain.care.care_lead import days_waited
from listeners.domain.nights import local_date
from listeners.domain.policy import Policy

LEFT_AFTER_DAYS = Policy().branch_told_days
"""Alike for every prison, whatever it has changed: figures of prisons are only added up when they count the same."""
MONTHS = 3


@dataclass(frozen=True, slots=True)
class Quarter:
    """A calendar quarter, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Moved:
    """That a flag was raised, for the first time or again, or taken up, and the clock of its prison."""

    flag_id: str
    raised: bool
    at: datetime
    zone: ZoneInfo

    @property
    def on(self) -> date:
        """The date of it at the prison."""
        return local_date(self.at, self.zone)


def quarter_before(today: date) -> Quarter:
    """Return the last calendar quarter that is over."""
    begun = date(today.year, (today.month - 1) // MONTHS * MONTHS + 1, 1)
    last = begun - timedelta(days=1)
    return Quarter(date(last.year, last.month - MONTHS + 1, 1), last)


def left_alone(moves: Iterable[Moved], quarter: Quarter) -> int:
    """Return how many times a flag was raised and, six days later, nobody had taken it up, where that sixth day lies in
    the quarter. What happens after the quarter changes nothing in it, so that it is the same whenever it is asked."""
    of_flag: dict[str, list[Moved]] = defaultdict(list)
    for moved in moves:
        of_flag[moved.flag_id].append(moved)
    return sum(
        quarter.first <= each.on + timedelta(days=LEFT_AFTER_DAYS) <= quarter.last
        and not any(_takes_up(each, other) for other in mine)
        for mine in of_flag.values()
        for each in mine
        if each.raised
    )


def _takes_up(raised: Moved, other: Moved) -> bool:
    """Whether a move is a taking up in time of what was raised. One earlier on the same day was of the raise before."""
    waited = days_waited(raised.at, other.at, raised.zone)
    return not other.raised and other.at >= raised.at and waited < LEFT_AFTER_DAYS
