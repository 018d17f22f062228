"""Load carried, fair share and the weight of a night (docs/evidence.md, section 4, "Load carried")."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listeners.domain.fairness import Member, away_span, balances, call_out_weight, carried_loads, night_weight
from listeners.domain.load import CallOutFact
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy

POLICY = Policy()
MONDAY = date(2026, 11, 30)
FIRST = MONDAY - timedelta(days=56)
NO_HOLIDAYS: frozenset[date] = frozenset()
LONG_AGO = date(2020, 1, 1)


def call_out(night: date, minutes: int | None, *, at_night: bool = True) -> CallOutFact:
    out = datetime.combine(night, time(23, 0), tzinfo=UTC)
    return CallOutFact(night, out, out + timedelta(minutes=minutes) if minutes is not None else None, at_night)


def member(name: str, nights: tuple[date, ...] = (), share: int = 100, joined_on: date = LONG_AGO) -> Member:
    return Member(ListenerId(name), share, joined_on, frozenset(), frozenset(nights), ())


def week_away(monday: date) -> frozenset[date]:
    return frozenset(monday + timedelta(days=day) for day in range(7))


def carried(*team: Member, before: date = MONDAY) -> dict[str, int]:
    loads = carried_loads(team, before, POLICY, NO_HOLIDAYS)
    return {str(listener): load for listener, load in loads.items()}


def test_a_weekday_night_weighs_two_friday_and_saturday_three() -> None:
    week = [date(2026, 11, 23) + timedelta(days=day) for day in range(7)]
    assert [night_weight(night, NO_HOLIDAYS, POLICY) for night in week] == [2, 2, 2, 2, 3, 3, 2]


def test_a_bank_holiday_and_the_night_before_it_weigh_four() -> None:
    easter_monday = date(2026, 4, 6)
    nights = [date(2026, 4, day) for day in (4, 5, 6, 7)]
    assert [night_weight(night, frozenset({easter_monday}), POLICY) for night in nights] == [3, 4, 4, 2]


def test_christmas_eve_and_new_years_eve_weigh_four_in_every_country() -> None:
    nights = [date(2026, 12, 24), date(2026, 12, 31), date(2026, 12, 30)]
    assert [night_weight(night, NO_HOLIDAYS, POLICY) for night in nights] == [4, 4, 2]


@pytest.mark.parametrize(
    ("minutes", "weight"), [(None, 2), (0, 2), (59, 2), (60, 2), (119, 2), (120, 3), (200, 4), (360, 7)]
)
def test_a_night_call_out_adds_two_and_one_for_each_full_hour_beyond_the_first(
    minutes: int | None, weight: int
) -> None:
    assert call_out_weight(call_out(FIRST, minutes), POLICY) == weight


def test_a_call_out_by_day_adds_nothing() -> None:
    assert call_out_weight(call_out(FIRST, 300, at_night=False), POLICY) == 0


def test_fifty_six_nights_before_the_first_planned_night_count_and_no_others() -> None:
    inside = member("in", (FIRST, MONDAY - timedelta(days=1)))
    outside = member("out", (FIRST - timedelta(days=1), MONDAY))
    assert carried(inside, outside) == {"in": 4, "out": 0}


def test_nights_and_night_call_outs_are_added_up() -> None:
    sam = replace(member("sam", (date(2026, 11, 27),)), call_outs=(call_out(date(2026, 11, 27), 200),))
    assert carried(sam) == {"sam": 3 + 2 + 2}


def test_a_whole_week_of_leave_counts_as_the_mean_of_those_present() -> None:
    week = date(2026, 11, 9)
    ravi = member("ravi", (week, week + timedelta(days=2)))
    luc = member("luc", (week + timedelta(days=1),))
    sam = replace(member("sam"), away=week_away(week))
    assert carried(ravi, luc, sam) == {"ravi": 4, "luc": 2, "sam": 3}


def test_the_mean_of_a_week_away_is_taken_by_the_share() -> None:
    week = date(2026, 11, 9)
    ravi = member("ravi", (week, week + timedelta(days=2)))
    half = replace(member("half", share=50), away=week_away(week))
    assert carried(ravi, half) == {"ravi": 4, "half": 2}


def test_a_week_with_one_day_present_is_no_week_away() -> None:
    week = date(2026, 11, 9)
    ravi = member("ravi", (week, week + timedelta(days=2)))
    sam = replace(member("sam"), away=week_away(week) - {week + timedelta(days=6)})
    assert carried(ravi, sam)["sam"] == 0


def test_seven_days_away_over_two_weeks_are_no_whole_week() -> None:
    wednesday = date(2026, 11, 11)
    ravi = member("ravi", (wednesday, wednesday + timedelta(days=5)))
    sam = replace(member("sam"), away=week_away(wednesday))
    assert carried(ravi, sam)["sam"] == 0


def test_somebody_who_joined_today_has_carried_what_the_others_have() -> None:
    nights = tuple(FIRST + timedelta(days=7 * week) for week in range(8))
    assert carried(member("ravi", nights), member("new", joined_on=MONDAY)) == {"ravi": 16, "new": 16}


def test_somebody_away_does_not_pull_the_mean_of_the_week_down() -> None:
    week = date(2026, 11, 9)
    ravi = member("ravi", (week, week + timedelta(days=2)))
    away = [replace(member(name), away=week_away(week)) for name in ("a", "b")]
    assert carried(ravi, *away) == {"ravi": 4, "a": 4, "b": 4}


def test_a_week_with_nobody_present_counts_nothing() -> None:
    assert carried(replace(member("sam"), away=week_away(date(2026, 11, 9)))) == {"sam": 0}


def test_what_was_carried_in_a_week_away_is_never_forgotten() -> None:
    week = date(2026, 11, 9)
    sam = replace(member("sam"), away=week_away(week), call_outs=(call_out(week, 300),))
    assert carried(member("ravi"), sam)["sam"] == 6


def test_somebody_who_has_left_still_counts_in_the_mean_of_a_week_he_served() -> None:
    week = date(2026, 11, 9)
    left = member("left", (week, week + timedelta(days=2)))
    stayed = member("stayed")
    sam = replace(member("sam"), away=week_away(week))
    assert carried(left, stayed, sam)["sam"] == 2


def test_of_a_week_that_the_window_cuts_the_part_inside_counts() -> None:
    thursday = MONDAY + timedelta(days=3)
    ravi = member("ravi", (MONDAY, MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)))
    sam = replace(member("sam"), away=week_away(MONDAY))
    assert carried(ravi, sam, before=thursday) == {"ravi": 4, "sam": 4}
    tonight = replace(member("luc"), call_outs=(call_out(MONDAY, 60), call_out(thursday, 60)))
    assert carried(tonight, before=thursday) == {"luc": 2}


def test_days_away_must_be_known_for_the_whole_of_every_week_that_the_window_touches() -> None:
    assert away_span(MONDAY, POLICY) == (FIRST, MONDAY - timedelta(days=1))
    thursday = MONDAY + timedelta(days=3)
    assert away_span(thursday, POLICY) == (FIRST, MONDAY + timedelta(days=6))


def test_the_sum_is_rounded_once_and_halves_go_up() -> None:
    weeks = [date(2026, 11, 2), date(2026, 11, 9)]
    ravi = member("ravi", (weeks[0], weeks[1]))
    away = week_away(weeks[0]) | week_away(weeks[1])
    quarter = replace(member("quarter", share=25), away=away)
    three_quarters = replace(member("three", share=75), away=week_away(weeks[0]))
    loads = carried(ravi, quarter, three_quarters)
    assert loads["quarter"] == 1  # 2/4 + the mean of 2 and 0, a quarter of it: 0.75
    assert loads["three"] == 2  # 1.5


def test_one_person_doing_everything_is_far_over_not_perfectly_balanced() -> None:
    shares = {ListenerId(name): 100 for name in ("all", "none", "nil", "nought")}
    found = {balance.listener: balance for balance in balances({ListenerId("all"): 20}, shares)}
    assert found[ListenerId("all")].over == 15
    assert found[ListenerId("none")].over == -5


def test_a_fair_share_follows_the_share_agreed() -> None:
    shares = {ListenerId("full"): 100, ListenerId("half"): 50}
    full, half = balances({ListenerId("full"): 10, ListenerId("half"): 5}, shares)
    assert (full.fair_share, half.fair_share) == (Fraction(10), Fraction(5))
    assert full.over == half.over == 0


def test_what_those_no_longer_eligible_carried_is_nobodys_share() -> None:
    (only,) = balances({ListenerId("gone"): 30, ListenerId("here"): 4}, {ListenerId("here"): 100})
    assert (only.fair_share, only.over) == (Fraction(4), Fraction(0))


def test_a_team_of_nobody_has_no_balances() -> None:
    assert balances({ListenerId("gone"): 30}, {}) == ()


NIGHTS = st.frozensets(st.integers(0, 55).map(lambda day: FIRST + timedelta(days=day)), max_size=16)
CALLS = st.lists(
    st.builds(call_out, st.integers(0, 55).map(lambda day: FIRST + timedelta(days=day)), st.integers(0, 500)),
    max_size=4,
).map(tuple)
SHARE = st.sampled_from([100, 75, 50, 25])


@st.composite
def teams(draw: st.DrawFn) -> tuple[Member, ...]:
    size = draw(st.integers(1, 6))
    return tuple(
        Member(ListenerId(str(index)), draw(SHARE), LONG_AGO, frozenset(), draw(NIGHTS), draw(CALLS))
        for index in range(size)
    )


def mean_of(team: tuple[Member, ...], week: date) -> Fraction:
    """The mean of a week reckoned the long way, for a team that is all present and served no holiday nights."""
    days = week_away(week)
    nights = sum((3 if night.weekday() in (4, 5) else 2) for each in team for night in each.nights & days)
    calls = sum(
        2 + max(0, int(call.length.total_seconds()) // 3600 - 1)
        for each in team
        for call in each.call_outs
        if call.night in days
    )
    return Fraction(nights + calls, len(team))


@given(team=teams(), share=SHARE, weeks=st.sets(st.integers(0, 7)))
def test_weeks_away_are_never_worth_less_than_the_present_mean_by_share(
    team: tuple[Member, ...], share: int, weeks: set[int]
) -> None:
    mondays = [FIRST + timedelta(days=7 * week) for week in weeks]
    away = frozenset(day for monday in mondays for day in week_away(monday))
    rested = replace(member("rested", share=share), away=away)
    means = sum((mean_of(team, monday) for monday in mondays), Fraction(0))
    assert carried(*team, rested)["rested"] == floor(means * share / 100 + Fraction(1, 2))


@given(team=teams(), share=SHARE, nights=NIGHTS, week=st.integers(0, 7))
def test_nobody_pays_for_a_rest(team: tuple[Member, ...], share: int, nights: frozenset[date], week: int) -> None:
    """A week away, in which nothing was carried, never leaves less carried than sitting it out at home."""
    monday = FIRST + timedelta(days=7 * week)
    at_home = replace(member("rested", share=share), nights=nights - week_away(monday))
    on_leave = replace(at_home, away=week_away(monday))
    assert carried(*team, on_leave)["rested"] >= carried(*team, at_home)["rested"]


@given(team=teams(), night=st.integers(0, 55))
def test_a_night_more_is_never_a_load_less(team: tuple[Member, ...], night: int) -> None:
    first, *others = team
    more = replace(first, nights=first.nights | {FIRST + timedelta(days=night)})
    assert carried(more, *others)[first.listener] >= carried(*team)[first.listener]


@given(team=teams())
@settings(max_examples=50)
def test_what_is_over_and_what_is_under_add_up_to_nothing(team: tuple[Member, ...]) -> None:
    shares = {each.listener: each.share for each in team}
    assert sum(balance.over for balance in balances(carried_loads(team, MONDAY, POLICY, NO_HOLIDAYS), shares)) == 0
