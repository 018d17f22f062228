"""What became of the reasons to ask, by hand-computed figures, and what is not shown of few."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from listeners.domain.care.care_lead import LeadPlace
from listeners.domain.care.flag_figures import Happened, figures, may_split, middle
from listeners.domain.care.flag_life import REVIEWED, FollowUp, Outcome, StepKind
from listeners.domain.care.flags import FlagState
from listeners.domain.care.reasons import Group

LONDON = ZoneInfo("Europe/London")
BEGAN = datetime(2026, 6, 1, 5, 0, tzinfo=UTC)
TAKEN_UP, GONE_THROUGH, CLOSED, RAISE, REOPEN = (
    FlagState.TAKEN_UP,
    FlagState.GONE_THROUGH,
    FlagState.CLOSED,
    StepKind.RAISE,
    StepKind.REOPEN,
)


def step(flag: str, word: str, days: float, **more: object) -> Happened:
    return Happened(flag, word, BEGAN + timedelta(days=days), **more)  # type: ignore[arg-type]


def test_two_times_of_one_flag_are_two_and_what_is_done_in_one_is_no_part_of_the_other() -> None:
    found = figures(
        [
            step("a", RAISE, 1, groups=frozenset({Group.REST, Group.SUPPORT})),
            step("a", StepKind.ADD, 2, groups=frozenset()),
            step("a", TAKEN_UP, 3.5, turn=LeadPlace.FIRST),
            step("a", FollowUp.REST_OFFERED, 4),
            step("a", FollowUp.REST_OFFERED, 5),
            step("a", REVIEWED, 6),
            step("a", CLOSED, 9, outcome=Outcome.SUPPORT_IN_PLACE),
            step("a", REOPEN, 20, groups=frozenset({Group.REST})),
            step("a", TAKEN_UP, 20.1),
            step("a", FollowUp.CONDITIONS_RAISED, 21),
            step("a", GONE_THROUGH, 22),
            step("b", RAISE, 2, groups=frozenset({Group.EXPOSURE})),
        ],
        BEGAN,
        LONDON,
    )
    assert (found.raised, found.again, found.open, found.waiting, found.looked_again) == (3, 1, 2, 1, 1)
    assert (found.taken_after, found.closed_after) == ((0, 2), (8,))
    assert found.closed_untold == 1, "the talk of the second time is none of the first"
    assert found.causes == {Group.REST: 2, Group.SUPPORT: 1, Group.EXPOSURE: 1}
    assert found.taken_by == {LeadPlace.FIRST: 1, None: 1}
    assert found.done == {FollowUp.REST_OFFERED: 1, FollowUp.CONDITIONS_RAISED: 1}
    assert found.ended == {Outcome.SUPPORT_IN_PLACE: 1}


def test_what_was_raised_before_the_first_day_is_not_counted_whatever_follows() -> None:
    before = [step("a", RAISE, -1), step("a", TAKEN_UP, 2), step("a", CLOSED, 3, outcome=Outcome.GONE)]
    assert figures(before, BEGAN, LONDON).raised == figures(before[1:], BEGAN, LONDON).raised == 0


def test_what_was_gone_through_with_him_before_it_was_closed_is_not_counted_as_untold() -> None:
    told = [step("a", RAISE, 1), step("a", TAKEN_UP, 2), step("a", GONE_THROUGH, 3), step("a", CLOSED, 3)]
    assert figures(told, BEGAN, LONDON).closed_untold == 0


def test_days_are_counted_as_for_the_turns_so_that_two_figures_never_contradict() -> None:
    late = [step("a", RAISE, 0.7), step("a", TAKEN_UP, 3.6)]  # 21:48 on 1 June; 19:24 on 4 June
    assert figures(late, BEGAN, LONDON).taken_after == (3,), "the second has been told of it"


@given(st.lists(st.integers(0, 90), max_size=12))
def test_no_middle_is_told_of_fewer_than_five_and_no_table_of_fewer_than_ten(days: list[int]) -> None:
    found = middle(sorted(days))
    assert (found is None) is (len(days) < 5)
    if found is not None:
        assert sum(day < found for day in days) <= len(days) / 2 >= sum(day > found for day in days)
    assert may_split(len(days)) is (len(days) >= 10)
