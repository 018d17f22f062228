"""Which standing is past, in force or still to come, and what would it mean to take one back?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from listeners.domain.people import Standing, StandingFrom, standing_on
from listeners.domain.taking_back import lines_of


class When(StrEnum):
    """How a standing lies to today."""

    PAST = "past"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class StandingPeriod:
    """A standing from a date on, until the next. ``before`` is what held the day before: None at the beginning."""

    standing: Standing
    from_on: date
    when: When
    before: Standing | None

    @property
    def last_night(self) -> date:
        """Of a going, the last night that he may be given: it ends on the last day on which he is here."""
        return self.from_on - timedelta(days=2)


def periods(history: tuple[StandingFrom, ...], today: date) -> tuple[StandingPeriod, ...]:
    """Return the standings that count, by date: of several recorded for one date the last, and no change to the same.

    ``history`` is in the order of recording.
    """
    by_date = {fact.from_on: fact.standing for fact in history}
    found: list[StandingPeriod] = []
    for from_on in sorted(by_date):
        before = found[-1].standing if found else None
        if by_date[from_on] is not before:
            found.append(StandingPeriod(by_date[from_on], from_on, When.PAST, before))
    now = max((period.from_on for period in found if period.from_on <= today), default=None)
    return tuple(
        StandingPeriod(period.standing, period.from_on, _when(period.from_on, now, today), period.before)
        for period in found
    )


def _when(from_on: date, now: date | None, today: date) -> When:
    if from_on == now:
        return When.NOW
    return When.AHEAD if from_on > today else When.PAST


def next_going(history: tuple[StandingFrom, ...], today: date) -> StandingPeriod | None:
    """Return the next time, still ahead, at which somebody goes who is here until then; None where none is known."""
    ahead = (each for each in periods(history, today) if each.standing.is_gone and each.when is When.AHEAD)
    return next((each for each in ahead if each.before is not None and not each.before.is_gone), None)


def last_day_here(history: tuple[StandingFrom, ...], today: date) -> date | None:
    """Return the last day before somebody is gone, now or at the next change to that; None: he stays."""
    gone = (each for each in periods(history, today) if each.standing.is_gone and each.when is not When.PAST)
    return next((each.from_on - timedelta(days=1) for each in gone), None)


def facts_of_change(history: tuple[StandingFrom, ...], wanted: StandingFrom, today: date) -> tuple[StandingFrom, ...]:
    """Return the facts that put a change on file: its own, and one for each later date at which a change was taken
    back, so that nothing of it comes back. Somebody goes once: a going that is ahead takes the place of the one
    known for another day. ``history`` is in the order of recording."""
    moved: tuple[StandingFrom, ...] = ()
    for each in reversed(periods(history, today)) if wanted.standing.is_gone else ():
        if not (each.standing.is_gone and each.when is When.AHEAD) or each.before is None:
            break
        if each.from_on != wanted.from_on:
            moved += _lines((*history, *moved), StandingFrom(each.before, each.from_on))
    return (*moved, *_lines((*history, *moved), wanted))


def _lines(history: tuple[StandingFrom, ...], wanted: StandingFrom) -> tuple[StandingFrom, ...]:
    if not history:
        return (wanted,)
    known = ((fact.from_on, fact.standing) for fact in history)
    lines = lines_of(known, (wanted.from_on, wanted.standing), history[0].standing)
    return tuple(StandingFrom(standing, from_on) for from_on, standing in lines)


def taken_back(history: tuple[StandingFrom, ...], from_on: date) -> StandingFrom | None:
    """Return the fact that takes back a change of a date: from then on what held the day before; None at the
    beginning, where nothing held."""
    before = standing_on(history, from_on - timedelta(days=1))
    return None if before is None else StandingFrom(before, from_on)
