"""Who is told of a reason to ask, in which turn, and what of it may anybody outside the branch read?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listeners.domain.care.care_lead import (
    LeadFault,
    LeadPlace,
    days_waited,
    fault_in_leads,
    holders_of,
    places_due,
    told_of_more,
)
from listeners.domain.care.small_numbers import count_beyond
from listeners.domain.care.unanswered import Moved, Quarter, left_alone, quarter_before
from listeners.domain.people import AccountId
from listeners.domain.policy import Policy

FIRST, SECOND, BRANCH = LeadPlace
ANN, BEN, CAT, DAN = (AccountId(name) for name in ("ann", "ben", "cat", "dan"))
HERE = frozenset({ANN, BEN, CAT})
NAMED = {FIRST: ANN, SECOND: BEN, BRANCH: CAT}
LONDON = ZoneInfo("Europe/London")
AUTUMN = Quarter(date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("days", "due"),
    [(0, [FIRST]), (2, [FIRST]), (3, [FIRST, SECOND]), (5, [FIRST, SECOND]), (6, [FIRST, SECOND, BRANCH])],
)
def test_the_first_is_told_at_once_the_second_after_three_days_and_the_branch_lead_after_six(
    days: int, due: list[LeadPlace]
) -> None:
    assert list(places_due(days, Policy())) == due


def test_days_are_counted_by_the_calendar_of_the_prison_and_never_below_nought() -> None:
    late, early = datetime(2026, 8, 3, 22, 50, tzinfo=UTC), datetime(2026, 8, 3, 23, 10, tzinfo=UTC)
    assert days_waited(late, early, LONDON) == 1, "it is past midnight there"
    assert days_waited(early, late + timedelta(days=1), LONDON) == 0
    assert days_waited(late, late + timedelta(days=3), LONDON) == 3
    assert days_waited(late + timedelta(days=3), late, LONDON) == 0


def test_a_turn_that_nobody_has_or_somebody_who_has_gone_is_everybody_s() -> None:
    assert holders_of(SECOND, NAMED, HERE) == {BEN}
    assert holders_of(SECOND, {FIRST: ANN}, HERE) == HERE
    assert holders_of(SECOND, {SECOND: DAN}, HERE) == HERE


@given(
    named=st.dictionaries(st.sampled_from(LeadPlace), st.sampled_from((ANN, BEN, CAT, DAN))),
    coordinators=st.frozensets(st.sampled_from((ANN, BEN, CAT, DAN)), min_size=1),
    waited=st.integers(0, 30),
    owner=st.sampled_from((None, ANN, DAN)),
)
def test_while_somebody_coordinates_a_prison_somebody_is_always_told_and_nobody_else(
    named: dict[LeadPlace, AccountId], coordinators: frozenset[AccountId], waited: int, owner: AccountId | None
) -> None:
    told = told_of_more(places_due(waited, Policy()), named, coordinators, owner)
    assert told and told <= coordinators


def test_of_more_whoever_looks_after_it_is_told_alone_and_nobody_looks_after_it_who_has_gone() -> None:
    assert told_of_more([FIRST], NAMED, HERE, CAT) == {CAT}
    assert told_of_more([FIRST], NAMED, HERE, DAN) == {ANN}
    assert told_of_more([FIRST, SECOND], NAMED, HERE, None) == {ANN, BEN}


def test_of_what_has_just_become_urgent_everybody_is_told_whoever_looks_after_it() -> None:
    assert told_of_more([FIRST], NAMED, HERE, None, became_urgent=True) == HERE
    assert told_of_more([FIRST], NAMED, HERE, CAT, became_urgent=True) == HERE


def test_nobody_is_named_who_does_not_coordinate_the_prison_nor_for_two_turns() -> None:
    assert fault_in_leads(NAMED, HERE) is None
    assert fault_in_leads({}, HERE) is None
    assert fault_in_leads({FIRST: ANN, BRANCH: DAN}, HERE) == (BRANCH, LeadFault.NOT_A_COORDINATOR)
    assert fault_in_leads({FIRST: ANN, SECOND: ANN}, HERE) == (SECOND, LeadFault.TWICE)


@pytest.mark.parametrize(("count", "read"), [(0, None), (9, None), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20)])
def test_beyond_the_branch_no_count_under_ten_is_read_and_the_others_to_the_nearest_five(
    count: int, read: int | None
) -> None:
    assert count_beyond(count) == read


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (date(2026, 11, 27), AUTUMN),
        (date(2026, 10, 1), AUTUMN),
        (date(2026, 9, 30), Quarter(date(2026, 4, 1), date(2026, 6, 30))),
        (date(2027, 1, 1), Quarter(date(2026, 10, 1), date(2026, 12, 31))),
    ],
)
def test_the_quarter_is_the_last_that_is_over(today: date, quarter: Quarter) -> None:
    assert quarter_before(today) == quarter


def raised(on: date, flag: str = "a", hour: int = 9) -> Moved:
    return Moved(flag, True, datetime(on.year, on.month, on.day, hour, tzinfo=UTC), LONDON)


def taken(on: date, flag: str = "a", hour: int = 9) -> Moved:
    return Moved(flag, False, datetime(on.year, on.month, on.day, hour, tzinfo=UTC), LONDON)


def test_a_flag_that_nobody_took_up_within_six_days_counts_once_for_each_time_it_was_raised() -> None:
    day = date(2026, 8, 3)
    assert left_alone([raised(day)], AUTUMN) == 1
    assert left_alone([raised(day), taken(day + timedelta(days=5), hour=20)], AUTUMN) == 0
    assert left_alone([raised(day), taken(day + timedelta(days=6), hour=1)], AUTUMN) == 1
    assert left_alone([raised(day), taken(day, "b"), raised(day + timedelta(days=30))], AUTUMN) == 2


def test_what_was_taken_up_closed_and_raised_again_on_the_same_day_is_not_taken_up_by_that() -> None:
    day = date(2026, 8, 3)
    before = [raised(day - timedelta(days=1)), taken(day, hour=9)]
    assert left_alone([*before, raised(day, hour=15)], AUTUMN) == 1
    assert left_alone([*before, raised(day, hour=15), taken(day, hour=16)], AUTUMN) == 0


@given(after=st.lists(st.tuples(st.booleans(), st.integers(1, 90)), max_size=6))
def test_what_happens_after_a_quarter_changes_nothing_in_it(after: list[tuple[bool, int]]) -> None:
    before = [raised(AUTUMN.last - timedelta(days=6)), raised(AUTUMN.last, "b"), raised(AUTUMN.first, "c")]
    later = [(raised if again else taken)(AUTUMN.last + timedelta(days=days), "abc"[days % 3]) for again, days in after]
    assert left_alone([*before, *later], AUTUMN) == left_alone(before, AUTUMN) == 2
