"""Is the calendar one that other programs can read, and do they read the same moments, also when the clocks change?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from listeners.outbound.calendar import Event, calendar
from tests.calendars import ReadEvent, by_icalendar, by_vobject

LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 10, 24, 18, 0, tzinfo=LONDON)
END = datetime(2026, 10, 25, 8, 0, tzinfo=LONDON)
Reader = Callable[[str], list[ReadEvent]]


def event(summary: str, starts_at: datetime = AT, ends_at: datetime = END) -> Event:
    return Event("2026-10-24-first-1@site.listeners", starts_at, ends_at, datetime(2026, 10, 1, tzinfo=UTC), summary)


def night(on: date) -> Event:
    """A stand-by night of 18:00 to 08:00 on the wall."""
    first, then = datetime(on.year, on.month, on.day, 18, tzinfo=LONDON), on + timedelta(days=1)
    last = datetime(then.year, then.month, then.day, 8, tzinfo=LONDON)
    return Event(f"{on}@site.listeners", first.astimezone(UTC), last.astimezone(UTC), AT, "Stand-by")


READERS = pytest.mark.parametrize("read", [by_icalendar, by_vobject])


@READERS
@pytest.mark.parametrize(
    ("on", "hours"),
    [(date(2026, 3, 28), 13), (date(2026, 10, 24), 15), (date(2026, 10, 25), 14), (date(2026, 7, 1), 14)],
)
def test_a_night_is_as_long_as_it_is_over_both_clock_changes(read: Reader, on: date, hours: int) -> None:
    written = night(on)
    (found,) = read(calendar("Rota", [written], LONDON))

    assert (found.uid, found.starts_at, found.ends_at) == (written.uid, written.starts_at, written.ends_at)
    assert found.wall == (f"{on} 18:00", f"{on + timedelta(days=1)} 08:00")
    assert found.ends_at - found.starts_at == timedelta(hours=hours)


@READERS
def test_every_night_of_twenty_years_is_read_as_it_was_written(read: Reader) -> None:
    changes = [
        night(sunday(year, month) + timedelta(days))
        for year in range(2026, 2046)
        for month in (3, 10)
        for days in (-1, 0)
    ]

    found = read(calendar("Rota", changes, LONDON))
    assert [(one.uid, one.starts_at, one.ends_at) for one in found] == [
        (one.uid, one.starts_at, one.ends_at) for one in changes
    ]


def sunday(year: int, month: int) -> date:
    """The last Sunday of a month of 31 days."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def test_times_are_those_of_the_wall_with_their_zone_beside_them() -> None:
    text = calendar("Rota", [event("First")], LONDON)

    assert "\r\nDTSTART;TZID=Europe/London:20261024T180000\r\nDTEND;TZID=Europe/London:20261025T080000\r\n" in text
    assert text.index("BEGIN:VTIMEZONE") < text.index("BEGIN:VEVENT")


def test_a_time_that_the_wall_shows_twice_and_any_time_of_another_zone_are_utc() -> None:
    second = datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=LONDON)
    assert "\r\nDTEND:20261025T013000Z\r\n" in calendar("Rota", [event("First", AT, second)], LONDON)
    elsewhere = calendar("Rota", [event("First")], ZoneInfo("Europe/Dublin"))
    assert "\r\nDTSTART:20261024T170000Z\r\n" in elsewhere and "VTIMEZONE" not in elsewhere


def test_every_line_ends_and_begins_as_the_standard_says() -> None:
    lines = calendar("Rota", [event("First")], LONDON).split("\r\n")

    assert (lines[0], lines[1], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR", "")
    assert all("\n" not in line for line in lines)


def test_what_has_a_meaning_in_a_text_is_escaped_and_read_as_it_was() -> None:
    text = calendar("Rota", [event("a, b; c\\d\ne")], LONDON)

    assert r"SUMMARY:a\, b\; c\\d\ne" in text
    assert [read(text)[0].summary for read in (by_icalendar, by_vobject)] == ["a, b; c\\d\ne"] * 2


def test_a_long_line_is_folded_at_75_octets_and_never_inside_a_character() -> None:
    text = calendar("Rota", [event("é" * 100)], LONDON)
    raw = text.encode()

    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert "é" * 100 in text.replace("\r\n ", "")
    for line in raw.split(b"\r\n"):
        line.decode()


def test_equal_rotas_give_equal_calendars() -> None:
    assert calendar("Rota", [event("First")], LONDON) == calendar("Rota", [event("First")], LONDON)
