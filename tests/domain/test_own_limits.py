"""Do the limits agreed with a Listener keep him from what he agreed not to do, and from nothing else?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listeners.domain.duties import count_in_window
from listeners.domain.own_limits import NO_LIMITS, OwnLimits
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.rota.hard_rules import Broken, breaches_of
from listeners.domain.rota.problem import Rules
from listeners.domain.said import EVERY_DAY, NightWord, Rule, settled
from tests.domain.rota_builders import night, placed, rota, volunteer

SAM = ListenerId("sam")
TONIGHT = date(2026, 11, 27)
WINGS = ("A", "B", "C", "D")
UNAVAILABLE, PREFER = AvailabilityKind.UNAVAILABLE, AvailabilityKind.PREFER


def ago(*days: int) -> set[date]:
    return {TONIGHT - timedelta(days=each) for each in days}


@pytest.mark.parametrize(
    ("limits", "before", "passed"),
    [
        (OwnLimits(in_7=1), ago(6), True),
        (OwnLimits(in_7=1), ago(7), False),
        (OwnLimits(in_7=2), ago(3), False),
        (OwnLimits(in_28=2), ago(27, 8), True),
        (OwnLimits(in_28=2), ago(28, 8), False),
        (OwnLimits(in_7=1), ago(0), False),
        (NO_LIMITS, ago(1, 2, 3, 4, 5, 6), False),
    ],
)
def test_a_night_is_one_too_many_where_it_would_be_more_than_he_agreed_to(
    limits: OwnLimits, before: set[date], passed: bool
) -> None:
    assert limits.are_passed_by(TONIGHT, before) is passed


@given(
    st.sets(st.integers(0, 34), min_size=1, max_size=12),
    st.none() | st.integers(1, 7),
    st.none() | st.integers(1, 28),
)
def test_dispatch_stops_at_the_very_night_at_which_a_plan_would_be_refused(
    days: set[int], in_7: int | None, in_28: int | None
) -> None:
    limits = OwnLimits(in_7, in_28)
    one = volunteer("L01", max_in_7=in_7, max_in_28=in_28)
    problem = rota(one, nights=35, rules=Rules(0, 7, 28))
    broken = {each.code for each in breaches_of(problem, [placed("L01", each) for each in days])}
    stopped = any(limits.are_passed_by(night(each), {night(one) for one in days if one < each}) for each in days)
    assert stopped is bool(broken & {Broken.LIMIT_7, Broken.LIMIT_28})


@given(st.sets(st.integers(0, 27)), st.sets(st.integers(28, 60)), st.integers(1, 7), st.integers(1, 28))
def test_of_the_nights_ahead_the_first_stay_his_and_only_what_is_too_much_is_taken_off(
    lived: set[int], ahead: set[int], in_7: int, in_28: int
) -> None:
    limits, before = OwnLimits(in_7, in_28), {night(each) for each in lived}
    off = limits.too_many(before, {night(each) for each in ahead})
    kept = before | {night(each) for each in ahead} - set(off)
    for each in ahead:
        others = {one for one in kept if one < night(each)}
        assert limits.are_passed_by(night(each), others) is (night(each) in off)


@given(st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)), st.integers(1, 7), st.integers(1, 28))
def test_a_night_beside_those_that_stay_his_is_too_many_where_any_stretch_with_it_is_too_full(
    stay: set[int], ahead: set[int], in_7: int, in_28: int
) -> None:
    limits, stays = OwnLimits(in_7, in_28), {night(each) for each in stay - ahead}
    off = limits.too_many(stays, {night(each) for each in ahead})
    kept = stays | {night(each) for each in ahead} - set(off)
    for each in kept - stays:
        for length, limit in ((7, in_7), (28, in_28)):
            ends = [each + timedelta(days=later) for later in range(length)]
            assert all(count_in_window(kept, last, length) <= limit for last in ends)


@given(st.none() | st.frozensets(st.sampled_from(WINGS), min_size=1), st.frozensets(st.sampled_from(WINGS)))
def test_he_is_sent_to_no_wing_to_which_he_does_not_go_and_to_every_other_as_before(
    on_file: frozenset[str] | None, not_wings: frozenset[str]
) -> None:
    found = OwnLimits(not_wings=not_wings).reached(on_file, WINGS)
    before = frozenset(WINGS) if on_file is None else on_file
    assert (frozenset(WINGS) if found is None else found) == before - not_wings
    assert found == on_file or not_wings


def test_no_later_word_about_a_night_takes_back_that_he_goes_by_day_alone() -> None:
    said_at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    agreed = Rule("rule", SAM, EVERY_DAY, TONIGHT, None, UNAVAILABLE, said_at, is_agreed=True)
    word = NightWord("word", SAM, TONIGHT, PREFER, said_at + timedelta(days=2))
    assert [each.kind for each in settled([word], [agreed], TONIGHT, TONIGHT)] == [UNAVAILABLE]
