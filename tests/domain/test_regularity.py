"""How regularly does offload come, by hand?"""

from __future__ import annotations

from datetime import date, timedelta

from listeners.domain.care.offload import LedBy, Officer, Offload, OffloadKind, Start
from listeners.domain.care.regularity import Regularity, regularity, together

TODAY = date(2026, 11, 27)
FIRST = TODAY - timedelta(days=99)
LONG_AGO = Start(date(2024, 1, 1), date(2025, 1, 1))


def held(days_ago: int, officer: Officer = Officer.NONE, led_by: LedBy = LedBy.SAMARITANS) -> Offload:
    on = TODAY - timedelta(days=days_ago)
    return Offload(f"{on}{officer}", on, OffloadKind.GROUP, led_by, private=True, officer=officer)


def of(*sessions: Offload, start: Start = LONG_AGO) -> Regularity:
    return regularity(sessions, start, FIRST, TODAY)


def test_a_gap_is_the_days_from_one_protected_session_to_the_next() -> None:
    found = of(held(60), held(46), held(25), held(4))
    assert found.gaps[1:] == (14, 21, 21)
    assert (found.still_open, found.median, found.protected, found.held, found.per_cent) == ((4,), 21, 4, 4, 100)


def test_one_that_began_before_the_period_counts_whole_and_one_that_ended_before_it_does_not() -> None:
    found = of(held(130), held(110), held(90), held(80))
    assert (found.gaps, found.median, found.longest, found.held) == ((20, 10), 15, 80, 2)


def test_between_two_the_median_is_their_mean() -> None:
    assert of(held(110), held(90), held(75)).median == 17.5


def test_a_session_with_an_officer_ends_no_gap_and_lowers_the_share() -> None:
    found = of(held(110), held(90), held(60, Officer.EARSHOT), held(45, led_by=LedBy.OFFICER), held(30))
    assert (found.gaps, found.longest, found.protected, found.held, found.per_cent) == ((20, 60), 60, 2, 4, 50)


def test_the_gap_that_has_not_ended_may_be_the_longest_and_is_not_in_the_median() -> None:
    found = of(held(110), held(95))
    assert (found.gaps, found.median, found.longest) == ((15,), 15, 95)


def test_two_sessions_of_one_day_are_no_gap_of_none() -> None:
    assert of(
        held(110), held(90), Offload("x", held(90).on, OffloadKind.SINGLE, LedBy.OTHER, True, Officer.NONE)
    ).gaps == (20,)


def test_the_first_gap_begins_when_he_joined_or_recording_did() -> None:
    joined = Start(TODAY - timedelta(days=40), date(2025, 1, 1))
    found = of(held(50), held(30), start=joined)
    assert (found.gaps, found.still_open) == ((10,), (30,))


def test_with_nothing_held_only_the_open_gap_is_known() -> None:
    found = of(start=Start(TODAY - timedelta(days=12), date(2025, 1, 1)))
    assert (found.median, found.longest, found.per_cent) == (None, 12, None)


def test_several_together_are_all_their_gaps_and_sessions() -> None:
    both = together((Regularity((7, 14), (3,), 4, 3), Regularity((30,), (60,), 1, 1)))
    assert (both.median, both.longest, both.per_cent) == (14, 60, 80)
    nobody = together(())
    assert (nobody.median, nobody.longest, nobody.per_cent) == (None, None, None)
