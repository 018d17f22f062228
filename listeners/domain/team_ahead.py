"""How large is the team on each day ahead, by what is known today, and by when must training begin?

Known are the standings put on file for a date ahead: who is released, transferred or paused, and who comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from listeners.domain.people import takes_part_on
from listeners.domain.team import TeamMember

Counts = Callable[[TeamMember, date], bool]
"""Whether somebody counts on a day."""
AHEAD = 182
"""Days looked ahead: half a year, as far as a rota may be planned."""


@dataclass(frozen=True, slots=True)
class Size:
    """From a date on, so many take part, until the next of these."""

    from_on: date
    people: int


@dataclass(frozen=True, slots=True)
class Recruiting:
    """When the team falls under what is needed (None: not by what is known), how long one takes from the first day of
    training to the last of shadowing, and by when training must begin so that nobody is missed."""

    need: int
    falls_on: date | None
    weeks: int

    @property
    def begin_by(self) -> date | None:
        """The day on which training must begin at the latest; it may be past."""
        return None if self.falls_on is None else self.falls_on - timedelta(weeks=self.weeks)


def sizes_ahead(team: Iterable[TeamMember], today: date) -> tuple[Size, ...]:
    """Return how many take part today, and from each day of the coming half year on which that changes."""
    return sizes(tuple(team), today, today + timedelta(days=AHEAD), takes_part)


def takes_part(member: TeamMember, on: date) -> bool:
    """Whether somebody has joined by a day, and is planned and asked on it."""
    return takes_part_on(member.standings, member.joined_on, on)


def sizes(team: Sequence[TeamMember], first: date, last: date, counts: Counts) -> tuple[Size, ...]:
    """Return how many count on the first day, and from each day up to the last on which that changes."""
    days = {first} | {
        on
        for member in team
        for on in (member.joined_on, *(fact.from_on for fact in member.standings))
        if first < on <= last
    }
    found: list[Size] = []
    for on in sorted(days):
        people = sum(counts(member, on) for member in team)
        if not found or found[-1].people != people:
            found.append(Size(on, people))
    return tuple(found)


def fewest_ahead(sizes: Sequence[Size]) -> Size | None:
    """Return the smallest that the team will be, and from when it first is; None where it is never smaller than now."""
    least = min(sizes, key=lambda size: size.people)
    return least if least.people < sizes[0].people else None


def falls_under(sizes: Iterable[Size], need: int) -> date | None:
    """Return the first day on which fewer than ``need`` take part; None where that is not known of any day."""
    return next((size.from_on for size in sizes if size.people < need), None)


def recruiting(sizes: Iterable[Size], need: int, training_weeks: int, shadowing_weeks: int) -> Recruiting:
    """Return by when new Listeners must begin their training, so that they are ready on the day the team is short."""
    return Recruiting(need, falls_under(sizes, need), training_weeks + shadowing_weeks)
