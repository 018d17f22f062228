"""By when is a Listener to be given what he asked for?"""

from __future__ import annotations

from datetime import date

import pytest

from listeners.domain.care.person_request import to_be_given_by


@pytest.mark.parametrize(
    ("asked_on", "by"),
    [
        (date(2026, 11, 27), date(2026, 12, 27)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 8, 31), date(2026, 9, 30)),
    ],
)
def test_within_one_month_and_by_the_last_day_of_a_shorter_one(asked_on: date, by: date) -> None:
    assert to_be_given_by(asked_on) == by
