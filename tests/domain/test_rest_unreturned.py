"""Rule 5: a return that was never entered."""

from dataclasses import replace
from datetime import date, timedelta

from listeners.domain.policy import Policy
from listeners.domain.rest import resting_until
from listeners.domain.rest_facts import AssumedRest, Interruption
from listeners.domain.rest_open import (
    assumed_rests,
    needs_confirmation,
    open_interruption,
)
from tests.domain.rest_builders import LONDON, LONG_AFTER, at, call, default_policy, line, local, owed, work

NOT_BACK = call("2026-03-10 02:50", None, "open")
MORNING = at("2026-03-10 08:00")


def assumed(*calls: Interruption, now: str = "2027-06-01 00:00Z") -> list[tuple[str | None, str | None]]:
    rests = assumed_rests(calls, default_policy, LONDON, at(now))
    return [(local(rest.rest_from), local(rest.rest_until)) for rest in rests]


def test_an_open_call_out_has_no_rest_of_its_own_yet() -> None:
    assert owed(NOT_BACK) == ()
    assert open_interruption([NOT_BACK, call("2026-03-01 02:00", "2026-03-01 03:00")]) == NOT_BACK


def test_a_return_missing_at_0800_rests_until_1900_excused_all_day() -> None:
    (rest,) = assumed_rests([NOT_BACK], default_policy, LONDON, MORNING)
    expected = AssumedRest(MORNING, at("2026-03-10 19:00"), at("2026-03-10 19:00"), date(2026, 3, 9), 11, ("open",))
    assert rest == expected
    assert resting_until([rest], at("2026-03-10 12:00")) == at("2026-03-10 19:00")


def test_at_0759_the_call_out_is_under_way_and_nothing_is_assumed() -> None:
    assert assumed(NOT_BACK, now="2026-03-10 07:59") == []


def test_a_call_out_by_day_still_open_the_next_morning_is_treated_as_a_night_one() -> None:
    by_day = call("2026-03-10 14:00", None, "day")
    assert assumed(by_day, now="2026-03-10 16:00") == []
    assert assumed(by_day, now="2026-03-11 08:00") == [("2026-03-11 08:00", "2026-03-11 19:00")]


def test_after_the_long_night_of_24_october_the_assumed_rest_still_lasts_11_hours() -> None:
    assert assumed(call("2026-10-24 23:00", None)) == [("2026-10-25 08:00", "2026-10-25 19:00")]


def test_back_unknown_before_1400_keeps_the_assumed_rest_until_1900_and_a_call_at_1400_restarts_it() -> None:
    unknown = replace(NOT_BACK, back_before=at("2026-03-10 14:00"))
    by_day = call("2026-03-10 14:00", "2026-03-10 15:00", "day")
    assert assumed(unknown, by_day) == [("2026-03-10 08:00", "2026-03-10 19:00")]
    assert [line(rest) for rest in owed(unknown, by_day)] == [
        ("2026-03-10 15:00", "2026-03-11 02:00", "2026-03-11 02:00", "restarted", True)
    ]


def test_back_unknown_before_0430_and_back_again_at_0510_rests_from_0510() -> None:
    unknown = replace(NOT_BACK, back_before=at("2026-03-10 04:30"))
    again = call("2026-03-10 04:30", "2026-03-10 05:10", "again")
    assert assumed(unknown, again) == []
    (rest,) = owed(unknown, again)
    assert line(rest) == (
        "2026-03-10 05:10",
        "2026-03-10 16:10",
        "2026-03-10 17:00",
        "broken_night",
        True,
    )


def test_back_unknown_by_day_before_1600_owes_nothing_and_inside_a_rest_restarts_it_from_1600() -> None:
    unknown = call("2026-03-10 14:00", None, "day", before="2026-03-10 16:00")
    assert assumed(unknown) == [] and owed(unknown) == ()
    first, second = owed(call("2026-03-10 02:50", "2026-03-10 04:10", "night"), unknown)
    assert not first.kept
    assert line(second)[:2] == ("2026-03-10 16:00", "2026-03-11 03:00")


def test_a_call_out_still_open_inside_a_rest_marks_it_not_kept_at_once() -> None:
    (rest,) = owed(call("2026-03-10 02:50", "2026-03-10 04:10", "night"), call("2026-03-10 14:00", None, "day"))
    assert not rest.kept


def test_a_further_call_of_the_same_night_still_open_leaves_the_first_rest_as_it_stands() -> None:
    (rest,) = owed(call("2026-03-09 23:00", "2026-03-09 23:30", "night"), NOT_BACK)
    assert line(rest) == (
        "2026-03-09 23:30",
        "2026-03-10 10:30",
        "2026-03-10 17:00",
        "broken_night",
        True,
    )


def test_a_night_call_still_open_inside_a_restarted_rest_of_the_same_night_marks_that_one_not_kept() -> None:
    rests = owed(
        call("2026-03-09 23:00", "2026-03-09 23:30", "night"),
        work("2026-03-10 03:00", "2026-03-10 04:00"),
        call("2026-03-10 05:10", None, "open"),
    )
    assert [(rest.rule.value, rest.kept) for rest in rests] == [("daily_rest", False), ("restarted", False)]


def test_back_unknown_before_2300_leaves_the_hours_after_the_known_return_at_2330_unbroken() -> None:
    unknown = call("2026-03-09 22:30", None, "unknown", before="2026-03-09 23:00")
    (rest,) = owed(unknown, call("2026-03-09 23:00", "2026-03-09 23:30", "again"))
    assert (rest.rule.value, rest.unbroken) == ("daily_rest", timedelta(hours=7, minutes=30))


def test_an_earlier_return_of_the_same_night_does_not_stand_for_the_missing_one() -> None:
    earlier = call("2026-03-09 23:00", "2026-03-09 23:30", "night")
    unknown = replace(NOT_BACK, back_before=at("2026-03-10 20:00"))
    assert assumed(earlier, unknown) == [("2026-03-10 08:00", "2026-03-10 19:00")]


def test_work_at_0900_while_the_return_is_missing_restarts_the_assumed_rest() -> None:
    rests = owed(NOT_BACK, work("2026-03-10 09:00", "2026-03-10 12:00"), now=LONG_AFTER)
    assert [line(rest)[:2] for rest in rests] == [("2026-03-10 12:00", "2026-03-10 23:00")]


def test_entering_the_time_replaces_what_was_assumed() -> None:
    entered = call("2026-03-10 02:50", "2026-03-10 03:20", "open")
    assert assumed(entered) == []
    assert line(owed(entered)[0])[:2] == ("2026-03-10 03:20", "2026-03-10 14:20")


def test_a_return_12_h_00_after_going_out_is_taken_and_12_h_01_must_be_confirmed() -> None:
    out = at("2026-03-10 02:50")
    assert not needs_confirmation(out, at("2026-03-10 14:50"), Policy())
    assert needs_confirmation(out, at("2026-03-10 14:51"), Policy())


def test_confirmation_is_asked_by_elapsed_time_on_the_night_the_clocks_go_back() -> None:
    assert needs_confirmation(at("2026-10-24 23:00"), at("2026-10-25 10:30"), Policy())
