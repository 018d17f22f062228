"""When does a team shrink so far that those who are left carry too much? Signals about the scheme, never a person.

Two of them: fewer active than the policy warns of, today or from a date that is known ahead; and, where a team shrinks,
nights of each in the coming four weeks that are a quarter more than in the last twelve (docs/evidence.md, section 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from listeners.domain.load import Served
from listeners.domain.nights import ONE_DAY, nights_between
from listeners.domain.people import ListenerId, Standing
from listeners.domain.team import TeamMember
from listeners.domain.team_ahead import AHEAD, Size, sizes, takes_part

BACK, COMING = 84, 28
"""Nights looked back on, and ahead."""
A_QUARTER = Fraction(5, 4)
LONG_AGO = timedelta(days=730)
"""So far back is looked for the day on which a team fell."""


@dataclass(frozen=True, slots=True)
class SmallTeam:
    """From a date on, past or to come, fewer are active than ``least``; None: it was never larger, as far as is looked
    back."""

    from_on: date | None
    people: int
    least: int


@dataclass(frozen=True, slots=True)
class LoadRise:
    """Nights of each in four weeks, as they were and as they come; ``since`` is the last change of the team's size that
    is behind it."""

    since: date
    before: Fraction
    coming: Fraction


def small_team(team: Iterable[TeamMember], today: date, least: int) -> SmallTeam | None:
    """Return from when on the team is small: since it last fell under ``least``, or from the first day ahead on which
    it does by what is on file; None where neither is so."""
    found = sizes(tuple(team), today - LONG_AGO, today + timedelta(days=AHEAD), _is_active)
    past = [size for size in found if size.from_on <= today]
    if past[-1].people >= least:
        ahead = next((size for size in found if size.from_on > today and size.people < least), None)
        return None if ahead is None else SmallTeam(ahead.from_on, ahead.people, least)
    enough = [number for number, size in enumerate(past) if size.people >= least]
    return SmallTeam(past[enough[-1] + 1].from_on if enough else None, past[-1].people, least)


def _is_active(member: TeamMember, on: date) -> bool:
    return on >= member.joined_on and member.standing_on(on) is Standing.ACTIVE


def load_rise(
    team: Iterable[TeamMember], served: Mapping[ListenerId, Served], today: date, places: int
) -> LoadRise | None:
    """Return how much more each has to carry in the coming four weeks than in the last twelve, where the team shrinks
    and it is a quarter or more; None elsewhere. ``places`` are those of the coming four weeks, ``served`` every night
    of the last twelve weeks."""
    members = tuple(team)
    first, last = today - timedelta(days=BACK), today + timedelta(days=COMING - 1)
    found = sizes(members, first, last, takes_part)
    there, ahead = _mean(found, first, today - ONE_DAY), _mean(found, today, last)
    nights = sum(first <= night < today for each in served.values() for night in each.nights)
    if not nights or not ahead or ahead >= there:
        return None
    before, coming = Fraction(nights * COMING, BACK) / there, places / ahead
    smaller = [size.from_on for size, was in zip(found[1:], found, strict=False) if size.people < was.people]
    return LoadRise(smaller[-1], before, coming) if coming >= before * A_QUARTER else None


def _mean(found: Iterable[Size], first: date, last: date) -> Fraction:
    """How many there are on the mean of these days."""
    steps = tuple(found)
    days = tuple(nights_between(first, last))
    return Fraction(sum(next(size.people for size in reversed(steps) if size.from_on <= on) for on in days), len(days))
