"""How much has a Listener given: how long is he one, how many nights did he stand by, how many hours was he out?

From what officers know too, and nothing that he told alone: whoever reads it learns nothing that was told in
confidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from listeners.domain.people import StandingFrom, is_gone_by
from listeners.domain.rest_facts import Interruption
from listeners.domain.standings import periods

HOUR = timedelta(hours=1)
MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody has given: Listener since, until (None: still), whole months in all, nights, whole hours."""

    since: date
    until: date | None
    all_months: int
    nights: int
    hours: int

    @property
    def years(self) -> int:
        """Whole years."""
        return self.all_months // MONTHS_OF_A_YEAR

    @property
    def months(self) -> int:
        """Whole months beyond the years."""
        return self.all_months % MONTHS_OF_A_YEAR


def stays(joined_on: date, history: tuple[StandingFrom, ...], today: date) -> tuple[tuple[date, date], ...]:
    """Return from when to when somebody was of the team, up to today: each the first day and the first day on which he
    was gone, or today. A pause is part of it: a rest takes nothing away."""
    begun = None if is_gone_by(history, joined_on) else joined_on
    found: list[tuple[date, date]] = []
    for each in periods(history, today):
        if each.from_on > today or each.from_on < joined_on:
            continue
        if not each.standing.is_gone:
            begun = begun or each.from_on
        elif begun is not None:
            found.append((begun, each.from_on))
            begun = None
    if begun is not None:
        found.append((begun, max(begun, today)))
    return tuple(found)


def whole_months(first: date, end: date) -> int:
    """Return how many whole months lie between two dates: 31 January to 28 February is none, to 31 March two."""
    return (end.year - first.year) * MONTHS_OF_A_YEAR + end.month - first.month - (end.day < first.day)


def hours_out(happened: Iterable[Interruption]) -> int:
    """Return the whole hours that somebody was out on call-outs, from out to back: all of them together, rounded down.
    One whose return is not on file, and one on which he only waited, is not in it."""
    out = [(each.out_at, each.end) for each in happened]
    return sum((end - begun for begun, end in out if begun is not None and end is not None), timedelta()) // HOUR


def counted_from(joined_on: date, recording_since: date, lived: Iterable[date]) -> date:
    """Return since when the nights and hours of somebody are counted: since he joined, or since recording began at his
    prison where that was later; with what was brought over of before, since the first date that he lived there."""
    return max(joined_on, min((recording_since, *lived)))


def given(
    joined_on: date, history: tuple[StandingFrom, ...], nights: int, happened: Iterable[Interruption], today: date
) -> Given:
    """Return what somebody has given by today; ``nights``: how many he stood by for."""
    found = stays(joined_on, history, today)
    months = sum(whole_months(*stay) for stay in found)
    until = found[-1][1] if found and is_gone_by(history, today) else None
    return Given(joined_on, until, months, nights, hours_out(happened))
