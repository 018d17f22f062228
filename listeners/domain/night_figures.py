"""How long did men wait for a Listener, month by month and wing by wing, and what came of their requests?

Facts about the prison's conduct, given exactly (docs/evidence.md, section 7): counts and times, never a name. Months
stand in their order and wings in theirs; nothing is ranked. Pure rules: requests come in, figures go out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import TypeVar

from listeners.domain.people import WingId

K = TypeVar("K")
AN_HOUR = timedelta(hours=1)
"""A wait longer than this is counted by itself (a design choice of this program)."""
TENTHS = 9
"""The wait that nine in ten were not longer than."""
MONTHS_SHOWN = 12
"""As many months stand side by side: a year."""
MONTHS_BACK = 24
"""Further back no month is shown: two years tell whether anything changed (a design choice of this program)."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request for a Listener, as the figures count it; it belongs to the month in which its night begins.

    ``arrived_at``: when the first who went began to listen or, where that was not noted, was out; ``out_at``: when he
    was out. None: nobody went. ``was_free``: whether a Listener was free while the Samaritans telephone was given;
    None: it was not given.
    """

    night: date
    wing: WingId
    asked_at: datetime
    out_at: datetime | None = None
    arrived_at: datetime | None = None
    was_free: bool | None = None

    @property
    def wait(self) -> timedelta | None:
        """From asking to arrival, in time that really passed. None where nobody went, and where the time of asking is
        not on file: a line of paper without it, and one that a file gives so, stand as asked when he was out."""
        if self.out_at is None or self.arrived_at is None or self.asked_at >= self.out_at:
            return None
        return self.arrived_at - self.asked_at


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of some requests: ``asked`` of them, to ``reached`` of which somebody came; ``waits``: the shortest
    first, of those whose time of asking is on file."""

    asked: int
    reached: int
    waits: tuple[timedelta, ...]
    while_free: int
    nobody_left: int

    @property
    def median(self) -> timedelta | None:
        """The middle wait; of an even number the mean of the middle two."""
        middle = self.waits[(len(self.waits) - 1) // 2 : len(self.waits) // 2 + 1]
        return sum(middle, timedelta()) / len(middle) if middle else None

    @property
    def ninetieth(self) -> timedelta | None:
        """The 90th percentile by nearest rank: the shortest wait on file that nine in ten were not longer than."""
        return self.waits[ceil(len(self.waits) * TENTHS / 10) - 1] if self.waits else None

    @property
    def over_an_hour(self) -> int:
        """How many waited longer than an hour."""
        return sum(wait > AN_HOUR for wait in self.waits)

    @property
    def untold(self) -> int:
        """How many were reached whose time of asking is not on file."""
        return self.reached - len(self.waits)


def answered(requests: Iterable[Request]) -> Answered:
    """Count what came of requests."""
    those = tuple(requests)
    return Answered(
        asked=len(those),
        reached=sum(each.out_at is not None for each in those),
        waits=tuple(sorted(wait for each in those if (wait := each.wait) is not None)),
        while_free=sum(each.was_free is True for each in those),
        nobody_left=sum(each.was_free is False for each in those),
    )


def by_month(requests: Iterable[Request], months: Iterable[date]) -> tuple[tuple[date, Answered], ...]:
    """Return what came of the requests of each of these months, in their order."""
    return _grouped(requests, lambda each: month_of(each.night), months)


def by_wing(requests: Iterable[Request], wings: Iterable[WingId]) -> tuple[tuple[WingId, Answered], ...]:
    """Return what came of the requests of each of these wings, in their order: nothing is ranked."""
    return _grouped(requests, lambda each: each.wing, wings)


def _grouped(
    requests: Iterable[Request], key: Callable[[Request], K], keys: Iterable[K]
) -> tuple[tuple[K, Answered], ...]:
    groups: dict[K, list[Request]] = {each: [] for each in keys}
    for request in requests:
        if (group := groups.get(key(request))) is not None:
            group.append(request)
    return tuple((each, answered(group)) for each, group in groups.items())


def month_of(night: date) -> date:
    """Return the first day of the month that a night belongs to: the one in which it begins."""
    return night.replace(day=1)


def month_after(month: date) -> date:
    """Return the first day of the month after one."""
    return month.replace(year=month.year + 1, month=1) if month.month == 12 else month.replace(month=month.month + 1)


def months_until(month: date, many: int) -> tuple[date, ...]:
    """Return so many months that end with one, the earliest first."""
    ordinals = range(month.year * 12 + month.month - many, month.year * 12 + month.month)
    return tuple(date(ordinal // 12, ordinal % 12 + 1, 1) for ordinal in ordinals)
