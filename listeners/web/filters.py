"""How do pages write days, nights, times and durations? In the site's own time, the same words everywhere."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Flask, g

from listeners.domain.share import per_cent

HOME = ZoneInfo("Europe/London")
"""The charity's own time, for pages that belong to no site."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(on: date | datetime) -> str:
    """Friday 27 November."""
    on = _local_date(on)
    return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"


def short_day(on: date | datetime) -> str:
    """27 Nov: where a column is as narrow as a column."""
    on = _local_date(on)
    return f"{on.day} {MONTHS[on.month - 1][:3]}"


def day_year(on: date | datetime) -> str:
    """27 November 2026."""
    on = _local_date(on)
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def night(on: date) -> str:
    """Friday 27 to Saturday 28 November; both months where they differ. A night is named by the date it begins."""
    morning = on + timedelta(days=1)
    first = day(on) if on.month != morning.month else f"{WEEKDAYS[on.weekday()]} {on.day}"
    return f"{first} to {day(morning)}"


def clock(at: datetime | time) -> str:
    """02:50, on the wall of the site."""
    return f"{_local(at):%H:%M}" if isinstance(at, datetime) else f"{at:%H:%M}"


def day_clock(at: datetime) -> str:
    """Friday 27 November, 02:50."""
    return f"{day(at)}, {clock(at)}"


def moment(at: datetime, on: date | datetime | None = None) -> str:
    """02:50 where that is on the day that a page is about, today where nothing else is said; else with its day."""
    return clock(at) if _local_date(at) == _local_date(g.now if on is None else on) else day_clock(at)


def at_moment(at: datetime) -> str:
    """When it was, inside a sentence: at 02:50, of today; else on Friday 27 November at 02:50."""
    return f"at {clock(at)}" if _local_date(at) == _local_date(g.now) else f"on {day(at)} at {clock(at)}"


def duration(length: timedelta | int) -> str:
    """2 h 40 min; a number counts minutes. Seconds are left out."""
    minutes = int(length.total_seconds()) // 60 if isinstance(length, timedelta) else length
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part
    )


def lasting(start: datetime, end: datetime) -> str:
    """How long it was from one moment to another, as the page writes them: between the minutes that are shown, so that
    02:11 to 02:13 is 2 min whatever the seconds."""
    shown = [at.replace(second=0, microsecond=0) for at in (start, end)]
    return duration(shown[1] - shown[0])


def in_sentence(words: str) -> str:
    """The words of an answer inside a sentence: in small letters, but a Listener keeps his own."""
    return words.lower().replace("listener", "Listener")


def _local_date(on: date | datetime) -> date:
    return _local(on).date() if isinstance(on, datetime) else on


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a page cannot show a time without a zone")
    return at.astimezone(g.site.zone if g.get("site") else HOME)


def init_filters(app: Flask) -> None:
    """Make the filters known to every template."""
    app.jinja_env.filters.update(
        day=day,
        short_day=short_day,
        day_year=day_year,
        night=night,
        clock=clock,
        day_clock=day_clock,
        moment=moment,
        at_moment=at_moment,
        duration=duration,
        lasting=lasting,
        in_sentence=in_sentence,
        per_cent=per_cent,
    )
