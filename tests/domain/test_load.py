"""The load page: seven and twenty-eight nights ending with tonight, limits, and twelve sevens of the team."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from listeners.domain.load import (
    CallOutFact,
    Limit,
    Served,
    limits_exceeded,
    load_of,
    served_by,
    team_weeks,
)
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy

TONIGHT = date(2026, 11, 27)
SAM = ListenerId("sam")


def ago(nights: int) -> date:
    return TONIGHT - timedelta(days=nights)


def call_out(nights_ago: int, minutes: int | None = 60, *, at_night: bool = True, early: bool = False) -> CallOutFact:
    out = datetime.combine(ago(nights_ago), time(23, 0), tzinfo=UTC)
    back = out + timedelta(minutes=minutes) if minutes is not None else None
    return CallOutFact(ago(nights_ago), out, back, at_night, early)


def served(nights_ago: tuple[int, ...] = (), call_outs: tuple[CallOutFact, ...] = ()) -> Served:
    return Served(SAM, frozenset(ago(nights) for nights in nights_ago), call_outs)


def test_seven_nights_end_with_tonight_and_begin_six_nights_ago() -> None:
    load = load_of(served((0, 6, 7), (call_out(6), call_out(7))), TONIGHT, Policy())
    assert (load.last_7.first, load.last_7.last) == (date(2026, 11, 21), TONIGHT)
    assert (load.last_7.nights, load.last_7.call_outs) == (2, 1)


def test_twenty_eight_nights_begin_twenty_seven_nights_ago() -> None:
    load = load_of(served((0, 27, 28), (call_out(27), call_out(28))), TONIGHT, Policy())
    assert (load.last_28.nights, load.last_28.call_outs) == (2, 1)


def test_hours_out_are_elapsed_hours_of_call_outs_at_any_hour() -> None:
    load = load_of(served((), (call_out(1, 160), call_out(3, 20, at_night=False))), TONIGHT, Policy())
    assert load.last_7.out == timedelta(hours=3)
    assert (load.last_7.call_outs, load.last_7.night_call_outs) == (2, 1)


def test_a_return_not_recorded_is_told_apart_and_adds_no_hours() -> None:
    load = load_of(served((), (call_out(0, None), call_out(1, 45))), TONIGHT, Policy())
    assert (load.last_7.call_outs, load.last_7.returns_missing) == (2, 1)
    assert load.last_7.out == timedelta(minutes=45)


def test_a_night_with_a_night_call_out_counts_as_a_stand_by_night_once() -> None:
    load = load_of(served((2,), (call_out(2), call_out(2), call_out(4))), TONIGHT, Policy())
    assert load.last_7.nights == 2


def test_a_call_out_by_day_is_no_stand_by_night() -> None:
    load = load_of(served((), (call_out(2, at_night=False),)), TONIGHT, Policy())
    assert load.last_7.nights == 0


def test_at_the_limit_nobody_is_over_it() -> None:
    assert limits_exceeded(served((0, 3), (call_out(0), call_out(3))), TONIGHT, Policy()) == ()


def test_three_nights_in_seven_are_over_by_one_and_named() -> None:
    (over,) = limits_exceeded(served((0, 2, 6)), TONIGHT, Policy())
    assert (over.limit, over.count, over.allowed, over.by) == (Limit.NIGHTS_IN_7, 3, 2, 1)
    assert over.nights == (ago(6), ago(2), ago(0))


def test_ten_nights_in_twenty_eight_are_over_by_two() -> None:
    nights = tuple(range(7, 27, 2))
    (over,) = limits_exceeded(served(nights), TONIGHT, Policy())
    assert (over.limit, over.by) == (Limit.NIGHTS_IN_28, 2)


def test_three_night_call_outs_in_seven_and_five_in_twenty_eight_are_over() -> None:
    call_outs = tuple(call_out(nights) for nights in (1, 1, 5, 12, 20))
    found = {over.limit: over.by for over in limits_exceeded(served((), call_outs), TONIGHT, Policy())}
    assert found == {Limit.NIGHT_CALL_OUTS_IN_7: 1, Limit.NIGHT_CALL_OUTS_IN_28: 1}


def test_an_early_call_stays_outside_the_call_out_limits() -> None:
    early = tuple(call_out(nights, early=True) for nights in (1, 1, 2))
    limits = {over.limit for over in limits_exceeded(served((), early), TONIGHT, Policy())}
    assert limits == set()
    assert load_of(served((), early), TONIGHT, Policy()).last_7.night_call_outs == 0


def test_a_site_with_a_lower_limit_is_over_sooner() -> None:
    (over,) = limits_exceeded(served((0, 6)), TONIGHT, Policy(max_nights_in_7=1))
    assert (over.limit, over.by) == (Limit.NIGHTS_IN_7, 1)


def test_the_picture_shows_twelve_sevens_of_nights_that_end_tonight_and_leave_no_night_out() -> None:
    team = (served(tuple(range(84))), Served(ListenerId("luc"), frozenset({ago(0), ago(84)}), (call_out(83, 90),)))
    weeks = team_weeks(team, TONIGHT)
    assert len(weeks) == 12
    assert [week.nights for week in weeks] == [8, *[7] * 10, 8]
    assert weeks[-1].last == TONIGHT and weeks[0].first == ago(83)
    assert all(
        later.first == earlier.last + timedelta(days=1) for earlier, later in zip(weeks, weeks[1:], strict=False)
    )
    assert weeks[0].out == timedelta(minutes=90)


def test_the_picture_of_a_scheme_with_nothing_recorded_is_twelve_zeros() -> None:
    assert [(week.nights, week.call_outs) for week in team_weeks((), TONIGHT)] == [(0, 0)] * 12


def test_a_night_that_he_said_no_to_counts_as_little_as_one_taken_off_him() -> None:
    lived = [(SAM, ago(0)), (SAM, ago(0)), (SAM, ago(3)), (ListenerId("luc"), ago(3))]
    found = served_by(lived, {SAM: {ago(3)}}, {ListenerId("dean"): (call_out(1),)})

    assert {listener: done.nights for listener, done in found.items()} == {
        SAM: {ago(0)},
        "luc": {ago(3)},
        "dean": frozenset(),
    }
    assert found[ListenerId("dean")].call_outs == (call_out(1),)
