"""Do pages write days, nights, times and durations as people say them?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g

from listeners.domain.rota.hard_rules import Breach, Broken
from listeners.domain.sentences import listed
from listeners.domain.team import Site
from listeners.web import filters
from listeners.web.rota.words import as_read
from tests.world import World


def test_a_night_is_named_by_both_its_days() -> None:
    assert filters.night(date(2026, 11, 27)) == "Friday 27 to Saturday 28 November"


def test_a_night_over_the_end_of_a_month_names_both_months() -> None:
    assert filters.night(date(2026, 11, 30)) == "Monday 30 November to Tuesday 1 December"
    assert filters.night(date(2026, 12, 31)) == "Thursday 31 December to Friday 1 January"


def test_some_things_in_a_sentence_have_one_and() -> None:
    assert [listed("ABC"[:length]) for length in range(4)] == ["", "A", "A and B", "A, B and C"]


def test_a_day_has_its_weekday() -> None:
    assert filters.day(date(2026, 11, 27)) == "Friday 27 November"
    assert filters.day_year(date(2026, 11, 27)) == "27 November 2026"


def test_what_a_line_of_a_file_says_is_in_the_time_of_the_prison_and_all_else_as_it_is(app: Flask) -> None:
    with app.test_request_context():
        g.site = None
        assert as_read("L01 2026-07-10T01:50:00+00:00") == "L01 10 July 2026, 02:50"
        assert as_read("2026-11-18T04:10:00Z") == "18 November 2026, 04:10"
        assert as_read("L01 2026-12-04 unavailable") == "L01 4 December 2026 unavailable"
        for text in ("20261204", "2026-02-31", "A-1-010", "18", "Zoë O'Brien", "empty"):
            assert as_read(text) == text


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(hours=2, minutes=40), "2 h 40 min"),
        (160, "2 h 40 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(minutes=40, seconds=59), "40 min"),
        (0, "0 min"),
        (timedelta(hours=26, minutes=5), "26 h 5 min"),
    ],
)
def test_a_duration_is_hours_and_minutes(length: timedelta | int, words: str) -> None:
    assert filters.duration(length) == words


def test_a_moment_names_its_day_unless_it_is_of_the_day_that_the_page_is_about(app: Flask) -> None:
    at = datetime(2026, 11, 28, 2, 12, tzinfo=UTC)
    for now, words, inside in (
        (at + timedelta(hours=20), "02:12", "at 02:12"),
        (at - timedelta(hours=3), "Saturday 28 November, 02:12", "on Saturday 28 November at 02:12"),
    ):
        with app.test_request_context():
            g.site, g.now = None, now
            assert (filters.moment(at), filters.at_moment(at)) == (words, inside)
            assert filters.moment(at, date(2026, 11, 28)) == "02:12"


def test_a_length_is_that_between_the_minutes_that_are_shown() -> None:
    start = datetime(2026, 11, 28, 2, 11, 50, tzinfo=UTC)

    assert filters.lasting(start, start + timedelta(seconds=90)) == "2 min"
    assert filters.lasting(start, start + timedelta(seconds=5)) == "0 min"


def test_times_are_those_on_the_wall_of_the_prison(app: Flask, world: World) -> None:
    summer = datetime(2026, 7, 10, 23, 30, tzinfo=UTC)
    with app.test_request_context():
        g.site = None
        assert filters.clock(summer) == "00:30"
        assert filters.day_clock(summer) == "Saturday 11 July, 00:30"
        g.site = Site(**{name: None for name in Site.__slots__} | {"zone": ZoneInfo("UTC")})  # type: ignore[arg-type]
        assert filters.clock(summer) == "23:30"
    assert filters.clock(time(2, 50)) == "02:50"


def test_a_time_without_a_zone_is_refused(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match="without a zone"):
        filters.clock(datetime(2026, 7, 10, 23, 30))  # noqa: DTZ001


def test_one_is_not_written_as_many(app: Flask) -> None:
    words = app.jinja_env.get_template("macros/breaches.html").module
    over = Breach(Broken.LIMIT_7, "Sam", None, 1, "1")

    assert words.breach_words(over).strip() == "Sam goes 1 over the limit of 1 night in 7."  # type: ignore[attr-defined]
    assert "limit of 2 nights in 7" in words.breach_words(replace(over, detail="2"))  # type: ignore[attr-defined]
