"""Nights, local times and the two nights a year on which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from listeners.domain.nights import (
    NoSuchLocalTime,
    Span,
    TwiceLocalTime,
    at_local,
    instant,
    is_holiday_night,
    local_date,
    night_now,
    nights_between,
    overnight,
)
from tests.domain.rest_builders import LONDON, at

SPRING, AUTUMN = date(2026, 3, 28), date(2026, 10, 24)
QUIET = (time(22), time(7))
STAND_BY = (time(18), time(8))


@pytest.mark.parametrize(
    ("night", "quiet_hours", "stand_by_hours"),
    [
        (SPRING, 8, 13),
        (date(2026, 3, 29), 9, 14),
        (AUTUMN, 10, 15),
        (date(2026, 10, 25), 9, 14),
        (date(2026, 12, 31), 9, 14),
    ],
)
def test_quiet_hours_are_8_on_28_march_and_10_on_24_october_and_stand_by_13_and_15(
    night: date, quiet_hours: int, stand_by_hours: int
) -> None:
    assert overnight(night, *QUIET, LONDON).length == timedelta(hours=quiet_hours)
    assert overnight(night, *STAND_BY, LONDON).length == timedelta(hours=stand_by_hours)


def test_0130_on_29_march_2026_does_not_exist_and_gives_both_readings() -> None:
    with pytest.raises(NoSuchLocalTime) as caught:
        instant(datetime.fromisoformat("2026-03-29 01:30"), LONDON)
    assert set(caught.value.readings) == {at("2026-03-29 00:30Z"), at("2026-03-29 01:30Z")}


def test_0130_on_25_october_2026_happened_twice_and_gives_both_instants() -> None:
    with pytest.raises(TwiceLocalTime) as caught:
        instant(datetime.fromisoformat("2026-10-25 01:30"), LONDON)
    assert caught.value.readings == (at("2026-10-25 00:30Z"), at("2026-10-25 01:30Z"))


def test_an_ordinary_local_time_is_one_instant_in_winter_and_an_hour_earlier_in_summer() -> None:
    assert instant(datetime.fromisoformat("2026-01-10 02:50"), LONDON) == datetime(2026, 1, 10, 2, 50, tzinfo=UTC)
    assert instant(datetime.fromisoformat("2026-07-10 02:50"), LONDON) == datetime(2026, 7, 10, 1, 50, tzinfo=UTC)


def test_a_mark_that_the_clocks_skip_moves_on_and_one_that_comes_twice_is_the_first() -> None:
    assert at_local(date(2026, 3, 29), time(1, 30), LONDON) == at("2026-03-29 02:30")
    assert at_local(date(2026, 10, 25), time(1, 30), LONDON) == at("2026-10-25 00:30Z")


def test_until_0800_it_is_still_the_night_before_and_at_0800_the_coming_one() -> None:
    assert night_now(at("2026-03-10 07:59"), time(8), LONDON) == date(2026, 3, 9)
    assert night_now(at("2026-03-10 08:00"), time(8), LONDON) == date(2026, 3, 10)
    assert night_now(at("2027-01-01 00:30"), time(8), LONDON) == date(2026, 12, 31)


def test_half_past_midnight_in_summer_is_the_local_date_not_the_utc_one() -> None:
    assert local_date(datetime(2026, 7, 9, 23, 30, tzinfo=UTC), LONDON) == date(2026, 7, 10)


def test_nights_between_includes_both_ends_and_nothing_backwards() -> None:
    assert list(nights_between(date(2026, 2, 27), date(2026, 3, 2))) == [
        date(2026, 2, 27),
        date(2026, 2, 28),
        date(2026, 3, 1),
        date(2026, 3, 2),
    ]
    assert list(nights_between(date(2026, 3, 2), date(2026, 3, 1))) == []


def test_stretches_that_only_meet_do_not_overlap_and_an_empty_one_overlaps_nothing() -> None:
    evening = Span(at("2026-03-10 18:00"), at("2026-03-10 22:00"))
    night = Span(at("2026-03-10 22:00"), at("2026-03-11 07:00"))
    empty = Span(at("2026-03-10 23:00"), at("2026-03-10 23:00"))
    assert not evening.overlaps(night) and not night.overlaps(evening)
    assert not empty.overlaps(night) and not night.overlaps(empty)
    assert Span(at("2026-03-10 21:00"), at("2026-03-10 22:01")).overlaps(night)


@pytest.mark.parametrize(
    ("night", "holiday"),
    [
        (date(2026, 12, 23), False),
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), True),
        (date(2026, 12, 31), True),
        (date(2026, 4, 2), True),
        (date(2026, 4, 3), True),
        (date(2026, 4, 4), False),
        (date(2026, 4, 1), False),
    ],
)
def test_a_holiday_night_has_a_bank_holiday_on_either_date_or_is_24_or_31_december(night: date, holiday: bool) -> None:
    good_friday_and_christmas = frozenset({date(2026, 4, 3), date(2026, 12, 25)})
    assert is_holiday_night(night, good_friday_and_christmas) is holiday
