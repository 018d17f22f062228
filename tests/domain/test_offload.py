"""Which offload protects, when is the next due, and how many come on time?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listeners.domain.care.cadence import Cadence
from listeners.domain.care.offload import (
    Due,
    LedBy,
    Officer,
    Offload,
    OffloadKind,
    OnTime,
    Start,
    counted_since,
    days_without,
    is_protected,
    last_unprotected,
    offload_state,
    on_time,
    on_time_together,
)

TODAY = date(2026, 11, 27)
LONG_AGO = Start(joined_on=date(2024, 1, 1), recording_from=date(2025, 1, 1))


def offload(
    days_ago: int, officer: Officer = Officer.NONE, led_by: LedBy = LedBy.SAMARITANS, private: bool = True
) -> Offload:
    on = TODAY - timedelta(days=days_ago)
    return Offload(f"offload-{days_ago}-{officer}", on, OffloadKind.SINGLE, led_by, private, officer)


@pytest.mark.parametrize(
    ("officer", "protected"), [(Officer.NONE, True), (Officer.EARSHOT, False), (Officer.PRESENT, False)]
)
def test_an_offload_is_protected_when_no_officer_is_present_or_within_earshot(
    officer: Officer, protected: bool
) -> None:
    assert is_protected(offload(1, officer)) is protected


def test_an_offload_led_by_an_officer_is_not_protected() -> None:
    assert not is_protected(offload(1, led_by=LedBy.OFFICER))


@pytest.mark.parametrize("kind", list(OffloadKind))
def test_every_kind_of_session_with_no_officer_is_protected(kind: OffloadKind) -> None:
    assert is_protected(Offload("x", TODAY, kind, LedBy.CLINICIAN, private=False, officer=Officer.NONE))


def test_a_session_with_an_officer_does_not_reset_the_clock() -> None:
    held = (offload(40), offload(9, Officer.PRESENT), offload(2, Officer.EARSHOT))
    assert days_without(held, LONG_AGO, TODAY) == 40


def test_the_clock_starts_at_the_last_protected_offload() -> None:
    assert days_without((offload(40), offload(9)), LONG_AGO, TODAY) == 9


def test_without_any_offload_the_clock_starts_at_joining_or_first_recording_whichever_is_later() -> None:
    joined = Start(joined_on=date(2026, 11, 20), recording_from=date(2026, 6, 1))
    recording = Start(joined_on=date(2020, 1, 1), recording_from=date(2026, 11, 17))
    assert days_without((), joined, TODAY) == 7
    assert days_without((), recording, TODAY) == 10


def test_an_offload_before_joining_here_does_not_start_the_clock_earlier() -> None:
    start = Start(joined_on=TODAY - timedelta(days=5), recording_from=date(2025, 1, 1))
    assert counted_since((offload(20),), start, TODAY) == TODAY - timedelta(days=5)


def test_a_session_entered_for_tomorrow_is_not_yet_held() -> None:
    assert days_without((offload(9), offload(-1)), LONG_AGO, TODAY) == 9


@pytest.mark.parametrize(
    ("days_ago", "due", "overdue"),
    [(10, Due.LATER, 0), (11, Due.DUE, 0), (14, Due.DUE, 0), (15, Due.OVERDUE, 1), (30, Due.OVERDUE, 16)],
)
def test_every_fourteen_days_an_offload_is_due_on_the_fourteenth_and_overdue_after_it(
    days_ago: int, due: Due, overdue: int
) -> None:
    state = offload_state((offload(days_ago),), LONG_AGO, TODAY, Cadence(14))
    assert (state.due, state.days_overdue(TODAY)) == (due, overdue)
    assert state.due_on == TODAY - timedelta(days=days_ago) + timedelta(days=14)


def test_at_a_monthly_site_nine_days_are_not_due() -> None:
    assert offload_state((offload(9),), LONG_AGO, TODAY, Cadence(31)).due is Due.LATER


def test_the_last_unprotected_run_ends_at_a_protected_one() -> None:
    held = (offload(3, Officer.PRESENT), offload(10, Officer.EARSHOT), offload(17), offload(24, Officer.PRESENT))
    assert [session.on for session in last_unprotected(held, TODAY)] == [held[0].on, held[1].on]
    assert last_unprotected((offload(3), offload(10, Officer.PRESENT)), TODAY) == ()


def test_of_two_sessions_on_one_day_the_protected_one_is_taken_as_the_later() -> None:
    assert last_unprotected((offload(3), offload(3, Officer.PRESENT)), TODAY) == ()


def test_weekly_offloads_held_weekly_are_all_on_time() -> None:
    held = tuple(offload(days) for days in range(0, 71, 7))
    found = on_time(held, LONG_AGO, Cadence(7), TODAY - timedelta(days=27), TODAY)
    assert found == OnTime(4, 4)
    assert found.per_cent == 100


def test_a_late_offload_counts_each_due_date_that_passed_and_then_starts_again() -> None:
    """Weekly cadence: held 30 days ago, then 10 days ago (due 23 and 16 days ago missed), then 4 days ago."""
    held = (offload(30), offload(10), offload(4))
    found = on_time(held, LONG_AGO, Cadence(7), TODAY - timedelta(days=29), TODAY)
    assert found == OnTime(3, 1)
    assert found.per_cent == 33


def test_a_due_date_is_missed_the_day_after_it_and_not_on_it() -> None:
    assert on_time((offload(7),), LONG_AGO, Cadence(7), TODAY - timedelta(days=5), TODAY) == OnTime(0, 0)
    assert on_time((offload(8),), LONG_AGO, Cadence(7), TODAY - timedelta(days=5), TODAY) == OnTime(1, 0)


def test_unprotected_sessions_are_not_on_time() -> None:
    held = (offload(20), offload(13, Officer.PRESENT), offload(6, Officer.PRESENT))
    assert on_time(held, LONG_AGO, Cadence(7), TODAY - timedelta(days=19), TODAY) == OnTime(2, 0)


def test_the_share_on_time_of_a_team_is_that_of_all_its_offloads() -> None:
    together = on_time_together((OnTime(4, 4), OnTime(2, 0), OnTime(0, 0)))
    assert (together.owed, together.on_time, together.per_cent) == (6, 4, 67)
    assert on_time_together(()).per_cent is None


@given(
    days=st.lists(st.integers(0, 200), max_size=20),
    every=st.integers(7, 31),
    officer=st.sampled_from(list(Officer)),
)
def test_an_offload_more_never_leaves_anybody_longer_without(days: list[int], every: int, officer: Officer) -> None:
    held = tuple(offload(each) for each in days)
    more = (*held, offload(5, officer))
    assert days_without(more, LONG_AGO, TODAY) <= days_without(held, LONG_AGO, TODAY)
    found = on_time(more, LONG_AGO, Cadence(every), TODAY - timedelta(days=180), TODAY)
    assert 0 <= found.on_time <= found.owed
