"""Is a change told from the time before, and is it a reason to ask only where the key says that it is one?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from listeners.domain.care.facts import CareFacts, CheckedIn
from listeners.domain.care.flags import Level, keys_of
from listeners.domain.care.instrument_trend import Result, checked_in, trends
from listeners.services.care.instrument_keys import instrument, with_reliable_change
from tests.domain.care_cases import ago, assessed, codes, contact, facts, offload

WHO5, PROQOL = instrument("who5"), instrument("proqol5")
CARED_FOR = (offload(3),)


def answered(days: int, *answers: int) -> Result:
    return Result(f"id{days}", ago(days), dict(enumerate(answers, start=1)))


def with_answers(*results: Result) -> CareFacts:
    return replace(facts(offloads=CARED_FOR), checked_in=checked_in(WHO5, results))


def test_a_change_is_told_from_the_one_before_that_has_a_score() -> None:
    (trend,) = trends(WHO5, [answered(1, 3, 3, 3, 3, 3), answered(30, 4, 4, 4, 4, 4), answered(20, 4, 4)])
    assert [(point.on, point.score.shown, point.change, point.is_reliable) for point in trend.points] == [
        (ago(30), 80, None, False),
        (ago(20), None, None, False),
        (ago(1), 60, -20, True),
    ]


def test_a_fall_of_twelve_is_more_than_chance_and_of_eight_is_not() -> None:
    before = answered(30, 4, 4, 4, 4, 4)  # 80
    assert checked_in(WHO5, [before, answered(1, 4, 4, 3, 3, 3)]) == (CheckedIn("id1", ago(1), True, False),)  # 68
    assert checked_in(WHO5, [before, answered(1, 4, 4, 4, 3, 3)]) == ()  # 72


def test_a_rise_however_large_is_no_reason() -> None:
    assert checked_in(WHO5, [answered(30, 2, 2, 2, 2, 2), answered(1, 5, 5, 5, 5, 5)]) == ()


def test_the_severe_band_is_a_reason_from_seven_down_and_without_any_before() -> None:
    assert checked_in(WHO5, [answered(1, 1, 1, 2, 2, 1)]) == (CheckedIn("id1", ago(1), False, True),)  # 7
    assert checked_in(WHO5, [answered(1, 1, 1, 2, 2, 2)]) == ()  # 8


def test_one_with_an_answer_left_out_is_none() -> None:
    assert checked_in(WHO5, [answered(30, 4, 4, 4, 4, 4), answered(1, 0, 0, 0, 0)]) == ()


def test_no_key_without_a_reliable_change_is_asked() -> None:
    assert with_reliable_change() == (WHO5,)


@pytest.mark.parametrize(
    "results, wanted",
    [
        ((answered(30, 4, 4, 4, 4, 4), answered(1, 3, 3, 3, 3, 3)), ["check_in_worse"]),
        ((answered(1, 1, 1, 1, 1, 1),), ["check_in_severe"]),
        ((answered(30, 4, 4, 4, 4, 4), answered(1, 1, 1, 1, 1, 1)), ["check_in_worse", "check_in_severe"]),
        ((answered(28, 1, 1, 1, 1, 1),), []),
        ((answered(27, 1, 1, 1, 1, 1),), ["check_in_severe"]),
    ],
)
def test_it_is_a_reason_for_28_days_and_never_urgent_by_itself(results: tuple[Result, ...], wanted: list[str]) -> None:
    found = assessed(with_answers(*results))
    assert codes(found) == wanted
    assert found.level is (Level.FLAG if wanted else None)
    assert not any(reason.starred for reason in found.reasons)


def test_with_another_group_it_is_urgent_and_each_result_is_a_fact_of_its_own() -> None:
    severe = with_answers(answered(1, 1, 1, 1, 1, 1), answered(9, 1, 1, 1, 1, 1))
    assert keys_of(assessed(severe).reasons) == {"check_in_severe:id1", "check_in_severe:id9"}
    found = assessed(replace(severe, offloads=(offload(40),), contacts=(contact(50),)))
    assert found.level is Level.URGENT
