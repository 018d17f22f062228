"""Standings as a history: past, in force, to come, and taken back."""

from __future__ import annotations

from datetime import date

import pytest

from listeners.domain.people import Standing, StandingFrom
from listeners.domain.standings import When, facts_of_change, next_going, periods, taken_back

ACTIVE, PAUSED, LEFT, TRANSFERRED = Standing.ACTIVE, Standing.PAUSED, Standing.LEFT, Standing.TRANSFERRED
TODAY = date(2026, 11, 20)


def test_the_latest_that_has_begun_is_in_force_and_later_ones_are_ahead() -> None:
    history = (
        StandingFrom(ACTIVE, date(2026, 6, 1)),
        StandingFrom(LEFT, date(2026, 12, 24)),
        StandingFrom(PAUSED, date(2026, 11, 20)),
    )
    assert [(each.standing, each.when, each.before) for each in periods(history, TODAY)] == [
        (ACTIVE, When.PAST, None),
        (PAUSED, When.NOW, ACTIVE),
        (LEFT, When.AHEAD, PAUSED),
    ]


def test_somebody_who_joins_later_has_no_standing_today() -> None:
    assert [each.when for each in periods((StandingFrom(ACTIVE, date(2026, 12, 1)),), TODAY)] == [When.AHEAD]


def test_of_two_recorded_for_one_date_the_later_counts_and_no_change_is_no_line() -> None:
    history = (
        StandingFrom(ACTIVE, date(2026, 6, 1)),
        StandingFrom(LEFT, date(2026, 12, 1)),
        StandingFrom(ACTIVE, date(2026, 12, 1)),
    )
    assert [each.standing for each in periods(history, TODAY)] == [ACTIVE]


def test_a_change_is_taken_back_by_what_held_the_day_before() -> None:
    history = (StandingFrom(ACTIVE, date(2026, 6, 1)), StandingFrom(LEFT, date(2026, 12, 1)))

    assert taken_back(history, date(2026, 12, 1)) == StandingFrom(ACTIVE, date(2026, 12, 1))
    assert taken_back(history, date(2026, 6, 1)) is None


@pytest.mark.parametrize("day", [date(2026, 12, 20), date(2027, 1, 15), date(2027, 2, 15)])
@pytest.mark.parametrize("gone", [LEFT, TRANSFERRED])
def test_a_going_that_is_known_moves_to_another_day_as_one_and_nothing_of_the_first_comes_back(
    day: date, gone: Standing
) -> None:
    history = (StandingFrom(ACTIVE, date(2026, 6, 1)), StandingFrom(LEFT, date(2027, 1, 1)))
    moved = (*history, *facts_of_change(history, StandingFrom(gone, day), TODAY))

    going = next_going(moved, TODAY)
    assert going is not None and (going.standing, going.from_on) == (gone, day)
    assert [each.standing for each in periods(moved, TODAY)] == [ACTIVE, gone]
    back = taken_back(moved, day)
    assert back is not None
    stays = (*moved, *facts_of_change(moved, back, TODAY))
    assert [each.standing for each in periods(stays, TODAY)] == [ACTIVE] and next_going(stays, TODAY) is None


def test_a_going_of_before_and_a_coming_back_are_no_part_of_the_next_going() -> None:
    history = (
        StandingFrom(ACTIVE, date(2026, 6, 1)),
        StandingFrom(LEFT, date(2026, 9, 1)),
        StandingFrom(ACTIVE, date(2026, 10, 1)),
    )
    moved = (*history, *facts_of_change(history, StandingFrom(LEFT, date(2027, 1, 1)), TODAY))
    assert [each.standing for each in periods(moved, TODAY)] == [ACTIVE, LEFT, ACTIVE, LEFT]
    paused = (*moved, *facts_of_change(moved, StandingFrom(PAUSED, date(2026, 12, 1)), TODAY))
    going = next_going(paused, TODAY)
    assert going is not None and going.from_on == date(2027, 1, 1)
