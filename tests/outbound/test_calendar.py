"""Is the calendar one that other programs can read?"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from listeners.outbound.calendar import Event, calendar

AT = datetime(2026, 10, 24, 19, 0, tzinfo=ZoneInfo("Europe/London"))
END = datetime(2026, 10, 25, 8, 0, tzinfo=ZoneInfo("Europe/London"))


def event(summary: str) -> Event:
    return Event("2026-10-24-first-1@site.listeners", AT, END, datetime(2026, 10, 1, tzinfo=UTC), summary)


def test_times_are_utc_also_over_the_clock_change() -> None:
    text = calendar("Rota", [event("First")])

    assert "\r\nDTSTART:20261024T180000Z\r\nDTEND:20261025T080000Z\r\n" in text


def test_every_line_ends_and_begins_as_the_standard_says() -> None:
    lines = calendar("Rota", [event("First")]).split("\r\n")

    assert (lines[0], lines[1], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR", "")
    assert all("\n" not in line for line in lines)


def test_what_has_a_meaning_in_a_text_is_escaped() -> None:
    assert r"SUMMARY:a\, b\; c\\d\ne" in calendar("Rota", [event("a, b; c\\d\ne")])


def test_a_long_line_is_folded_at_75_octets_and_never_inside_a_character() -> None:
    text = calendar("Rota", [event("é" * 100)])
    raw = text.encode()

    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert "é" * 100 in text.replace("\r\n ", "")
    for line in raw.split(b"\r\n"):
        line.decode()


def test_equal_rotas_give_equal_calendars() -> None:
    assert calendar("Rota", [event("First")]) == calendar("Rota", [event("First")])
