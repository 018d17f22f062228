"""How many are needed on a night and in a team, by the call-outs: do the figures agree with a count by hand?"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from math import comb
from zoneinfo import ZoneInfo

import pytest

from listeners.domain.crew_size import (
    CrewFigures,
    NightCalls,
    crew_figures,
    general_share,
    night_calls,
    shadowing_weeks,
    share_with_more,
    team_for_call_outs,
)
from listeners.domain.policy import Policy
from listeners.domain.rest_facts import Interruption

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 11, 23)


def figures(mean: float, sent_each: float = 1.0) -> CrewFigures:
    return CrewFigures(False, 182, mean, 2 * mean, sent_each, ())


def test_with_two_on_a_third_night_call_comes_on_one_per_cent_of_nights_at_a_quiet_prison_and_nine_at_a_busy() -> None:
    assert f"{general_share(0.6, 2):.0%} {general_share(1.8, 2):.0%}" == "1% 9%"


@pytest.mark.parametrize("mean", [0.2, 0.8, 3.0])
def test_the_share_of_nights_is_that_of_a_negative_binomial(mean: float) -> None:
    """With a dispersion of 2 the chance of k is (k + 1) p² q^k: summed here the long way."""
    p = 2 / (2 + mean)
    more = sum(comb(k + 1, k) * p**2 * (1 - p) ** k for k in range(3, 400))

    assert share_with_more(mean, 2, dispersion=2) == pytest.approx(more)


def test_the_general_share_by_night_is_what_the_hours_and_the_median_length_give() -> None:
    """Contacts drawn by the hours of the evidence, 40 minutes each: the share that touches 22:00 to 07:00."""
    chance = random.Random(1)  # noqa: S311 (chance for a test)
    begins = [hour + chance.random() for hour in range(24) for _ in range(_per_hour(hour))]
    touching = sum(begin < 7 or begin + 40 / 60 > 22 for begin in begins)

    assert touching / len(begins) == pytest.approx(0.457, abs=0.01)


def _per_hour(hour: int) -> int:
    return (28, 13, 24, 35)[hour // 6] * 40


def test_a_site_with_four_weeks_on_file_is_sized_by_its_own_nights() -> None:
    nights = (MONDAY, MONDAY, MONDAY, MONDAY + timedelta(days=1))
    told = crew_figures(NightCalls(28, nights, sent=6, all_hours=14))

    assert (told.is_general, told.mean, told.a_day, told.sent_each) == (False, 4 / 28, 0.5, 1.5)
    assert [(row.crew, row.seen) for row in told.rows] == [(1, 1), (2, 1), (3, 0), (4, 0)]
    assert told.rows[1].share == pytest.approx((4 / 32) ** 3)


@pytest.mark.parametrize(
    "calls", [NightCalls(27, (MONDAY,), sent=1, all_hours=1), NightCalls(182, (), sent=0, all_hours=0)]
)
def test_a_site_with_fewer_nights_or_without_call_outs_is_told_the_general_figure(calls: NightCalls) -> None:
    told = crew_figures(calls)

    assert (told.is_general, told.a_day) == (True, 1.2)
    assert {row.seen for row in told.rows} == {None}


def test_no_night_call_out_needs_no_team_and_teaches_nobody() -> None:
    told = crew_figures(NightCalls(28, (), sent=0, all_hours=9))

    assert [row.share for row in told.rows] == [0, 0, 0, 0]
    assert (team_for_call_outs(told, 4), shadowing_weeks(told, 3, 8)) == (0, 12)


def test_the_team_bears_the_call_outs_of_nineteen_of_twenty_stretches_of_four_weeks() -> None:
    """Drawn night by night, each geometric as a negative binomial of dispersion 1 is."""
    chance = random.Random(2)  # noqa: S311 (chance for a test)

    def stretch() -> int:
        count = 0
        for _ in range(28):
            while chance.random() < 0.6 / 1.6:
                count += 1
        return count

    drawn = sorted(stretch() for _ in range(4000))
    team = team_for_call_outs(figures(0.6), 4)

    assert sum(each <= 4 * team for each in drawn) / 4000 >= 0.94
    assert sum(each <= 4 * (team - 1) for each in drawn) / 4000 < 0.95
    assert team_for_call_outs(figures(0.6, sent_each=2.0), 4) >= 2 * team - 1


def test_shadowing_lasts_until_the_nights_on_stand_by_have_brought_the_contacts() -> None:
    assert shadowing_weeks(figures(0.5), 3, 8) == 3
    assert shadowing_weeks(figures(0.01), 3, 8) == 12


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_night_call_outs_are_counted_by_request_however_many_went_and_also_where_nobody_did() -> None:
    two = (
        Interruption("a", out_at=at(24, 1), back_at=at(24, 2)),
        Interruption("b", out_at=at(24, 1), back_at=at(24, 2)),
    )
    requests = [
        (at(24, 0, 50), two),
        (at(24, 3), ()),
        (at(24, 15), (Interruption("c", out_at=at(24, 15), back_at=at(24, 16)),)),
        (at(24, 21, 30), (Interruption("d", out_at=at(24, 21, 40), back_at=at(24, 22, 20)),)),
        (at(25, 15), ()),
        (at(20, 1), ()),
    ]
    told = night_calls(requests, MONDAY, MONDAY + timedelta(days=2), lambda _: Policy(), LONDON)

    assert told.of_nights == (MONDAY, MONDAY, MONDAY + timedelta(days=1))
    assert (told.nights, told.sent, told.all_hours) == (3, 4, 5)
