"""Whom to ask, in which order and why, and what staff are told of everybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from listeners.domain.disclosure import SeenByStaff, SeenState
from listeners.domain.dispatch import rank
from listeners.domain.dispatch_facts import (
    Candidate,
    Exclusion,
    Group,
    Ranking,
    Reason,
    ReasonCode,
    Request,
    Rule,
)
from listeners.domain.people import ListenerId, Standing, WingId
from listeners.domain.policy import Policy
from listeners.domain.states import AttendanceState, NightPlace, Part
from tests.domain.rest_builders import at

A, B = WingId("A"), WingId("B")
NOW = at("2026-03-10 02:10")
UNTIL = at("2026-03-10 13:30")
LEAD = Request(B, Part.LEAD, NOW)
NOT_AVAILABLE = SeenByStaff(SeenState.NOT_AVAILABLE)


def person(ref: str, **changes: object) -> Candidate:
    return replace(Candidate(ListenerId(ref), Standing.ACTIVE), **changes)  # type: ignore[arg-type]


def first(**changes: object) -> Candidate:
    return person("first", **{"place": NightPlace.FIRST, **changes})


def second(**changes: object) -> Candidate:
    return person("second", **{"place": NightPlace.SECOND, **changes})


def reserve(ref: str = "reserve", **changes: object) -> Candidate:
    return person(ref, **{"in_reserve": True, **changes})


def ask(*candidates: Candidate, request: Request = LEAD, policy: Policy | None = None) -> Ranking:
    return rank(candidates, request, policy or Policy())


def refs(ranking: Ranking) -> list[str]:
    return [choice.listener for choice in ranking.order]


def only(ranking: Ranking) -> Exclusion:
    (exclusion,) = ranking.excluded
    return exclusion


def test_first_on_duty_is_asked_before_second_and_both_before_the_reserve() -> None:
    ranking = ask(reserve(carried_load=0), second(carried_load=9), first(carried_load=30))
    assert refs(ranking) == ["first", "second", "reserve"]
    assert [choice.group for choice in ranking.order] == [Group.ON_DUTY, Group.ON_DUTY, Group.RESERVE]
    assert not ranking.nobody_left


def test_the_reserve_is_asked_least_carried_first_with_the_numbers_as_reasons() -> None:
    ranking = ask(
        reserve("r12", carried_load=12),
        reserve("r4", carried_load=4, night_call_outs_in_28=1),
        reserve("r9", carried_load=9),
    )
    assert refs(ranking) == ["r4", "r9", "r12"]
    assert ranking.order[0].reasons == (
        Reason(ReasonCode.IN_RESERVE),
        Reason(ReasonCode.CARRIED_LOAD, 4),
        Reason(ReasonCode.NIGHT_CALL_OUTS_IN_28, 1),
    )


def test_of_equal_loads_the_one_with_fewer_night_call_outs_in_28_is_asked_first() -> None:
    ranking = ask(reserve("r1", carried_load=4, night_call_outs_in_28=2), reserve("r2", carried_load=4))
    assert refs(ranking) == ["r2", "r1"]


def test_the_order_in_which_the_team_is_loaded_makes_no_difference() -> None:
    team = (first(), second(been_out=True), reserve("r1"), reserve("r2", resting_until=UNTIL))
    assert len({ask(*order) for order in permutations(team)}) == 1


def test_rule_4_who_has_been_out_tonight_gives_way_and_the_second_becomes_first() -> None:
    ranking = ask(first(been_out=True, resting_until=UNTIL), second(), reserve())
    assert refs(ranking) == ["second", "reserve"]
    assert only(ranking) == Exclusion(ListenerId("first"), SeenByStaff(SeenState.RESTING, UNTIL), Rule.BEEN_OUT)


def test_rule_4_who_has_been_out_is_asked_again_only_when_nobody_on_duty_or_in_reserve_is_left() -> None:
    out = first(been_out=True, resting_until=UNTIL)
    gone = second(answer=AttendanceState.DECLINED)
    assert refs(ask(out, gone, reserve())) == ["reserve"]
    ranking = ask(out, gone, reserve(answer=AttendanceState.DECLINED))
    assert refs(ranking) == ["first"]
    (choice,) = ranking.order
    assert (choice.been_out, choice.group) == (True, Group.BEEN_OUT)
    assert Reason(ReasonCode.ALREADY_OUT_TONIGHT) in choice.reasons


def test_rule_4_who_has_been_out_is_asked_again_whatever_the_limit_on_call_outs() -> None:
    ranking = ask(first(been_out=True, night_call_outs_in_7=2, night_call_outs_in_28=4))
    assert refs(ranking) == ["first"]


def test_rule_4_of_two_who_have_been_out_first_is_asked_before_second() -> None:
    assert refs(ask(second(been_out=True), first(been_out=True))) == ["first", "second"]


def test_who_has_been_out_is_not_asked_again_when_not_here_or_out_of_reach_or_having_said_no() -> None:
    for changes in (
        {"not_here": True},
        {"reaches": frozenset({A})},
        {"answer": AttendanceState.DECLINED},
        {"on_a_call_out": True},
        {"available": False},
    ):
        assert ask(first(been_out=True, **changes)).nobody_left


def test_somebody_in_reserve_who_has_been_out_and_rests_is_never_asked_again() -> None:
    ranking = ask(reserve(been_out=True, resting_until=UNTIL))
    assert ranking.nobody_left
    assert only(ranking).rule is Rule.RESTING


def test_somebody_in_reserve_who_was_out_in_the_evening_and_is_rested_comes_last_of_the_reserve() -> None:
    ranking = ask(reserve("r1", been_out=True, carried_load=0), reserve("r2", carried_load=40))
    assert refs(ranking) == ["r2", "r1"]
    assert [choice.been_out for choice in ranking.order] == [False, True]


def test_resting_until_1330_is_not_asked_at_1329_and_is_asked_at_1330() -> None:
    resting = first(resting_until=UNTIL)
    before = ask(resting, request=replace(LEAD, now=UNTIL - timedelta(minutes=1)))
    assert only(before) == Exclusion(ListenerId("first"), SeenByStaff(SeenState.RESTING, UNTIL), Rule.RESTING)
    assert refs(ask(resting, request=replace(LEAD, now=UNTIL))) == ["first"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"standing": Standing.PAUSED}, Rule.STANDING),
        ({"standing": Standing.TRANSFERRED}, Rule.STANDING),
        ({"standing": Standing.LEFT}, Rule.STANDING),
        ({"not_here": True}, Rule.NOT_HERE),
        ({"available": False}, Rule.UNAVAILABLE),
        ({"in_reserve": False}, Rule.NOT_IN_RESERVE),
        ({"reaches": frozenset({A})}, Rule.CANNOT_REACH),
        ({"answer": AttendanceState.DECLINED}, Rule.DECLINED),
        ({"answer": AttendanceState.NO_ANSWER}, Rule.NO_ANSWER),
        ({"answer": AttendanceState.CALLED_OFF}, Rule.NOT_LET_GO),
        ({"answer": AttendanceState.RETURNED}, Rule.BACK_FROM_IT),
        ({"answer": AttendanceState.UNKNOWN_BACK}, Rule.BACK_FROM_IT),
        ({"new": True}, Rule.NEW),
        ({"standing": Standing.SHADOWING}, Rule.NEW),
        ({"night_call_outs_in_7": 2}, Rule.LIMIT_7),
        ({"night_call_outs_in_28": 4}, Rule.LIMIT_28),
    ],
)
def test_staff_see_not_available_whatever_the_cause_and_the_coordinator_sees_the_rule(
    changes: dict[str, object], rule: Rule
) -> None:
    exclusion = only(ask(reserve("r1", **changes)))
    assert (exclusion.seen, exclusion.rule) == (NOT_AVAILABLE, rule)


def test_a_listener_on_a_call_out_is_shown_as_that_before_anything_else() -> None:
    exclusion = only(ask(first(on_a_call_out=True, not_here=True, resting_until=UNTIL)))
    assert (exclusion.seen, exclusion.rule) == (SeenByStaff(SeenState.ON_A_CALL_OUT), Rule.ON_A_CALL_OUT)


def test_at_2_night_call_outs_in_7_not_offered_with_the_count_and_at_1_offered() -> None:
    exclusion = only(ask(first(night_call_outs_in_7=2)))
    assert (exclusion.rule, exclusion.count, exclusion.limit) == (Rule.LIMIT_7, 2, 2)
    assert refs(ask(first(night_call_outs_in_7=1, night_call_outs_in_28=3))) == ["first"]


def test_at_4_night_call_outs_in_28_not_offered_with_the_count() -> None:
    exclusion = only(ask(reserve(night_call_outs_in_7=1, night_call_outs_in_28=4)))
    assert (exclusion.rule, exclusion.count, exclusion.limit) == (Rule.LIMIT_28, 4, 4)


def test_a_sites_own_limit_on_call_outs_is_used() -> None:
    policy = Policy(max_night_call_outs_in_7=3)
    assert refs(ask(first(night_call_outs_in_7=2), policy=policy)) == ["first"]


def test_the_reserve_is_never_asked_on_an_unavailable_night_even_when_nobody_else_is_left() -> None:
    ranking = ask(reserve(available=False))
    assert ranking.nobody_left
    assert only(ranking).rule is Rule.UNAVAILABLE


def test_a_no_is_kept_when_the_list_runs_out_and_nobody_left_is_said_at_once() -> None:
    team = [first(), second(), reserve()]
    said_no = [replace(one, answer=AttendanceState.DECLINED) for one in team]
    ranking = ask(*said_no)
    assert ranking.nobody_left
    assert [exclusion.rule for exclusion in ranking.excluded] == [Rule.DECLINED] * 3


def test_with_nobody_at_all_there_is_nobody_left() -> None:
    assert ask().nobody_left


def test_a_wing_within_reach_is_asked_and_none_means_all_wings() -> None:
    assert refs(ask(first(reaches=frozenset({B})), second(reaches=None))) == ["first", "second"]


def test_a_lead_is_never_new_on_duty_or_not() -> None:
    ranking = ask(first(new=True), second(standing=Standing.SHADOWING))
    assert ranking.nobody_left


def test_a_new_listener_may_be_second_beside_a_lead_who_is_not_new_and_not_beside_one_who_is() -> None:
    request = Request(B, Part.SECOND, NOW)
    team = (first(on_a_call_out=True), second(new=True))
    assert refs(ask(*team, request=request)) == ["second"]
    beside_new = ask(*team, request=replace(request, lead_is_new=True))
    assert beside_new.nobody_left
    assert {exclusion.rule for exclusion in beside_new.excluded} == {Rule.ON_A_CALL_OUT, Rule.NEW}


def test_only_new_listeners_shadow_and_one_who_has_been_out_is_not_woken_to_shadow() -> None:
    request = Request(B, Part.SHADOW, NOW)
    ranking = ask(first(), second(new=True), reserve(standing=Standing.SHADOWING), request=request)
    assert refs(ranking) == ["second", "reserve"]
    assert only(ranking).rule is Rule.NOT_NEW
    assert ask(second(new=True, been_out=True), request=request).nobody_left


def test_everybody_is_either_in_the_order_or_excluded_and_never_both() -> None:
    team = [
        first(been_out=True),
        second(answer=AttendanceState.NO_ANSWER),
        reserve("r1", resting_until=UNTIL),
        reserve("r2"),
        person("off"),
    ]
    ranking = ask(*team)
    asked, excluded = set(refs(ranking)), {exclusion.listener for exclusion in ranking.excluded}
    assert not asked & excluded
    assert asked | excluded == {candidate.listener for candidate in team}


def test_who_is_gone_in_the_morning_is_asked_when_nobody_else_in_reserve_is_left() -> None:
    leaves, tired = reserve("leaves", last_night=True), reserve("tired", carried_load=40)
    assert refs(ask(leaves, tired)) == ["tired", "leaves"]
    assert refs(ask(leaves)) == ["leaves"]


def test_on_duty_the_place_decides_also_for_who_is_gone_in_the_morning() -> None:
    assert refs(ask(reserve(), second(), first(last_night=True))) == ["first", "second", "reserve"]


def test_whom_an_override_lets_go_comes_after_everybody_who_needs_none() -> None:
    unrested = reserve("unrested", by_override=True)
    assert refs(ask(unrested, first(), reserve())) == ["first", "reserve", "unrested"]
    assert refs(ask(unrested, first(been_out=True, resting_until=UNTIL))) == ["first", "unrested"]
    assert refs(ask(unrested, first(been_out=True, answer=AttendanceState.DECLINED))) == ["unrested"]
