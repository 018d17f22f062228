"""How long did men wait for a Listener, month by month and wing by wing, and what came of their requests?

Facts about the prison's conduct, given exactly (docs/evidence.md, section 7): counts and times, never a name. Months
stand in their order and wings in theirs; nothing is ranked. Pure rules: requests come in, figures go out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import TypeVar

from listeners.domain.people import WingId
from listeners.domain.states import StaffReason

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
    None: it was not given. ``refused`` and ``delayed``: why staff could not let a Listener go, each time. ``unlocks``:
    how long each who said yes waited to be unlocked, None for who never was. ``stretches``: how often the order ran
    out, so that nobody was left to ask.
    """

    night: date
    wing: WingId
    asked_at: datetime
    out_at: datetime | None = None
    arrived_at: datetime | None = None
    was_free: bool | None = None
    refused: tuple[StaffReason, ...] = ()
    delayed: tuple[StaffReason, ...] = ()
    unlocks: tuple[timedelta | None, ...] = ()
    stretches: int = 0

    @property
    def nobody_left(self) -> int:
        """How often nobody was left to ask. Of an older request only the telephone given then tells of it."""
        return max(self.stretches, int(self.was_free is False))

    @property
    def wait(self) -> timedelta | None:
        """From asking to arrival, in time that really passed. None where nobody went, and where the time of asking is
        not on file: a line of paper without it, and one that a file gives so, stand as asked when he was out."""
        if self.out_at is None or self.arrived_at is None or self.asked_at >= self.out_at:
            return None
        return self.arrived_at - self.asked_at


@dataclass(frozen=True, slots=True)
class Lengths:
    """Some waits, the shortest first."""

    all: tuple[timedelta, ...]

    @property
    def median(self) -> timedelta | None:
        """The middle one; of an even number the mean of the middle two."""
        middle = self.all[(len(self.all) - 1) // 2 : len(self.all) // 2 + 1]
        return sum(middle, timedelta()) / len(middle) if middle else None

    @property
    def ninetieth(self) -> timedelta | None:
        """The 90th percentile by nearest rank: the shortest one on file that nine in ten were not longer than."""
        return self.all[ceil(len(self.all) * TENTHS / 10) - 1] if self.all else None

    @property
    def over_an_hour(self) -> int:
        """How many were longer than an hour."""
        return sum(wait > AN_HOUR for wait in self.all)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of some requests: ``asked`` of them, to ``reached`` of which somebody came; ``waits`` of those whose
    time of asking is on file; ``refused``: how often staff did not let a Listener go, ``delayed``: how many requests
    staff delayed, each by reason; ``unlocks``: how long those waited who said yes and waited to be unlocked, and
    ``never_unlocked`` of them, or not yet."""

    asked: int
    reached: int
    waits: Lengths
    while_free: int
    nobody_left: int
    refused: Counter[StaffReason]
    delayed: Counter[StaffReason]
    unlocks: Lengths
    never_unlocked: int

    @property
    def untold(self) -> int:
        """How many were reached whose time of asking is not on file."""
        return self.reached - len(self.waits.all)

    @property
    def refusals(self) -> int:
        """How often staff refused, the telephone given while a Listener was free included."""
        return self.refused.total() + self.while_free


def answered(requests: Iterable[Request]) -> Answered:
    """Count what came of requests. A request that staff delayed twice for one reason was delayed once."""
    those = tuple(requests)
    unlocks = [length for each in those for length in each.unlocks]
    return Answered(
        asked=len(those),
        reached=sum(each.out_at is not None for each in those),
        waits=_lengths(each.wait for each in those),
        while_free=sum(each.was_free is True for each in those),
        nobody_left=sum(each.nobody_left for each in those),
        refused=Counter(reason for each in those for reason in each.refused),
        delayed=Counter(reason for each in those for reason in set(each.delayed)),
        unlocks=_lengths(unlocks),
        never_unlocked=unlocks.count(None),
    )


def _lengths(found: Iterable[timedelta | None]) -> Lengths:
    return Lengths(tuple(sorted(each for each in found if each is not None)))


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


def months_shown(recording_since: date, first_on_file: date | None, tonight: date) -> tuple[date, ...]:
    """Return the month of a night and those before it that may be looked at, the newest first: as far back as the
    month in which recording began, or that of the first night with a request on file where that is earlier (paper and
    a file may be of before), and no further than ``MONTHS_BACK``."""
    this = month_of(tonight)
    begun = month_of(min(this, recording_since, first_on_file or this))
    return tuple(each for each in reversed(months_until(this, MONTHS_BACK + 1)) if each >= begun)
