"""Are the waits of a month those that somebody would count by hand?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from listeners.domain.night_figures import Request, answered, by_month, by_wing, month_after, months_shown, months_until
from listeners.domain.nights import instant
from listeners.domain.people import WingId
from listeners.domain.states import StaffReason

A, B, C = (WingId(code) for code in "ABC")
NO_STAFF, SECURITY = StaffReason.NO_STAFF, StaffReason.SECURITY
LONDON = ZoneInfo("Europe/London")


def waited(minutes: float, asked: str = "2026-11-20 22:00", wing: WingId = A) -> Request:
    asked_at = instant(datetime.fromisoformat(asked), LONDON)
    out_at = asked_at + timedelta(minutes=minutes)
    return Request(date.fromisoformat(asked[:10]), wing, asked_at, out_at, out_at)


@pytest.mark.parametrize(
    ("many", "middle", "ninetieth"),
    [(1, 1, 1), (2, 1.5, 2), (9, 5, 9), (10, 5.5, 9), (11, 6, 10), (20, 10.5, 18), (21, 11, 19)],
)
def test_the_90th_percentile_is_the_wait_of_the_nearest_rank_and_the_median_the_middle(
    many: int, middle: float, ninetieth: int
) -> None:
    found = answered(waited(minutes) for minutes in reversed(range(1, many + 1))).waits

    assert (found.median, found.ninetieth) == (timedelta(minutes=middle), timedelta(minutes=ninetieth))


def test_an_hour_is_not_over_an_hour_and_a_second_more_is() -> None:
    assert answered([waited(60), waited(60 + 1 / 60), waited(90)]).waits.over_an_hour == 2


def test_a_wait_runs_to_the_arrival_and_through_the_change_of_the_clocks() -> None:
    back = waited(0, "2026-10-25 00:50")
    out_at = instant(datetime.fromisoformat("2026-10-25 02:10"), LONDON)  # 80 minutes on the wall, 140 in truth
    found = replace(back, out_at=out_at, arrived_at=out_at + timedelta(minutes=5))

    assert found.wait == timedelta(hours=2, minutes=25)


def test_who_was_never_reached_and_whose_asking_is_not_on_file_have_no_wait() -> None:
    never = replace(waited(5), out_at=None, arrived_at=None)
    untold = replace(waited(0), arrived_at=waited(9).arrived_at)
    found = answered([never, untold, waited(5)])

    assert (found.asked, found.reached, found.untold, found.waits.all) == (3, 2, 1, (timedelta(minutes=5),))


def test_nothing_asked_is_no_figure() -> None:
    nothing = answered([])

    waits = nothing.waits
    assert (nothing.asked, waits.median, waits.ninetieth, waits.over_an_hour) == (0, None, None, 0)


def test_each_refusal_counts_and_a_delay_once_for_a_request_and_a_reason() -> None:
    one = replace(waited(40), refused=(NO_STAFF, NO_STAFF), delayed=(SECURITY, SECURITY, NO_STAFF))
    telephone = replace(waited(0), out_at=None, arrived_at=None, was_free=True)
    found = answered([one, replace(waited(20), delayed=(SECURITY,)), telephone])

    assert (dict(found.refused), dict(found.delayed)) == ({NO_STAFF: 2}, {SECURITY: 2, NO_STAFF: 1})
    assert (found.while_free, found.refusals) == (1, 3)


def test_each_stretch_with_nobody_left_counts_and_of_an_older_request_the_telephone() -> None:
    older = replace(waited(0), out_at=None, arrived_at=None, was_free=False)

    assert answered([older]).nobody_left == 1
    assert answered([replace(older, stretches=1), replace(waited(5), stretches=2)]).nobody_left == 3


def test_who_waited_to_be_unlocked_and_who_never_was_are_told_apart() -> None:
    found = answered([replace(waited(40), unlocks=(timedelta(minutes=30), None)), waited(5)])

    assert (found.unlocks.all, found.never_unlocked) == ((timedelta(minutes=30),), 1)


def test_wings_stand_in_their_own_order_however_long_the_waits_and_one_without_a_request_too() -> None:
    telephone = replace(waited(0, wing=B), out_at=None, arrived_at=None, was_free=True)
    nobody = replace(telephone, was_free=False)
    found = by_wing([waited(90, wing=B), telephone, nobody, nobody, waited(2)], (A, B, C))

    assert [(wing, each.asked, each.while_free, each.nobody_left) for wing, each in found] == [
        (A, 1, 0, 0),
        (B, 4, 1, 2),
        (C, 0, 0, 0),
    ]


def test_a_request_belongs_to_the_month_in_which_its_night_begins() -> None:
    after_midnight = replace(waited(10, "2026-12-01 02:00"), night=date(2026, 11, 30))
    found = by_month([after_midnight, waited(5, "2026-12-01 20:00")], months_until(date(2026, 12, 1), 2))

    assert [(month, each.asked) for month, each in found] == [(date(2026, 11, 1), 1), (date(2026, 12, 1), 1)]


def test_months_go_on_over_the_end_of_a_year() -> None:
    assert months_until(date(2027, 1, 1), 3) == (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))
    assert months_until(date(2026, 12, 1), 13)[0] == date(2025, 12, 1)
    assert (month_after(date(2026, 12, 1)), month_after(date(2026, 1, 1))) == (date(2027, 1, 1), date(2026, 2, 1))


def test_months_go_back_to_the_one_in_which_recording_began_and_no_further_than_two_years() -> None:
    tonight = date(2026, 11, 27)
    found = months_shown(date(2026, 9, 30), None, tonight)
    assert found == (date(2026, 11, 1), date(2026, 10, 1), date(2026, 9, 1))
    assert months_shown(date(2020, 1, 1), None, tonight)[-1] == date(2024, 11, 1)
    assert months_shown(date(2026, 12, 24), None, tonight) == (date(2026, 11, 1),)


def test_months_go_back_to_the_first_night_on_file_where_it_is_of_before_recording_began() -> None:
    begun, tonight = date(2026, 11, 1), date(2026, 11, 27)
    assert months_shown(begun, date(2026, 10, 30), tonight) == (begun, date(2026, 10, 1))
    assert months_shown(begun, date(2026, 11, 9), tonight) == (begun,)
    assert months_shown(begun, date(2020, 1, 1), tonight)[-1] == date(2024, 11, 1)
