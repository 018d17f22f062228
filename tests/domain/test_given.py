"""How long is somebody a Listener, and how many hours was he out?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from listeners.domain.care.given import counted_from, given, hours_out, stays, whole_months
from listeners.domain.people import Standing, StandingFrom
from listeners.domain.rest_facts import Interruption

JOINED, TODAY = date(2024, 8, 31), date(2026, 11, 27)
ACTIVE = StandingFrom(Standing.ACTIVE, JOINED)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "end", "many"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 31), 2),
        (date(2025, 11, 27), date(2026, 11, 26), 11),
        (date(2025, 11, 27), date(2026, 11, 27), 12),
    ],
)
def test_months_are_whole(first: date, end: date, many: int) -> None:
    assert whole_months(first, end) == many


def test_a_pause_counts_as_belonging_and_a_time_away_does_not() -> None:
    paused = StandingFrom(Standing.PAUSED, date(2025, 1, 1))
    left, back = StandingFrom(Standing.LEFT, date(2025, 3, 31)), StandingFrom(Standing.ACTIVE, date(2026, 5, 27))
    assert stays(JOINED, (ACTIVE, paused), TODAY) == ((JOINED, TODAY),)
    assert stays(JOINED, (ACTIVE, paused, left, back), TODAY) == (
        (JOINED, date(2025, 3, 31)),
        (date(2026, 5, 27), TODAY),
    )
    whole = given(JOINED, (ACTIVE, paused, left, back), 31, (), TODAY)
    assert (whole.years, whole.months, whole.nights, whole.until) == (1, 1, 31, None)


def test_what_is_still_ahead_changes_nothing_and_who_has_left_has_a_last_day() -> None:
    goes = StandingFrom(Standing.LEFT, date(2026, 12, 24))
    assert given(JOINED, (ACTIVE, goes), 0, (), TODAY).until is None
    gone = given(JOINED, (ACTIVE, goes), 0, (), date(2027, 2, 1))
    assert (gone.until, gone.years, gone.months) == (date(2026, 12, 24), 2, 3)


def test_who_is_still_to_join_has_given_nothing_yet() -> None:
    assert stays(date(2026, 12, 1), (StandingFrom(Standing.SHADOWING, date(2026, 12, 1)),), TODAY) == (
        (date(2026, 12, 1), date(2026, 12, 1)),
    )


def test_hours_are_from_out_to_back_together_and_then_rounded_down() -> None:
    waited = Interruption("waited", accepted_at=at(1), called_off_at=at(9))
    open_ = Interruption("open", out_at=at(1))
    calls = [Interruption(str(n), accepted_at=at(1), out_at=at(2), back_at=at(2, 50)) for n in range(3)]
    assert hours_out([*calls, waited, open_]) == 2
    assert hours_out([waited, open_]) == 0


def test_nights_are_counted_since_recording_began_or_since_the_first_that_was_brought_over() -> None:
    began, brought = date(2026, 5, 29), date(2026, 2, 3)
    assert counted_from(JOINED, began, ()) == counted_from(JOINED, began, [TODAY]) == began
    assert counted_from(JOINED, began, [TODAY, brought]) == brought
    assert counted_from(TODAY, began, [brought]) == TODAY
