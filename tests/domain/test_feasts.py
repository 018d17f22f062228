"""Which nights are of Christmas and New Year, and whose turn is it?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.domain.feasts import Feast, FeastOfYear, feast_of, had_before, nights_before, nights_of


@pytest.mark.parametrize(
    ("night", "feast"),
    [
        (date(2026, 12, 23), None),
        (date(2026, 12, 24), FeastOfYear(2026, Feast.CHRISTMAS)),
        (date(2026, 12, 26), FeastOfYear(2026, Feast.CHRISTMAS)),
        (date(2026, 12, 27), None),
        (date(2026, 12, 31), FeastOfYear(2027, Feast.NEW_YEAR)),
        (date(2027, 1, 1), FeastOfYear(2027, Feast.NEW_YEAR)),
        (date(2027, 1, 2), None),
    ],
)
def test_christmas_is_three_nights_and_new_year_two_named_by_the_year_that_begins(
    night: date, feast: FeastOfYear | None
) -> None:
    assert feast_of(night) == feast
    assert feast is None or night in nights_of(feast)


def test_the_nights_that_decide_are_those_of_the_same_feasts_in_the_two_years_before() -> None:
    assert nights_before([date(2026, 12, 23), date(2026, 12, 27)]) == ()
    assert nights_before([date(2026, 12, 31)]) == (
        date(2024, 12, 31),
        date(2025, 1, 1),
        date(2025, 12, 31),
        date(2026, 1, 1),
    )


def test_whose_turn_it_is_needs_names_of_two_years_and_two_days() -> None:
    nights = [night for year in range(2026, 2040) for feast in Feast for night in nights_of(FeastOfYear(year, feast))]
    oldest = {night: min(nights_before([night])) for night in nights}
    beyond = [night - had.replace(year=had.year + 2) for night, had in oldest.items()]

    assert max(beyond) == timedelta(days=2)


def test_who_had_the_same_feast_in_one_of_the_last_two_years_had_it_before() -> None:
    christmas = date(2026, 12, 25)

    assert had_before(christmas, [date(2025, 12, 26), date(2024, 12, 24)]) == FeastOfYear(2025, Feast.CHRISTMAS)
    assert had_before(christmas, [date(2024, 12, 24)]) == FeastOfYear(2024, Feast.CHRISTMAS)
    assert (
        had_before(christmas, [date(2023, 12, 24), date(2025, 12, 31), date(2026, 12, 24), date(2025, 12, 23)]) is None
    )
    assert had_before(date(2026, 12, 23), [date(2025, 12, 24)]) is None
    assert had_before(date(2027, 1, 1), [date(2025, 12, 31)]) == FeastOfYear(2026, Feast.NEW_YEAR)
