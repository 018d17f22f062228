"""Is whoever rests by his own word counted as one whom a coordinator has paused, until he comes back or goes?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from listeners.domain.pauses import with_pauses
from listeners.domain.people import AvailabilityKind, ListenerId, Standing, StandingFrom
from listeners.domain.said import EVERY_DAY, Rule
from listeners.domain.team import TeamMember

TODAY = date(2026, 11, 23)
JOINED = date(2026, 1, 5)
SAM = ListenerId("sam")
ACTIVE, PAUSED, LEFT, SHADOWING = Standing.ACTIVE, Standing.PAUSED, Standing.LEFT, Standing.SHADOWING


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def sam(*changes: tuple[Standing, int]) -> TeamMember:
    history = (StandingFrom(ACTIVE, JOINED), *(StandingFrom(standing, day(on)) for standing, on in changes))
    nothing = ("Sam", "A1234AA", "1", "A", None, 100, JOINED, False, ())
    return TeamMember(SAM, "L01", *nothing, history)


def pause(first: int, last: int | None = None, *, is_pause: bool = True) -> Rule:
    until = None if last is None else day(last)
    said_at = datetime(2026, 11, 1, tzinfo=UTC)
    return Rule("1", SAM, EVERY_DAY, day(first), until, AvailabilityKind.UNAVAILABLE, said_at, is_pause)


@pytest.mark.parametrize(
    ("changes", "rules", "expected"),
    [
        ((), [pause(0)], {-1: ACTIVE, 0: PAUSED, 300: PAUSED}),
        ((), [pause(-9, 5)], {-10: ACTIVE, -9: PAUSED, 5: PAUSED, 6: ACTIVE}),
        ((), [pause(-9, -5), pause(0)], {-9: PAUSED, -4: ACTIVE, -1: ACTIVE, 0: PAUSED}),
        ((), [pause(0, is_pause=False)], {0: ACTIVE}),
        (((LEFT, 20),), [pause(0)], {19: PAUSED, 20: LEFT}),
        (((LEFT, 4),), [pause(0, 9)], {3: PAUSED, 4: LEFT, 10: LEFT}),
        (((LEFT, -4),), [pause(0)], {0: LEFT}),
        (((SHADOWING, -4), (ACTIVE, 4)), [pause(0)], {-1: SHADOWING, 0: PAUSED, 4: PAUSED}),
        (((SHADOWING, -4), (ACTIVE, 4)), [pause(0, 9)], {4: PAUSED, 9: PAUSED, 10: ACTIVE}),
        (((PAUSED, 0), (ACTIVE, 9)), [pause(0)], {0: PAUSED, 9: ACTIVE}),
    ],
)
def test_a_rest_of_his_own_is_a_pause_from_its_first_night_to_its_last(
    changes: tuple[tuple[Standing, int], ...], rules: list[Rule], expected: dict[int, Standing]
) -> None:
    (counted,) = with_pauses([sam(*changes)], rules)

    assert {number: counted.standing_on(day(number)) for number in expected} == expected


def test_who_rests_not_is_as_he_was() -> None:
    assert with_pauses([sam()], [replace(pause(0), listener=ListenerId("ravi"))]) == (sam(),)
