"""Whose turn is it at Christmas and at New Year?

These nights are shared out over the years: whoever had one in one of the last two years is asked for the same feast
only when the others cannot (a design choice of this program). Load carried looks back eight weeks and never sees them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from listeners.domain.people import ListenerId

YEARS_BACK = 2
"""No longer than a rota is to be kept by name, but for two days (docs/decisions/0023)."""


class Feast(StrEnum):
    """The nights that nobody wants twice running."""

    CHRISTMAS = "christmas"
    NEW_YEAR = "new_year"


_NIGHTS = {
    (12, 24): Feast.CHRISTMAS,
    (12, 25): Feast.CHRISTMAS,
    (12, 26): Feast.CHRISTMAS,
    (12, 31): Feast.NEW_YEAR,
    (1, 1): Feast.NEW_YEAR,
}


@dataclass(frozen=True, slots=True, order=True)
class FeastOfYear:
    """A feast and its year; New Year is named by the year that begins."""

    year: int
    feast: Feast


@dataclass(frozen=True, slots=True, order=True)
class FeastServed:
    """A Listener was on stand-by on a night of a feast."""

    listener: ListenerId
    night: date


def feast_of(night: date) -> FeastOfYear | None:
    """Return the feast that a night belongs to: 24 to 26 December, or 31 December and 1 January."""
    feast = _NIGHTS.get((night.month, night.day))
    if feast is None:
        return None
    return FeastOfYear(night.year + (feast is Feast.NEW_YEAR and night.month == 12), feast)


def nights_of(feast: FeastOfYear) -> Iterator[date]:
    """Yield the nights of a feast, in order."""
    for month, day in _NIGHTS:
        if _NIGHTS[month, day] is feast.feast:
            yield date(feast.year - (feast.feast is Feast.NEW_YEAR and month == 12), month, day)


def nights_before(nights: Iterable[date]) -> tuple[date, ...]:
    """Return the nights of the same feasts in the years before that decide whose turn it is on these nights."""
    feasts = {feast for night in nights if (feast := feast_of(night)) is not None}
    earlier = {FeastOfYear(each.year - back, each.feast) for each in feasts for back in range(1, YEARS_BACK + 1)}
    return tuple(sorted(night for each in earlier for night in nights_of(each)))


def had_before(night: date, served: Iterable[date]) -> FeastOfYear | None:
    """Return the latest feast of the last two years that somebody who ``served`` on these nights had, of the kind that
    ``night`` belongs to; None where it is his turn like everybody's, or the night is of no feast."""
    now = feast_of(night)
    if now is None:
        return None
    had = (each for each in map(feast_of, served) if each is not None and each.feast is now.feast)
    return max((each for each in had if 0 < now.year - each.year <= YEARS_BACK), default=None)
