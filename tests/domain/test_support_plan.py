"""What may be agreed in a support plan, and does the length of what is sealed say nothing?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.domain.care.support_plan import SupportPlan, is_due, pack_plan, plan_faults, unpack_plan
from listeners.domain.own_limits import OwnLimits
from listeners.domain.states import ContactPlace

TODAY = date(2026, 11, 27)
IN_FOUR_WEEKS = TODAY + timedelta(weeks=4)
WINGS = frozenset("AB")
FULL = SupportPlan("Not of his brother", frozenset(ContactPlace), "x" * 500)


def faults(
    limits: OwnLimits | None = None,
    plan: SupportPlan = FULL,
    review_on: date = IN_FOUR_WEEKS,
    on_file: frozenset[str] | None = None,
) -> list[str]:
    found = plan_faults(plan, limits or OwnLimits(), on_file, WINGS, review_on, TODAY)
    return [field for field, _ in found]


@pytest.mark.parametrize(
    ("limits", "wrong"),
    [
        (OwnLimits(in_7=1, in_28=28), []),
        (OwnLimits(in_7=0), ["in_7"]),
        (OwnLimits(in_7=8), ["in_7"]),
        (OwnLimits(in_28=29), ["in_28"]),
        (OwnLimits(in_7=3, in_28=2), ["in_28"]),
        (OwnLimits(in_7=3, in_28=3), []),
        (OwnLimits(not_wings=frozenset("A")), []),
        (OwnLimits(not_wings=frozenset("AB")), ["not_wings"]),
        (OwnLimits(not_wings=frozenset("Z")), ["not_wings"]),
    ],
)
def test_a_limit_is_a_number_that_can_be_and_leaves_him_a_wing(limits: OwnLimits, wrong: list[str]) -> None:
    assert faults(limits) == wrong


def test_who_reaches_one_wing_alone_cannot_leave_that_out() -> None:
    assert faults(OwnLimits(not_wings=frozenset("A")), on_file=frozenset("A")) == ["not_wings"]


@pytest.mark.parametrize(("days", "wrong"), [(0, True), (1, False), (182, False), (183, True)])
def test_it_is_looked_at_again_on_a_day_to_come_within_half_a_year(days: int, wrong: bool) -> None:
    assert faults(review_on=TODAY + timedelta(days=days)) == (["review_on"] if wrong else [])


def test_it_says_something_and_no_more_than_can_be_read() -> None:
    assert faults(plan=SupportPlan()) == ["in_7"]
    assert faults(OwnLimits(in_7=1), SupportPlan()) == []
    assert faults(plan=SupportPlan("x" * 501, frozenset(), "x" * 501)) == ["not_asked", "words"]


@pytest.mark.parametrize(("days", "due"), [(-1, True), (0, True), (1, False)])
def test_it_is_due_from_the_day_that_was_agreed(days: int, due: bool) -> None:
    assert is_due(TODAY + timedelta(days=days), TODAY) is due


def test_what_is_sealed_is_read_again() -> None:
    assert unpack_plan(pack_plan(FULL)) == FULL
    with pytest.raises(ValueError, match="not a support plan"):
        unpack_plan("{}")
