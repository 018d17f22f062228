"""Rule 3: anything inside a rest restarts it; and which rest is in force when."""

from datetime import date, timedelta
from itertools import permutations

from listeners.domain.rest import in_force_on, resting_at, resting_until
from listeners.domain.rest_facts import Interruption, WorkInRest
from tests.domain.rest_builders import LONDON, at, call, line, owed, work

NIGHT_CALL = call("2026-03-10 02:50", "2026-03-10 04:10", "night")
FIRST = ("2026-03-10 04:10", "2026-03-10 15:10", "2026-03-10 17:00", "broken_night")


def test_work_0830_to_1200_inside_a_rest_gives_a_new_one_until_2300_and_marks_the_first_not_kept() -> None:
    rests = owed(NIGHT_CALL, work("2026-03-10 08:30", "2026-03-10 12:00"))
    assert [line(rest) for rest in rests] == [
        (*FIRST, False),
        ("2026-03-10 12:00", "2026-03-10 23:00", "2026-03-10 23:00", "restarted", True),
    ]
    assert (rests[1].unbroken, rests[1].hours, rests[1].because) == (None, 11, ("w1",))
    assert rests[1].night == date(2026, 3, 9)


def test_a_call_out_by_day_at_1400_inside_a_rest_restarts_it_until_0200() -> None:
    rests = owed(NIGHT_CALL, call("2026-03-10 14:00", "2026-03-10 15:00", "day"))
    assert [line(rest) for rest in rests] == [
        (*FIRST, False),
        ("2026-03-10 15:00", "2026-03-11 02:00", "2026-03-11 02:00", "restarted", True),
    ]


def test_work_at_1510_as_the_rest_ends_leaves_it_kept_and_at_1509_does_not() -> None:
    after = owed(NIGHT_CALL, work("2026-03-10 15:10", "2026-03-10 17:00"))
    assert [line(rest) for rest in after] == [(*FIRST, True)]
    inside = owed(NIGHT_CALL, work("2026-03-10 15:09", "2026-03-10 17:00"))
    assert [rest.kept for rest in inside] == [False, True]


def test_work_between_1510_and_1700_is_excused_but_not_inside_the_rest() -> None:
    assert [rest.kept for rest in owed(NIGHT_CALL, work("2026-03-10 15:30", "2026-03-10 16:30"))] == [True]


def test_a_restarted_rest_can_be_restarted_again_and_again() -> None:
    rests = owed(
        NIGHT_CALL,
        work("2026-03-10 08:30", "2026-03-10 12:00", "am"),
        work("2026-03-10 13:30", "2026-03-10 17:00", "pm"),
        call("2026-03-10 20:00", "2026-03-10 20:30", "evening"),
    )
    assert [line(rest) for rest in rests] == [
        (*FIRST, False),
        ("2026-03-10 12:00", "2026-03-10 23:00", "2026-03-10 23:00", "restarted", False),
        ("2026-03-10 17:00", "2026-03-11 04:00", "2026-03-11 04:00", "restarted", False),
        ("2026-03-10 20:30", "2026-03-11 07:30", "2026-03-11 07:30", "restarted", True),
    ]


def test_a_night_call_inside_an_earlier_rest_gives_the_rest_of_its_own_night_and_marks_that_one_not_kept() -> None:
    rests = owed(
        NIGHT_CALL,
        work("2026-03-10 13:30", "2026-03-10 17:00"),
        call("2026-03-10 22:10", "2026-03-10 22:40", "next"),
    )
    assert [line(rest) for rest in rests] == [
        (*FIRST, False),
        ("2026-03-10 17:00", "2026-03-11 04:00", "2026-03-11 04:00", "restarted", False),
        ("2026-03-10 22:40", "2026-03-11 09:40", "2026-03-11 09:40", "daily_rest", True),
    ]


def test_a_further_call_of_the_same_night_is_part_of_its_rest_and_breaks_nothing() -> None:
    rests = owed(NIGHT_CALL, call("2026-03-10 06:00", "2026-03-10 06:40", "again"))
    assert [line(rest) for rest in rests] == [
        ("2026-03-10 06:40", "2026-03-10 17:40", "2026-03-10 17:40", "broken_night", True)
    ]


def test_a_call_at_0700_after_the_quiet_hours_is_inside_the_rest_and_restarts_it() -> None:
    rests = owed(NIGHT_CALL, call("2026-03-10 07:00", "2026-03-10 07:45", "morning"))
    assert [line(rest)[0:2] + line(rest)[3:] for rest in rests] == [
        ("2026-03-10 04:10", "2026-03-10 15:10", "broken_night", False),
        ("2026-03-10 07:45", "2026-03-10 18:45", "restarted", True),
    ]


def test_an_early_call_restarted_by_work_at_0900_rests_11_hours_not_5() -> None:
    rests = owed(call("2026-03-10 05:10", "2026-03-10 05:50"), work("2026-03-10 09:00", "2026-03-10 10:00"))
    assert [line(rest) for rest in rests] == [
        ("2026-03-10 05:50", "2026-03-10 10:50", "2026-03-10 10:50", "early_call", False),
        ("2026-03-10 10:00", "2026-03-10 21:00", "2026-03-10 21:00", "restarted", True),
    ]


def test_an_early_call_inside_a_restarted_rest_does_not_shorten_what_is_still_owed() -> None:
    rests = owed(
        call("2026-03-09 02:50", "2026-03-09 04:10", "c1"),
        work("2026-03-09 13:30", "2026-03-09 17:00", "w1"),
        work("2026-03-10 03:30", "2026-03-10 04:30", "w2"),
        call("2026-03-10 05:10", "2026-03-10 05:30", "c2"),
    )
    assert [(rest.rule.value, rest.kept) for rest in rests] == [
        ("broken_night", False),
        ("restarted", False),
        ("restarted", False),
        ("early_call", True),
    ]
    assert resting_until(rests, at("2026-03-10 09:00")) == at("2026-03-10 15:30")
    later = work("2026-03-10 11:00", "2026-03-10 12:00", "w3")
    again = owed(
        call("2026-03-09 02:50", "2026-03-09 04:10", "c1"),
        work("2026-03-09 13:30", "2026-03-09 17:00", "w1"),
        work("2026-03-10 03:30", "2026-03-10 04:30", "w2"),
        call("2026-03-10 05:10", "2026-03-10 05:30", "c2"),
        later,
    )
    assert line(again[-1])[:2] == ("2026-03-10 12:00", "2026-03-10 23:00")


def test_work_under_way_when_the_rest_begins_restarts_it_from_its_end() -> None:
    rests = owed(call("2026-03-10 06:30", "2026-03-10 09:00"), work("2026-03-10 08:30", "2026-03-10 12:00"))
    assert [line(rest)[0:2] + line(rest)[3:] for rest in rests] == [
        ("2026-03-10 09:00", "2026-03-10 14:00", "early_call", False),
        ("2026-03-10 12:00", "2026-03-10 23:00", "restarted", True),
    ]


def test_overlapping_work_and_call_outs_restart_a_rest_once_from_the_last_end() -> None:
    rests = owed(
        NIGHT_CALL,
        work("2026-03-10 08:30", "2026-03-10 12:00"),
        call("2026-03-10 09:00", "2026-03-10 10:00", "day"),
    )
    assert [rest.because for rest in rests] == [("night",), ("w1", "day")]
    assert line(rests[1])[:2] == ("2026-03-10 12:00", "2026-03-10 23:00")


def test_work_that_ends_as_the_last_return_begins_the_rest_is_not_inside_it() -> None:
    rests = owed(call("2026-03-09 22:30", "2026-03-09 23:00"), work("2026-03-09 20:00", "2026-03-09 23:00"))
    assert [line(rest)[3:] for rest in rests] == [("daily_rest", True)]


def test_work_inside_the_rests_of_two_nights_restarts_that_of_the_later_night() -> None:
    rests = owed(
        NIGHT_CALL,
        work("2026-03-10 13:30", "2026-03-10 17:00", "pm"),
        call("2026-03-10 22:10", "2026-03-10 22:40", "next"),
        work("2026-03-11 03:00", "2026-03-11 03:30", "kitchen"),
    )
    assert [(rest.rule.value, rest.kept, rest.night.day) for rest in rests] == [
        ("broken_night", False, 9),
        ("restarted", False, 9),
        ("daily_rest", False, 10),
        ("restarted", True, 10),
    ]


def test_work_of_no_length_inside_a_rest_restarts_nothing() -> None:
    assert [line(r) for r in owed(NIGHT_CALL, work("2026-03-10 09:00", "2026-03-10 09:00"))] == [(*FIRST, True)]


def test_the_order_in_which_facts_are_recorded_makes_no_difference() -> None:
    facts: tuple[Interruption | WorkInRest, ...] = (
        NIGHT_CALL,
        work("2026-03-10 08:30", "2026-03-10 12:00"),
        call("2026-03-10 20:00", "2026-03-10 20:30", "evening"),
        call("2026-03-11 01:00", "2026-03-11 03:00", "next"),
    )
    expected = owed(*facts)
    assert len(expected) == 4
    assert all(owed(*order) == expected for order in permutations(facts))


def test_back_at_0410_he_is_resting_at_1509_and_rested_at_1510() -> None:
    rests = owed(NIGHT_CALL)
    assert resting_at(rests, at("2026-03-10 04:09")) is None
    assert resting_at(rests, at("2026-03-10 04:10")) == rests[0]
    assert resting_at(rests, at("2026-03-10 15:09")) == rests[0]
    assert resting_at(rests, at("2026-03-10 15:10")) is None
    assert resting_until(rests, at("2026-03-10 15:09")) == at("2026-03-10 15:10")
    assert resting_until(rests, at("2026-03-10 15:10")) is None


def test_of_two_rests_in_force_the_one_that_ends_last_is_told() -> None:
    rests = owed(NIGHT_CALL, work("2026-03-10 08:30", "2026-03-10 12:00"))
    assert resting_at(rests, at("2026-03-10 13:00")) == rests[1]
    assert resting_until(rests, at("2026-03-10 13:00")) == at("2026-03-10 23:00")


def test_a_rest_from_2301_to_1001_is_in_force_on_both_dates_and_on_no_other() -> None:
    rests = owed(call("2026-03-09 22:30", "2026-03-09 23:01"))
    on = [in_force_on(rests, date(2026, 3, 8) + timedelta(days), LONDON) for days in range(4)]
    assert [len(found) for found in on] == [0, 1, 1, 0]


def test_a_rest_that_ends_at_midnight_is_not_in_force_on_the_new_date() -> None:
    rests = owed(call("2026-03-10 05:10", "2026-03-10 05:50"), work("2026-03-10 09:00", "2026-03-10 13:00"))
    assert line(rests[1])[1] == "2026-03-11 00:00"
    assert in_force_on(rests, date(2026, 3, 11), LONDON) == ()
    assert in_force_on(rests, date(2026, 3, 10), LONDON) == rests
