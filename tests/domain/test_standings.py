"""Standings as a history: past, in force, to come, and taken back."""

from __future__ import annotations

from datetime import date

from listeners.domain.people import Standing, StandingFrom
from listeners.domain.standings import When, periods, taken_back

ACTIVE, PAUSED, LEFT = Standing.ACTIVE, Standing.PAUSED, Standing.LEFT
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
