"""Which sessions the rest notice names."""

from __future__ import annotations

from datetime import date, time

from listeners.domain.policy import Policy
from listeners.domain.rest_facts import Resting
from listeners.domain.rest_notice import default_sessions, sessions_missed, sessions_on
from listeners.domain.rest_open import assumed_rests
from listeners.domain.team import Session
from tests.domain.rest_builders import LONDON, LONG_AFTER, at, call, default_policy, owed, work

AM, PM = default_sessions(Policy())
EVENING = Session("evening", frozenset(range(5)), time(17, 30), time(19))
WEEKEND = Session("weekend", frozenset({5, 6}), time(9), time(12))
TABLE = (WEEKEND, EVENING, PM, AM)


def missed(rest: Resting, own: frozenset[str] | None = None) -> list[tuple[str, str]]:
    return [(f"{s.on:%a}", s.name) for s in sessions_missed(rest, TABLE, own, LONDON)]


def test_sessions_are_am_from_0830_and_pm_to_1700_until_a_site_enters_its_own() -> None:
    assert (AM.starts, PM.ends, AM.weekdays) == (time(8, 30), time(17), frozenset(range(5)))


def test_a_broken_night_back_at_0410_on_a_tuesday_misses_am_and_pm_to_1700_and_not_the_evening() -> None:
    assert missed(owed(call("2026-03-10 02:50", "2026-03-10 04:10"))[0]) == [("Tue", "AM"), ("Tue", "PM")]


def test_back_at_0650_excused_until_1750_misses_the_evening_session_at_1730_too() -> None:
    rest = owed(call("2026-03-10 01:00", "2026-03-10 06:50"))[0]
    assert missed(rest) == [("Tue", "AM"), ("Tue", "PM"), ("Tue", "evening")]


def test_an_early_call_excused_until_1050_misses_am_alone() -> None:
    assert missed(owed(call("2026-03-10 05:10", "2026-03-10 05:50"))[0]) == [("Tue", "AM")]


def test_a_session_that_starts_as_the_excuse_ends_is_not_missed() -> None:
    rest = owed(call("2026-03-10 05:00", "2026-03-10 08:30"))[0]
    assert rest.excused_until == at("2026-03-10 13:30")
    assert missed(rest) == [("Tue", "AM")]


def test_a_session_already_running_when_the_rest_begins_is_missed_and_one_that_is_over_is_not() -> None:
    rests = owed(call("2026-03-10 02:50", "2026-03-10 04:10"), work("2026-03-10 08:30", "2026-03-10 11:00"))
    assert missed(rests[1]) == [("Tue", "AM"), ("Tue", "PM"), ("Tue", "evening")]
    rests = owed(call("2026-03-10 02:50", "2026-03-10 04:10"), work("2026-03-10 08:30", "2026-03-10 12:00"))
    assert missed(rests[1]) == [("Tue", "PM"), ("Tue", "evening")]


def test_on_a_saturday_the_weekend_session_is_missed() -> None:
    assert missed(owed(call("2026-03-14 02:50", "2026-03-14 04:10"))[0]) == [("Sat", "weekend")]


def test_only_the_persons_own_sessions_are_named() -> None:
    mornings = frozenset({"AM"})
    rest = owed(call("2026-03-10 02:50", "2026-03-10 04:10"))[0]
    assert missed(rest, mornings) == [("Tue", "AM")]
    saturday = owed(call("2026-03-14 02:50", "2026-03-14 04:10"))[0]
    assert missed(saturday, mornings) == []


def test_somebody_with_no_work_at_all_has_no_session() -> None:
    assert missed(owed(call("2026-03-10 02:50", "2026-03-10 04:10"))[0], frozenset()) == []


def test_a_rest_that_leaves_work_alone_has_no_session() -> None:
    rest = owed(call("2026-10-24 21:30", "2026-10-24 22:15"))[0]
    assert rest.excused_until is None
    assert missed(rest) == []


def test_a_rest_over_midnight_names_sessions_of_both_dates() -> None:
    rests = owed(
        call("2026-03-10 02:50", "2026-03-10 04:10"),
        work("2026-03-10 13:30", "2026-03-10 15:00"),
        call("2026-03-11 00:30", "2026-03-11 01:00", "next"),
        work("2026-03-11 08:00", "2026-03-11 08:15", "w2"),
    )
    assert missed(rests[1]) == [("Tue", "PM"), ("Tue", "evening")]
    assert missed(rests[-1]) == [("Wed", "AM"), ("Wed", "PM"), ("Wed", "evening")]


def test_a_missing_return_misses_every_session_until_1900() -> None:
    (rest,) = assumed_rests([call("2026-03-10 02:50", None)], default_policy, LONDON, LONG_AFTER)
    assert missed(rest) == [("Tue", "AM"), ("Tue", "PM"), ("Tue", "evening")]


def test_somebody_excused_all_day_is_excused_from_the_sessions_of_that_weekday_in_order() -> None:
    assert [s.name for s in sessions_on(date(2026, 3, 10), TABLE, None)] == ["AM", "PM", "evening"]


def test_the_start_of_a_missed_session_is_an_instant_of_local_time() -> None:
    (session,) = sessions_missed(owed(call("2026-07-14 05:10", "2026-07-14 05:50"))[0], TABLE, None, LONDON)
    assert session.starts_at == at("2026-07-14 07:30Z")
