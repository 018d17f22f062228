"""Which date is proposed to those whose offload is overdue?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.domain.care.proposal import days_ahead, propose
from listeners.domain.people import ListenerId

TODAY = date(2026, 11, 27)  # a Friday
SUNDAYS = [date(2026, 11, 29), date(2026, 12, 6), date(2026, 12, 13), date(2026, 12, 20)]
HELD = [TODAY - timedelta(days=days) for days in (5, 19, 33)]  # Sundays
SAM, RAVI, LUC = map(ListenerId, ("sam", "ravi", "luc"))


def on(*away: tuple[ListenerId, date], waiting: tuple[ListenerId, ...] = (SAM,)) -> date | None:
    gone = {who: [day for each, day in away if each == who] for who in waiting}
    found = propose(waiting, gone, HELD, TODAY, {})
    return None if found is None else found.on


def test_it_is_the_next_of_the_usual_weekday() -> None:
    assert on() == SUNDAYS[0]


def test_not_a_day_on_which_he_is_away_or_rests() -> None:
    assert on((SAM, SUNDAYS[0])) == SUNDAYS[1]
    assert on(*((SAM, day) for day in SUNDAYS[:3])) == SUNDAYS[3]


def test_several_get_one_date_on_which_more_than_half_of_them_can_come() -> None:
    found = propose([SAM, RAVI, LUC], {SAM: [SUNDAYS[0]], RAVI: [SUNDAYS[0]], LUC: [SUNDAYS[1]]}, HELD, TODAY, {})
    assert found is not None
    assert (found.on, found.coming, found.not_there) == (SUNDAYS[1], (SAM, RAVI), frozenset({LUC}))


def test_two_who_are_never_there_together_get_the_first_day_of_one_of_them() -> None:
    assert (
        on((SAM, SUNDAYS[0]), (SAM, SUNDAYS[1]), (RAVI, SUNDAYS[2]), (RAVI, SUNDAYS[3]), waiting=(SAM, RAVI))
        == (SUNDAYS[0])
    )


def test_who_rests_from_call_outs_on_every_day_is_not_left_out() -> None:
    found = propose([SAM], {SAM: days_ahead(TODAY)}, HELD, TODAY, {})
    assert found is not None and (found.on, found.coming) == (SUNDAYS[0], (SAM,))


def test_who_is_away_on_every_such_weekday_is_proposed_nothing() -> None:
    assert propose([SAM], {SAM: SUNDAYS}, HELD, TODAY, {}) is None


def test_where_no_session_has_been_lately_it_is_the_first_day() -> None:
    found = propose(
        [SAM], {SAM: [date(2026, 11, 28)]}, [TODAY - timedelta(days=84), TODAY + timedelta(days=2)], TODAY, {}
    )
    assert found is not None and (found.on, found.is_usual) == (date(2026, 11, 29), False)


@pytest.mark.parametrize(("days", "weekday"), [((1, 8, 2), 3), ((1, 2), 3), ((2, 9, 1), 2)])
def test_the_usual_weekday_is_that_of_most_sessions_and_of_several_the_last(
    days: tuple[int, ...], weekday: int
) -> None:
    found = propose([SAM], {}, [TODAY - timedelta(days=each) for each in days], TODAY, {})
    assert found is not None and found.on.weekday() == weekday


def test_nobody_waits_and_nothing_is_proposed() -> None:
    assert propose([], {}, HELD, TODAY, {}) is None


def test_who_is_due_by_that_date_is_asked_too_and_the_date_is_not_chosen_for_him() -> None:
    away = {RAVI: [SUNDAYS[0]], LUC: [SUNDAYS[0]]}
    due = {RAVI: SUNDAYS[0], LUC: SUNDAYS[0] + timedelta(days=1)}
    found = propose([SAM], away, HELD, TODAY, due)
    assert found is not None
    assert (found.on, found.due_by_then, found.coming) == (SUNDAYS[0], (RAVI,), (SAM,))
    assert found.not_there == frozenset({RAVI})
    assert propose([], {}, HELD, TODAY, due) is None
