"""Plans are refused with who, when and by how much; facts stand duties down (rules 4, 6 and 8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listeners.domain.duties import (
    Breach,
    BreachCode,
    LimitExceeded,
    PlannedDuty,
    breaches_of_plan,
    limits_exceeded,
    night_limits,
    stood_down_by,
)
from listeners.domain.load import Limit
from listeners.domain.nights import ONE_DAY, overnight
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy
from listeners.domain.rest import rests_owed
from listeners.domain.rest_facts import Interruption, NightCallOut, Resting
from listeners.domain.rest_nights import night_call_outs
from listeners.domain.rest_open import assumed_rests
from listeners.domain.states import DutyState
from tests.domain.rest_builders import LONDON, LONG_AFTER, at, call, default_policy, owed, work

RAVI = ListenerId("L07")
POLICY = Policy()
MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 11)


def duty(night: date, **changes: object) -> PlannedDuty:
    span = overnight(night, POLICY.stand_by_from, POLICY.stand_by_until, LONDON)
    planned = PlannedDuty(f"on {night}", RAVI, night, span.start, span.end)
    return replace(planned, **changes)  # type: ignore[arg-type]


def plan(
    night: date,
    duties: Iterable[PlannedDuty] = (),
    rests: Iterable[Resting] = (),
    called: Iterable[date] = (),
    policy: Policy = POLICY,
    **changes: object,
) -> tuple[Breach, ...]:
    return breaches_of_plan(duty(night, **changes), duties, rests, list(called), policy, night_limits(policy))


def days(first: date, *offsets: int) -> list[date]:
    return [first + timedelta(offset) for offset in offsets]


def test_called_out_on_monday_night_tuesday_is_stood_down_one_free_night_short_and_wednesday_stands() -> None:
    rests = owed(call("2026-03-10 02:50", "2026-03-10 04:10"))
    (stood_down,) = stood_down_by(rests, [MONDAY], [duty(WEDNESDAY), duty(TUESDAY)], POLICY)
    assert stood_down.duty == duty(TUESDAY)
    assert stood_down.breaches == (Breach(BreachCode.FREE_NIGHTS, RAVI, TUESDAY, count=0, limit=1, other_night=MONDAY),)


def test_a_duty_at_1800_inside_a_rest_until_2000_is_stood_down_2_hours_short() -> None:
    rests = owed(call("2026-03-10 02:50", "2026-03-10 04:10"), work("2026-03-10 08:30", "2026-03-10 09:00"))
    (stood_down,) = stood_down_by(rests, [], [duty(TUESDAY)], POLICY)
    assert stood_down.breaches == (
        Breach(
            BreachCode.UNRESTED,
            RAVI,
            TUESDAY,
            until=at("2026-03-10 20:00"),
            short_by=timedelta(hours=2),
        ),
    )


def test_a_duty_that_begins_as_the_rest_ends_at_1800_stands() -> None:
    rests = owed(call("2026-03-10 02:50", "2026-03-10 04:10"), work("2026-03-10 06:00", "2026-03-10 07:00"))
    assert rests[1].rest_until == at("2026-03-10 18:00")
    assert stood_down_by(rests, [], [duty(TUESDAY)], POLICY) == ()


def test_the_night_of_the_call_out_itself_and_the_nights_before_it_stand() -> None:
    rests = owed(call("2026-03-10 22:30", "2026-03-10 23:10"))
    assert stood_down_by(rests, [TUESDAY], [duty(MONDAY), duty(TUESDAY)], POLICY) == ()


def test_with_3_free_nights_wednesday_is_2_short_and_friday_stands() -> None:
    policy = replace(POLICY, free_nights_between=3)
    found = stood_down_by([], [MONDAY], [duty(WEDNESDAY), duty(date(2026, 3, 13))], policy)
    assert [(s.duty.night, s.breaches[0].count, s.breaches[0].limit) for s in found] == [(WEDNESDAY, 1, 3)]


def test_a_duty_withdrawn_already_or_begun_by_an_override_is_not_stood_down() -> None:
    duties = [duty(TUESDAY, state=DutyState.WITHDRAWN), duty(TUESDAY, overridden=True)]
    rests = owed(call("2026-03-10 02:50", "2026-03-10 04:10"))
    assert stood_down_by(rests, [MONDAY], duties, POLICY) == ()


def test_a_paper_record_two_days_late_still_names_the_duty_that_it_made_unlawful() -> None:
    late = call("2026-03-10 02:50", "2026-03-10 04:10")
    rests = owed(late, now=at("2026-03-12 09:00"))
    found = stood_down_by(rests, [MONDAY], [duty(TUESDAY), duty(date(2026, 3, 12))], POLICY)
    assert [s.duty.night for s in found] == [TUESDAY]


def test_a_return_never_entered_stands_down_a_duty_before_1900() -> None:
    assumed = assumed_rests([call("2026-03-10 02:50", None)], default_policy, LONDON, LONG_AFTER)
    (found,) = stood_down_by(assumed, [], [duty(TUESDAY)], POLICY)
    assert (found.breaches[0].until, found.breaches[0].short_by) == (
        at("2026-03-10 19:00"),
        timedelta(hours=1),
    )


def test_a_limit_of_2_in_7_that_a_fact_exceeds_is_reported_and_stands_nothing_down() -> None:
    saturday, monday_after = date(2026, 3, 14), date(2026, 3, 16)
    duties = [duty(WEDNESDAY), duty(saturday), duty(monday_after)]
    called = [NightCallOut("c1", MONDAY, False)]
    assert stood_down_by([], [MONDAY], duties, POLICY) == ()
    assert limits_exceeded(called, duties, POLICY, night_limits(POLICY)) == (
        LimitExceeded(Limit.NIGHTS_IN_7, saturday, 3, 2),
    )


def test_two_call_outs_on_a_night_of_duty_are_one_night_and_two_call_outs() -> None:
    called = [NightCallOut(f"c{n}", MONDAY, False) for n in range(3)]
    assert limits_exceeded(called, [duty(MONDAY)], POLICY, night_limits(POLICY)) == (
        LimitExceeded(Limit.NIGHT_CALL_OUTS_IN_7, MONDAY, 3, 2),
    )


def test_an_early_call_counts_as_a_night_and_stays_outside_the_call_out_limits() -> None:
    nights = days(MONDAY, 0, 2, 4)
    called = [NightCallOut(f"c{n}", night, True) for n, night in enumerate(nights)]
    assert limits_exceeded(called, [], POLICY, night_limits(POLICY)) == (
        LimitExceeded(Limit.NIGHTS_IN_7, nights[-1], 3, 2),
    )


def test_five_night_call_outs_in_28_nights_are_one_over_and_in_29_nights_none() -> None:
    within = days(MONDAY, 0, 7, 14, 21, 27)
    called = [NightCallOut(f"c{n}", night, False) for n, night in enumerate(within)]
    assert limits_exceeded(called, [], POLICY, night_limits(POLICY)) == (
        LimitExceeded(Limit.NIGHT_CALL_OUTS_IN_28, within[-1], 5, 4),
    )
    over = days(MONDAY, 0, 7, 14, 21, 28)
    called = [NightCallOut(f"c{n}", night, False) for n, night in enumerate(over)]
    assert limits_exceeded(called, [], POLICY, night_limits(POLICY)) == ()


def test_limits_that_only_plans_exceed_are_not_reported_as_facts() -> None:
    assert limits_exceeded([], [duty(n) for n in days(MONDAY, 0, 2, 4)], POLICY, night_limits(POLICY)) == ()


def test_a_rested_listener_with_a_free_night_may_be_planned() -> None:
    assert plan(WEDNESDAY, [duty(MONDAY)], owed(call("2026-03-10 02:50", "2026-03-10 04:10"))) == ()


def test_a_plan_inside_a_rest_is_refused_with_the_time_still_owed_and_taken_with_an_override() -> None:
    rests = owed(call("2026-03-10 02:50", "2026-03-10 04:10"), work("2026-03-10 13:30", "2026-03-10 17:00"))
    (breach,) = plan(TUESDAY, rests=rests)
    assert (breach.code, breach.until, breach.short_by) == (
        BreachCode.UNRESTED,
        at("2026-03-11 04:00"),
        timedelta(hours=10),
    )
    assert plan(TUESDAY, rests=rests, overridden=True) == ()


def test_a_plan_over_another_duty_of_the_same_night_is_an_overlap_that_no_override_lifts() -> None:
    elsewhere = duty(MONDAY, id="another")
    (breach,) = plan(MONDAY, [elsewhere], overridden=True)
    assert (breach.code, breach.other_night) == (BreachCode.OVERLAP, MONDAY)


def test_a_duty_that_is_being_changed_does_not_stand_in_its_own_way() -> None:
    assert plan(MONDAY, [duty(MONDAY)]) == ()


def test_a_stood_down_duty_leaves_its_night_free() -> None:
    assert plan(TUESDAY, [duty(MONDAY, state=DutyState.STOOD_DOWN)]) == ()


def test_a_plan_next_to_a_duty_is_refused_on_either_side_with_0_free_nights_of_1() -> None:
    found = plan(TUESDAY, [duty(MONDAY), duty(WEDNESDAY)])
    assert [(b.code, b.count, b.limit, b.other_night) for b in found if b.code is BreachCode.FREE_NIGHTS] == [
        (BreachCode.FREE_NIGHTS, 0, 1, MONDAY),
        (BreachCode.FREE_NIGHTS, 0, 1, WEDNESDAY),
    ]


def test_a_night_with_a_night_call_out_counts_as_a_stand_by_night_for_the_gap() -> None:
    (breach,) = plan(TUESDAY, called=[MONDAY])
    assert (breach.code, breach.other_night) == (BreachCode.FREE_NIGHTS, MONDAY)


def test_the_gap_over_a_year_end_is_counted_in_nights() -> None:
    (breach,) = plan(date(2027, 1, 1), [duty(date(2026, 12, 31))])
    assert (breach.code, breach.count) == (BreachCode.FREE_NIGHTS, 0)


@pytest.mark.parametrize(("planned", "held"), [(4, (0, 2)), (2, (0, 4)), (0, (2, 4)), (6, (0, 3)), (0, (3, 6))])
def test_a_third_night_in_7_is_refused_wherever_in_the_week_it_falls(planned: int, held: tuple[int, ...]) -> None:
    found = plan(MONDAY + timedelta(planned), [duty(night) for night in days(MONDAY, *held)])
    assert [(b.code, b.count, b.limit) for b in found] == [(BreachCode.NIGHTS_IN_7, 3, 2)]


def test_the_third_night_after_exactly_7_nights_is_allowed() -> None:
    assert plan(MONDAY + timedelta(7), [duty(night) for night in days(MONDAY, 0, 3)]) == ()


def test_a_call_out_from_the_reserve_fills_the_limit_of_2_in_7() -> None:
    (breach,) = plan(MONDAY + timedelta(4), [duty(MONDAY)], called=[WEDNESDAY])
    assert (breach.code, breach.count, breach.limit, breach.other_night) == (
        BreachCode.NIGHTS_IN_7,
        3,
        2,
        MONDAY + timedelta(4),
    )


def test_a_ninth_night_in_28_is_refused_and_on_the_29th_night_allowed() -> None:
    eight = [duty(night) for night in days(MONDAY, 0, 3, 7, 10, 14, 17, 21, 24)]
    found = plan(MONDAY + timedelta(27), eight, policy=replace(POLICY, max_nights_in_7=3))
    assert [(b.code, b.count, b.limit) for b in found] == [(BreachCode.NIGHTS_IN_28, 9, 8)]
    assert plan(MONDAY + timedelta(28), eight) == ()


def test_an_own_lower_limit_counts_and_a_higher_one_does_not() -> None:
    assert night_limits(POLICY, own_7=1, own_28=20) == night_limits(
        replace(POLICY, max_nights_in_7=1, max_nights_in_28=8)
    )
    found = breaches_of_plan(duty(WEDNESDAY), [duty(MONDAY)], [], [], POLICY, night_limits(POLICY, own_7=1))
    assert [(b.code, b.count, b.limit) for b in found] == [(BreachCode.NIGHTS_IN_7, 2, 1)]


def test_every_rule_that_a_plan_breaks_is_named_at_once() -> None:
    rests = owed(call("2026-03-10 02:50", "2026-03-10 04:10"), work("2026-03-10 13:30", "2026-03-10 17:00"))
    duties = [duty(TUESDAY, id="another"), duty(date(2026, 3, 8))]
    assert {b.code for b in plan(TUESDAY, duties, rests, called=[MONDAY])} == {
        BreachCode.UNRESTED,
        BreachCode.OVERLAP,
        BreachCode.FREE_NIGHTS,
        BreachCode.NIGHTS_IN_7,
    }


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Interruption], list[PlannedDuty], Policy]:
    """Call-outs of any hour over ten days, a duty wished for on every night, and a site's own lengths."""
    begin = datetime(2026, 3, 24, 12, tzinfo=UTC)
    minutes = st.tuples(st.integers(0, 10 * 24 * 60), st.integers(1, 600))
    calls = [
        Interruption(f"c{n}", out_at=begin + timedelta(minutes=m), back_at=begin + timedelta(minutes=m + length))
        for n, (m, length) in enumerate(draw(st.lists(minutes, max_size=8)))
    ]
    policy = Policy(
        rest_hours=draw(st.integers(11, 24)),
        stand_by_from=draw(st.sampled_from([time(16), time(18), time(21)])),
    )
    nights = [date(2026, 3, 24) + timedelta(n) for n in range(12)]
    spans = [overnight(night, policy.stand_by_from, policy.stand_by_until, LONDON) for night in nights]
    duties = [
        PlannedDuty(f"d{night}", RAVI, night, span.start, span.end) for night, span in zip(nights, spans, strict=True)
    ]
    return calls, duties, policy


def unrested_at(moment: datetime, calls: list[Interruption], policy: Policy) -> bool:
    """Whether, by the plain words of the rule, a night call-out ended too short a time before a moment."""
    for fact in calls:
        back = fact.end
        if back is None or back > moment:
            continue
        minutes = int((back - fact.start).total_seconds() // 60)
        hours = [(fact.start + timedelta(minutes=n)).astimezone(LONDON).hour for n in range(minutes)]
        at_night = any(hour >= 22 or hour < 7 for hour in hours)
        early = 5 <= fact.start.astimezone(LONDON).hour < 7
        rest = policy.early_call_rest_hours if early else policy.rest_hours
        if at_night and moment - back < timedelta(hours=rest):
            return True
    return False


@given(lives())
def test_nobody_begins_a_stand_by_night_unrested_whatever_happens(
    life: tuple[list[Interruption], list[PlannedDuty], Policy],
) -> None:
    calls, duties, policy = life
    rests = rests_owed(calls, [], lambda night: policy, LONDON, LONG_AFTER)
    called = [c.night for c in night_call_outs(calls, lambda night: policy, LONDON)]
    gone = {stood_down.duty.id for stood_down in stood_down_by(rests, called, duties, policy)}
    for planned in duties:
        if planned.id not in gone:
            assert not unrested_at(planned.starts_at, calls, policy)
            assert planned.night - ONE_DAY not in called


@given(lives())
def test_no_plan_is_taken_that_begins_unrested(
    life: tuple[list[Interruption], list[PlannedDuty], Policy],
) -> None:
    calls, duties, policy = life
    rests = rests_owed(calls, [], lambda night: policy, LONDON, LONG_AFTER)
    taken: list[PlannedDuty] = []
    for planned in duties:
        if not breaches_of_plan(planned, taken, rests, [], policy, night_limits(policy)):
            taken.append(planned)
    assert not any(unrested_at(planned.starts_at, calls, policy) for planned in taken)
    nights = sorted(planned.night for planned in taken)
    assert all((later - earlier).days > 1 for earlier, later in zip(nights, nights[1:], strict=False))
    assert all(sum(0 <= (n - first).days < 7 for n in nights) <= 2 for first in nights)


@pytest.mark.parametrize("hours", [11, 24])
def test_the_property_can_fail(hours: int) -> None:
    late = [call("2026-03-26 06:00", "2026-03-26 09:30"), call("2026-03-26 00:30", "2026-03-26 01:30", "c2")]
    policy = replace(POLICY, rest_hours=hours)
    assert unrested_at(at("2026-03-26 18:00"), late, policy) is (hours == 24)
