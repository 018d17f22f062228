"""On which date could those whose offload is overdue have it? A proposal to a coordinator: nothing is booked by it.

What is known of their days is plain availability, never why; nobody is left out for resting from call-outs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from listeners.domain.people import ListenerId

USUAL_OF_DAYS = 84
"""The usual weekday is that of the sessions of the last 12 weeks (design choice, as the own mean of contacts)."""
WITHIN_DAYS = 28
"""No date later than four weeks ahead is proposed to somebody who is overdue (design choice)."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A date for those who wait; ``due_by_then`` are not overdue yet and are due by it; ``not_there`` are those of both
    who are away on it or rest."""

    on: date
    waiting: tuple[ListenerId, ...]
    due_by_then: tuple[ListenerId, ...]
    not_there: frozenset[ListenerId]
    is_usual: bool
    """Whether it is the weekday on which sessions usually are."""

    @property
    def coming(self) -> tuple[ListenerId, ...]:
        """Those who could come."""
        return tuple(each for each in (*self.waiting, *self.due_by_then) if each not in self.not_there)


def days_ahead(today: date) -> tuple[date, ...]:
    """Return the dates of which one is proposed: tomorrow and the 27 after it."""
    return tuple(today + timedelta(days=number) for number in range(1, WITHIN_DAYS + 1))


def propose(
    waiting: Collection[ListenerId],
    away: Mapping[ListenerId, Collection[date]],
    held_on: Iterable[date],
    today: date,
    due: Mapping[ListenerId, date],
) -> Proposal | None:
    """Return the first date, of the weekday on which sessions usually are, on which more than half of those who wait
    can come; where there is none, the first on which most of them can. None: nobody waits, or nobody can come.

    ``away`` holds the dates on which somebody is away or rests. Somebody who is away on every one of them is taken to
    be there: he rests from call-outs, and offload is all the more for him. ``held_on``: the dates of sessions. ``due``:
    by when others, who are not overdue, need one; whoever does by that date is asked too, and has no say in it.
    """
    days = days_ahead(today)
    gone = {who: frozenset(away.get(who, ())) for who in (*waiting, *due)}
    gone = {who: dates if not dates.issuperset(days) else frozenset() for who, dates in gone.items()}
    usual = _usual_weekday(held_on, today)
    chosen = [day for day in days if usual is None or day.weekday() == usual]
    coming = {day: sum(day not in gone[who] for who in waiting) for day in chosen}
    on = next((day for day in chosen if 2 * coming[day] > len(waiting)), max(chosen, key=lambda day: coming[day]))
    if not coming[on]:
        return None
    due_by_then = tuple(who for who, by in due.items() if by <= on)
    not_there = frozenset(who for who in (*waiting, *due_by_then) if on in gone[who])
    return Proposal(on, tuple(waiting), due_by_then, not_there, is_usual=usual is not None)


def _usual_weekday(held_on: Iterable[date], today: date) -> int | None:
    """The weekday of most dates of the last 12 weeks, of several the one that was last; None: there was no session."""
    lately = {on for on in held_on if today - timedelta(days=USUAL_OF_DAYS) < on <= today}
    times = Counter(on.weekday() for on in lately)
    last = {on.weekday(): on for on in sorted(lately)}
    return max(times, key=lambda weekday: (times[weekday], last[weekday]), default=None)
