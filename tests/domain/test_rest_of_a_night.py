"""Rules 1, 2 and 7: what counts as a night call-out, and the one rest that a night gives."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from listeners.domain.policy import Policy, PolicyChange, policy_on
from listeners.domain.rest import rests_owed
from listeners.domain.rest_facts import Interruption, NightCallOut, RestRule
from listeners.domain.rest_nights import night_call_outs
from tests.domain.rest_builders import LONDON, LONG_AFTER, at, call, default_policy, line, owed


def test_out_0250_back_0410_breaks_the_night_and_rests_until_1510_excused_to_1700() -> None:
    (rest,) = owed(call("2026-03-10 02:50", "2026-03-10 04:10"))
    assert line(rest) == (
        "2026-03-10 04:10",
        "2026-03-10 15:10",
        "2026-03-10 17:00",
        "broken_night",
        True,
    )
    assert (rest.night, rest.hours, rest.because) == (date(2026, 3, 9), 11, ("c1",))
    assert rest.unbroken == timedelta(hours=4, minutes=50)


def test_unbroken_for_5_h_00_is_a_whole_night_and_4_h_59_a_broken_one() -> None:
    (whole,) = owed(call("2026-03-10 03:00", "2026-03-10 04:10"))
    (broken,) = owed(call("2026-03-10 02:59", "2026-03-10 04:10"))
    assert (whole.rule, whole.unbroken) == (RestRule.DAILY_REST, timedelta(hours=5))
    assert (broken.rule, broken.unbroken) == (RestRule.BROKEN_NIGHT, timedelta(hours=4, minutes=59))
    assert whole.excused_until == at("2026-03-10 15:10")
    assert broken.excused_until == at("2026-03-10 17:00")


def test_a_broken_night_back_at_0650_is_excused_to_1750_because_that_is_later_than_1700() -> None:
    (rest,) = owed(call("2026-03-10 01:00", "2026-03-10 06:50"))
    assert line(rest)[1:4] == ("2026-03-10 17:50", "2026-03-10 17:50", "broken_night")


def test_the_rest_after_midnight_may_be_the_unbroken_one() -> None:
    (rest,) = owed(call("2026-03-09 23:00", "2026-03-10 01:30"))
    assert line(rest) == ("2026-03-10 01:30", "2026-03-10 12:30", "2026-03-10 12:30", "daily_rest", True)
    assert rest.unbroken == timedelta(hours=5, minutes=30)


def test_an_early_call_out_0510_back_0550_rests_5_hours_until_1050() -> None:
    (rest,) = owed(call("2026-03-10 05:10", "2026-03-10 05:50"))
    assert line(rest) == ("2026-03-10 05:50", "2026-03-10 10:50", "2026-03-10 10:50", "early_call", True)
    assert (rest.hours, rest.unbroken) == (5, timedelta(hours=7, minutes=10))


def test_0500_after_exactly_7_h_is_an_early_call_and_0459_after_6_h_59_is_not() -> None:
    (early,) = owed(call("2026-03-10 05:00", "2026-03-10 05:40"))
    (daily,) = owed(call("2026-03-10 04:59", "2026-03-10 05:40"))
    assert line(early)[1:4] == ("2026-03-10 10:40", "2026-03-10 10:40", "early_call")
    assert line(daily)[1:4] == ("2026-03-10 16:40", "2026-03-10 16:40", "daily_rest")


def test_accepted_0458_and_out_0502_is_no_early_call_because_it_began_on_accepting() -> None:
    awake = Interruption("c1", at("2026-03-10 04:58"), at("2026-03-10 05:02"), at("2026-03-10 05:30"))
    assert owed(awake)[0].rule is RestRule.DAILY_REST


def test_a_second_call_in_the_night_makes_an_early_one_a_daily_rest() -> None:
    (rest,) = owed(
        call("2026-03-09 22:10", "2026-03-09 22:40", "c1"), call("2026-03-10 05:10", "2026-03-10 05:50", "c2")
    )
    assert line(rest)[:4] == ("2026-03-10 05:50", "2026-03-10 16:50", "2026-03-10 16:50", "daily_rest")
    assert rest.unbroken == timedelta(hours=6, minutes=30)


def test_two_calls_after_0500_are_a_daily_rest_because_only_a_single_one_is_an_early_call() -> None:
    (rest,) = owed(
        call("2026-03-10 05:10", "2026-03-10 05:20", "c1"), call("2026-03-10 06:00", "2026-03-10 06:30", "c2")
    )
    assert line(rest)[1:4] == ("2026-03-10 17:30", "2026-03-10 17:30", "daily_rest")


def test_a_call_that_ends_0650_after_0620_is_early_and_one_that_begins_0700_owes_nothing() -> None:
    (rest,) = owed(call("2026-03-10 06:20", "2026-03-10 06:50"))
    assert line(rest)[1:4] == ("2026-03-10 11:50", "2026-03-10 11:50", "early_call")
    assert owed(call("2026-03-10 07:00", "2026-03-10 08:00")) == ()


def test_back_at_2200_exactly_owes_nothing_and_at_2201_a_rest_until_0901() -> None:
    assert owed(call("2026-03-09 21:00", "2026-03-09 22:00")) == ()
    (rest,) = owed(call("2026-03-09 21:00", "2026-03-09 22:01"))
    assert line(rest) == ("2026-03-09 22:01", "2026-03-10 09:01", "2026-03-10 09:01", "daily_rest", True)


def test_two_call_outs_in_a_night_give_one_rest_from_the_last_back() -> None:
    rests = owed(
        call("2026-03-09 23:30", "2026-03-10 00:15", "c1"),
        call("2026-03-10 03:40", "2026-03-10 05:05", "c2"),
    )
    assert [line(rest) for rest in rests] == [
        ("2026-03-10 05:05", "2026-03-10 16:05", "2026-03-10 17:00", "broken_night", True)
    ]
    assert rests[0].because == ("c1", "c2")
    assert rests[0].unbroken == timedelta(hours=3, minutes=25)


def test_overlapping_call_outs_of_a_night_are_counted_once() -> None:
    (rest,) = owed(
        call("2026-03-10 01:00", "2026-03-10 03:00", "c1"),
        call("2026-03-10 01:30", "2026-03-10 02:00", "c2"),
    )
    assert (rest.rest_from, rest.unbroken) == (at("2026-03-10 03:00"), timedelta(hours=4))


def test_accepted_0210_counts_before_out_0240_and_without_it_out_counts() -> None:
    accepted = Interruption("c1", at("2026-03-10 02:10"), at("2026-03-10 03:05"), at("2026-03-10 03:30"))
    assert owed(accepted)[0].unbroken == timedelta(hours=4, minutes=10)
    assert owed(replace(accepted, accepted_at=None))[0].unbroken == timedelta(hours=5, minutes=5)


def test_a_call_accepted_0210_and_called_off_0225_is_an_interruption_that_owes_a_rest() -> None:
    called_off = Interruption("c1", at("2026-03-10 02:10"), called_off_at=at("2026-03-10 02:25"))
    assert line(owed(called_off)[0])[:2] == ("2026-03-10 02:25", "2026-03-10 13:25")


def test_a_call_called_off_in_the_moment_of_accepting_owes_nothing() -> None:
    assert owed(Interruption("c1", at("2026-03-10 02:10"), called_off_at=at("2026-03-10 02:10"))) == ()


def test_on_stand_by_and_not_called_owes_nothing() -> None:
    assert owed() == ()


def test_a_daytime_call_out_owes_no_rest_by_itself() -> None:
    assert owed(call("2026-03-10 14:00", "2026-03-10 18:30")) == ()


def test_somebody_only_asked_is_not_interrupted() -> None:
    with pytest.raises(ValueError, match="c1"):
        Interruption("c1", back_at=at("2026-03-10 02:10"))


def test_an_interruption_of_two_nights_gives_one_rest_of_the_later_night() -> None:
    (rest,) = owed(call("2026-03-10 06:30", "2026-03-10 22:30"))
    assert line(rest) == ("2026-03-10 22:30", "2026-03-11 09:30", "2026-03-11 09:30", "daily_rest", True)
    assert (rest.night, rest.unbroken) == (date(2026, 3, 10), timedelta(hours=8, minutes=30))


def test_what_touches_two_nights_still_breaks_into_the_first_one() -> None:
    first, second = owed(
        call("2026-03-10 01:00", "2026-03-10 02:00", "c1"),
        call("2026-03-10 06:30", "2026-03-10 22:30", "c2"),
    )
    assert line(first) == (
        "2026-03-10 02:00",
        "2026-03-10 13:00",
        "2026-03-10 17:00",
        "broken_night",
        False,
    )
    assert (second.night, second.because) == (date(2026, 3, 10), ("c2",))


def test_over_midnight_month_and_year_the_hours_are_the_same() -> None:
    (new_year,) = owed(call("2026-12-31 23:40", "2027-01-01 02:20"))
    assert line(new_year) == (
        "2027-01-01 02:20",
        "2027-01-01 13:20",
        "2027-01-01 17:00",
        "broken_night",
        True,
    )
    (february,) = owed(call("2028-02-28 23:40", "2028-02-29 03:20"))
    assert line(february)[:2] == ("2028-02-29 03:20", "2028-02-29 14:20")


def test_a_saturday_night_is_excused_like_any_other_because_days_off_make_no_difference() -> None:
    (rest,) = owed(call("2026-03-15 02:50", "2026-03-15 04:10"))
    assert rest.night.strftime("%A") == "Saturday"
    assert line(rest)[2] == "2026-03-15 17:00"


def test_a_paper_record_entered_two_days_late_gives_the_same_rest() -> None:
    paper = call("2026-03-10 02:50", "2026-03-10 04:10")
    assert owed(paper, now=at("2026-03-10 05:00")) == owed(paper, now=at("2026-03-12 09:00"))


def test_a_change_of_policy_does_not_rewrite_the_rests_of_earlier_nights() -> None:
    changes = (PolicyChange("rest_hours", 12, date(2026, 3, 20), "asked for by the team"),)
    calls = [
        call("2026-03-20 02:00", "2026-03-20 03:00", "c1"),
        call("2026-03-24 02:00", "2026-03-24 03:00", "c2"),
    ]
    before, after = rests_owed(calls, [], lambda night: policy_on(changes, night), LONDON, LONG_AFTER)
    assert (before.hours, before.rest_until) == (11, at("2026-03-20 14:00"))
    assert (after.hours, after.rest_until) == (12, at("2026-03-24 15:00"))


def test_a_sites_own_quiet_hours_and_lengths_are_used() -> None:
    policy = replace(Policy(), unbroken_hours=6, rest_hours=13, early_call_rest_hours=6)
    calls = [call("2026-03-10 03:30", "2026-03-10 04:00")]
    (rest,) = rests_owed(calls, [], lambda night: policy, LONDON, LONG_AFTER)
    assert (rest.rule, rest.rest_until) == (RestRule.BROKEN_NIGHT, at("2026-03-10 17:00"))


def test_night_call_outs_name_their_night_and_which_was_an_early_call() -> None:
    calls = [
        call("2026-03-10 14:00", "2026-03-10 15:00", "by day"),
        call("2026-03-10 02:50", "2026-03-10 04:10", "deep"),
        call("2026-03-12 05:10", "2026-03-12 05:50", "early"),
        call("2026-03-13 06:30", "2026-03-13 22:30", "two nights"),
        call("2026-03-15 01:00", None, "not back"),
    ]
    assert night_call_outs(calls, default_policy, LONDON) == (
        NightCallOut("deep", date(2026, 3, 9), False),
        NightCallOut("early", date(2026, 3, 11), True),
        NightCallOut("two nights", date(2026, 3, 13), False),
        NightCallOut("not back", date(2026, 3, 14), False),
    )
