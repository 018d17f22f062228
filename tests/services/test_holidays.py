"""Are the bank holidays those of the prison's part of the country, with the days in lieu, and do their nights weigh?"""

from __future__ import annotations

from datetime import date

import pytest

from listeners.domain.fairness import night_weight
from listeners.domain.nights import is_holiday_night, nights_between
from listeners.domain.policy import Policy
from listeners.services.holidays import COUNTRIES, bank_holidays, bank_holidays_around, holiday_of_night

EVERYWHERE = {date(2027, 1, 1), date(2027, 3, 26), date(2027, 5, 3), date(2027, 5, 31), date(2027, 12, 25)}


@pytest.mark.parametrize("country", COUNTRIES)
def test_some_days_are_free_everywhere_and_christmas_on_a_weekend_has_its_days_in_lieu(country: str) -> None:
    found = bank_holidays(country, (2027,))

    assert found >= EVERYWHERE
    # Christmas Day 2027 is a Saturday: Monday and Tuesday are free in its and Boxing Day's stead.
    assert found >= {date(2027, 12, 27), date(2027, 12, 28)}


@pytest.mark.parametrize(
    ("day", "where"),
    [
        (date(2027, 3, 29), {"ENG", "WLS", "NIR"}),  # Easter Monday
        (date(2027, 8, 30), {"ENG", "WLS", "NIR"}),  # the last Monday in August
        (date(2027, 8, 2), {"SCT"}),  # the first one
        (date(2026, 11, 30), {"SCT"}),  # St Andrew's
        (date(2024, 12, 2), {"SCT"}),  # in lieu of St Andrew's on a Saturday
        (date(2026, 1, 2), {"SCT"}),
        (date(2028, 1, 4), {"SCT"}),  # in lieu of 2 January on a Sunday
        (date(2028, 1, 3), {"ENG", "WLS", "SCT", "NIR"}),  # in lieu of New Year's Day on a Saturday
        (date(2027, 3, 17), {"NIR"}),  # St Patrick's
        (date(2027, 7, 12), {"NIR"}),
        (date(2026, 7, 13), {"NIR"}),  # in lieu of 12 July on a Sunday
        (date(2027, 3, 1), set()),  # St David's is none
    ],
)
def test_others_are_free_in_some_parts_alone_and_their_nights_and_eves_weigh_more(day: date, where: set[str]) -> None:
    assert {country for country in COUNTRIES if day in bank_holidays(country, (day.year,))} == where
    for country in COUNTRIES:
        free = bank_holidays_around(country, day, day)
        ordinary = 3 if day.weekday() in (4, 5) else 2
        assert night_weight(day, free, Policy()) == (4 if country in where else ordinary)


def test_a_holiday_night_tells_which_holiday_makes_it_one() -> None:
    nights = {night: holiday_of_night("ENG", night) for night in nights_between(date(2026, 12, 23), date(2027, 1, 2))}

    assert list(nights.values()) == [
        "",
        "Christmas Eve",
        "Christmas Day",
        "Boxing Day",
        "the next day is the day in lieu of Boxing Day",
        "the day in lieu of Boxing Day",
        "",
        "",
        "New Year’s Eve",
        "New Year’s Day",
        "",
    ]
    for country in COUNTRIES:
        for night in nights_between(date(2026, 1, 1), date(2028, 12, 31)):
            counts = is_holiday_night(night, bank_holidays_around(country, night, night))
            assert bool(holiday_of_night(country, night)) is counts, (country, night)


def test_the_eve_of_a_year_knows_the_first_day_of_the_next() -> None:
    assert date(2027, 1, 1) in bank_holidays_around("ENG", date(2026, 12, 1), date(2026, 12, 31))
    with pytest.raises(KeyError):
        bank_holidays("IRL", (2027,))
