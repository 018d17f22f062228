"""All lengths are elapsed time: the nights of 28 to 29 March and 24 to 25 October 2026."""

from datetime import date, timedelta

from listeners.domain.rest import in_force_on
from listeners.domain.rest_facts import RestRule
from tests.domain.rest_builders import LONDON, at, call, line, owed, work


def test_back_at_0030_on_29_march_rests_until_1230_not_1130() -> None:
    (rest,) = owed(call("2026-03-28 23:50", "2026-03-29 00:30"))
    assert line(rest)[:4] == ("2026-03-29 00:30", "2026-03-29 12:30", "2026-03-29 12:30", "daily_rest")
    assert rest.rest_until - rest.rest_from == timedelta(hours=11)
    assert rest.unbroken == timedelta(hours=5, minutes=30)


def test_on_29_march_out_0320_leaves_4_h_20_unbroken_though_the_clock_says_5_h_20() -> None:
    (rest,) = owed(call("2026-03-29 03:20", "2026-03-29 03:40"))
    assert (rest.rule, rest.unbroken) == (RestRule.BROKEN_NIGHT, timedelta(hours=4, minutes=20))


def test_on_29_march_0500_is_6_h_after_2200_and_no_early_call_while_0600_is_7_h_and_one() -> None:
    (at_five,) = owed(call("2026-03-29 05:00", "2026-03-29 05:30"))
    assert line(at_five)[1:4] == ("2026-03-29 16:30", "2026-03-29 16:30", "daily_rest")
    (at_0559,) = owed(call("2026-03-29 05:59", "2026-03-29 06:30"))
    assert at_0559.rule is RestRule.DAILY_REST
    (at_six,) = owed(call("2026-03-29 06:00", "2026-03-29 06:30"))
    assert line(at_six)[1:4] == ("2026-03-29 11:30", "2026-03-29 11:30", "early_call")


def test_on_25_october_out_0230_leaves_5_h_30_unbroken_though_the_clock_says_4_h_30() -> None:
    (rest,) = owed(call("2026-10-25 02:30", "2026-10-25 04:00"))
    assert (rest.rule, rest.unbroken) == (RestRule.DAILY_REST, timedelta(hours=5, minutes=30))
    assert line(rest)[1] == "2026-10-25 15:00"


def test_on_25_october_0500_is_8_h_after_2200_and_0459_is_no_early_call() -> None:
    (early,) = owed(call("2026-10-25 05:00", "2026-10-25 05:30"))
    assert (early.rule, early.unbroken) == (RestRule.EARLY_CALL, timedelta(hours=8))
    (daily,) = owed(call("2026-10-25 04:59", "2026-10-25 05:30"))
    assert daily.rule is RestRule.DAILY_REST


def test_a_call_through_the_repeated_hour_lasts_an_hour_longer() -> None:
    (rest,) = owed(call("2026-10-25 00:30", "2026-10-25 02:00"))
    assert rest.rest_from - at("2026-10-25 00:30") == timedelta(hours=2, minutes=30)
    assert (rest.rule, rest.unbroken) == (RestRule.DAILY_REST, timedelta(hours=5))


def test_the_first_and_second_0130_of_25_october_are_an_hour_apart() -> None:
    (first,) = owed(call("2026-10-24 23:30", "2026-10-25 00:30Z"))
    (second,) = owed(call("2026-10-24 23:30", "2026-10-25 01:30Z"))
    assert (line(first)[1], line(second)[1]) == ("2026-10-25 11:30", "2026-10-25 12:30")


def test_back_at_2215_on_24_october_rests_until_0815_and_work_at_0830_is_not_affected() -> None:
    (rest,) = owed(call("2026-10-24 21:30", "2026-10-24 22:15"))
    assert line(rest) == ("2026-10-24 22:15", "2026-10-25 08:15", None, "daily_rest", True)


def test_back_at_2230_on_24_october_rests_until_exactly_0830_and_work_is_not_affected_at_2231_it_is() -> None:
    assert line(owed(call("2026-10-24 21:30", "2026-10-24 22:30"))[0])[1:3] == ("2026-10-25 08:30", None)
    assert line(owed(call("2026-10-24 21:30", "2026-10-24 22:31"))[0])[2] == "2026-10-25 08:31"


def test_a_rest_restarted_before_the_clocks_go_back_still_lasts_11_hours() -> None:
    rests = owed(call("2026-10-24 02:50", "2026-10-24 04:10"), work("2026-10-24 13:30", "2026-10-24 17:00"))
    assert line(rests[1])[:2] == ("2026-10-24 17:00", "2026-10-25 03:00")


def test_the_long_day_of_25_october_ends_at_local_midnight() -> None:
    rests = owed(call("2026-10-26 00:30", "2026-10-26 01:00"))
    assert in_force_on(rests, date(2026, 10, 25), LONDON) == ()
    late = owed(call("2026-10-25 23:00", "2026-10-25 23:59"))
    assert in_force_on(late, date(2026, 10, 25), LONDON) == late
