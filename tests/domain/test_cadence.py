"""Is a Listener owed offload as often as was agreed with him, from the day on which it was?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listeners.domain.care.cadence import Cadence, CadenceFrom, cadence_fault
from listeners.domain.care.offload import (
    Due,
    LedBy,
    Officer,
    Offload,
    OffloadKind,
    OnTime,
    Start,
    offload_state,
    on_time,
)

FIRST = date(2026, 9, 1)
START = Start(FIRST, FIRST)
WEEKLY_FROM_OCTOBER = Cadence(14, (CadenceFrom(date(2026, 10, 1), 7),))


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def session(number: int) -> Offload:
    return Offload(str(number), day(number), OffloadKind.GROUP, LedBy.SAMARITANS, private=True, officer=Officer.NONE)


def test_it_is_the_prison_s_until_something_is_agreed_and_again_when_that_ends() -> None:
    cadence = Cadence(14, (CadenceFrom(date(2026, 11, 1), None), CadenceFrom(date(2026, 10, 1), 7)))
    days = (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1))
    assert [cadence.on(each) for each in days] == [14, 7, 7, 14]
    assert [cadence.own_on(each) for each in days] == [None, 7, 7, None]


@pytest.mark.parametrize(
    ("clock", "due"),
    [
        (date(2026, 9, 10), date(2026, 9, 24)),  # by the prison's 14 days, before anything was agreed
        (date(2026, 9, 20), date(2026, 10, 1)),  # 11 days have passed when weekly begins: that very day
        (date(2026, 9, 28), date(2026, 10, 5)),  # weekly begins within its first week
        (date(2026, 10, 3), date(2026, 10, 10)),
    ],
)
def test_the_next_is_owed_by_the_days_in_force_on_that_day(clock: date, due: date) -> None:
    assert WEEKLY_FROM_OCTOBER.due_after(clock) == due


def test_what_is_agreed_later_changes_nothing_that_was_owed_before() -> None:
    """Weekly at first: 7 and 14 are missed, 20 is on time by nothing. Monthly from day 20: nothing is owed until 51."""
    monthly_later = Cadence(7, (CadenceFrom(day(20), 31),))
    assert on_time((session(20),), START, monthly_later, day(0), day(40)) == OnTime(owed=2, on_time=0)
    assert on_time((session(20),), START, Cadence(7), day(0), day(40)) == OnTime(owed=4, on_time=0)


@given(
    of_site=st.integers(7, 31),
    agreed=st.dictionaries(st.integers(-40, 90), st.none() | st.integers(7, 31), max_size=4),
    held=st.sets(st.integers(-10, 60), max_size=6),
    today=st.integers(0, 60),
)
def test_overdue_is_whoever_has_missed_one_since_the_last_and_from_the_day_on_which_it_was_owed(
    of_site: int, agreed: dict[int, int | None], held: set[int], today: int
) -> None:
    cadence = Cadence(of_site, tuple(CadenceFrom(day(from_on), days) for from_on, days in agreed.items()))
    sessions = tuple(map(session, sorted(held)))
    state = offload_state(sessions, START, day(today), cadence)
    assert state.due_on == cadence.due_after(state.since)
    missed = on_time(sessions, START, cadence, state.since + timedelta(days=1), day(today))
    assert (state.due is Due.OVERDUE, state.days_overdue(day(today)) > 0) == (missed.owed > 0,) * 2


@pytest.mark.parametrize(("days", "fits"), [(None, True), (7, True), (31, True), (6, False), (32, False), (0, False)])
def test_from_weekly_to_monthly(days: int | None, fits: bool) -> None:
    assert (cadence_fault(days) is None) is fits
