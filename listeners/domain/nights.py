"""When does a night begin and end, which night is it now, and what does a clock on the wall mean?

A *night* is named by the date on which it starts. Instants are aware UTC; local time appears only here, at the edge.
All lengths are elapsed time: two local datetimes are never subtracted (28 March 2026 is an hour short, 24 October 2026
an hour long).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Whatever is added to or taken from a date of these years is still a date."""

_WRITTEN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of time, ``start`` to ``end``, both aware UTC."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """Elapsed time from start to end."""
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two stretches share more than nothing; an empty stretch overlaps nothing."""
        return max(self.start, other.start) < min(self.end, other.end)


def read_near_date(text: str) -> date | None:
    """Return the date that a text such as 2026-11-27 names; None where it names none, or one of a time that no prison
    plans or looks back on."""
    try:
        found = date.fromisoformat(text) if _WRITTEN_DATE.fullmatch(text) else None
    except ValueError:
        return None
    return found if found is not None and FIRST_YEAR <= found.year <= LAST_YEAR else None


class NoSuchLocalTime(ValueError):
    """The clocks went forward over this local time; ``readings`` are the two instants it might have meant."""

    def __init__(self, local: datetime, readings: tuple[datetime, datetime]) -> None:
        super().__init__(f"{local:%Y-%m-%d %H:%M} does not exist: the clocks went forward")
        self.readings = readings


class TwiceLocalTime(ValueError):
    """This local time happened twice because the clocks went back; ``readings`` are its two instants."""

    def __init__(self, local: datetime, readings: tuple[datetime, datetime]) -> None:
        super().__init__(f"{local:%Y-%m-%d %H:%M} happened twice: the clocks went back")
        self.readings = readings


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a naive local time.

    Raises:
        NoSuchLocalTime: it does not exist at ``zone`` (spring).
        TwiceLocalTime: it happened twice (autumn).
    """
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first.astimezone(zone).replace(tzinfo=None) != local:
        raise NoSuchLocalTime(local, (first, second))
    raise TwiceLocalTime(local, (first, second))


def at_local(on: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which the wall clock of ``zone`` reaches ``at`` on a date.

    For the program's own marks (18:00, 07:00, 17:00): a time the clocks skip is moved on by what they skip (01:30
    becomes 02:30), a time that comes twice is the first of the two, so that a mark always exists.
    """
    return _mark(on, at, zone)


@lru_cache(maxsize=4096)
def _mark(on: date, at: time, zone: ZoneInfo) -> datetime:
    """A page asks for the same marks of the same nights a thousand times."""
    return datetime.combine(on, at).replace(tzinfo=zone, fold=0).astimezone(UTC)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """Return the calendar date on the wall of ``zone`` at an instant."""
    return moment.astimezone(zone).date()


@lru_cache(maxsize=4096)
def to_the_minute(moment: datetime) -> datetime:
    """Return the beginning of the minute that a moment is in: a form knows no seconds."""
    return moment.replace(second=0, microsecond=0)


@lru_cache(maxsize=4096)
def overnight(night: date, start: time, end: time, zone: ZoneInfo) -> Span:
    """Return the stretch from ``start`` local on the night's date to ``end`` local on the next date."""
    return Span(at_local(night, start, zone), at_local(night + ONE_DAY, end, zone))


def nights_between(first: date, last: date) -> Iterator[date]:
    """Yield every night from ``first`` to ``last``, both included; none when last is before first."""
    for days in range((last - first).days + 1):
        yield first + timedelta(days=days)


def night_now(moment: datetime, change_over: time, zone: ZoneInfo) -> date:
    """Return the night that an instant belongs to: until ``change_over`` local (the end of the stand-by night) it is
    still the night that began the evening before; after it, the coming night."""
    local = moment.astimezone(zone)
    return local.date() - ONE_DAY if local.time() < change_over else local.date()


def is_holiday_night(night: date, bank_holidays: frozenset[date]) -> bool:
    """Whether a night counts as a holiday night: its date or its next date is a bank holiday, or it is 24 or 31
    December (docs/evidence.md, section 4, "Load carried")."""
    is_eve = night.month == 12 and night.day in (24, 31)
    return is_eve or night in bank_holidays or night + ONE_DAY in bank_holidays


def not_of_the_last_year(on: date, today: date) -> str | None:
    """Return why something that somebody tells of cannot have been on a date: it is ahead, or so long ago that it must
    be a slip of the pen; None when it can have been."""
    if on > today:
        return "it has not been yet"
    return "it is more than a year ago" if on < today - timedelta(days=366) else None
