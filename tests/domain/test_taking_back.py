"""Does nothing come back that was taken back, in whatever order changes are made and taken back?"""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from listeners.domain.taking_back import lines_of

FIRST = date(2026, 12, 1)
DAYS = st.integers(0, 4).map(lambda days: FIRST + timedelta(days=days))
STEPS = st.lists(st.tuples(st.booleans(), DAYS, st.sampled_from((12, 13, 14))), max_size=12)
AT_FIRST = 11


def holds(changes: dict[date, int], on: date) -> int:
    return changes[max(come)] if (come := [each for each in changes if each <= on]) else AT_FIRST


def test_what_was_taken_back_is_said_again_when_what_held_before_it_is_taken_back() -> None:
    monday, later = FIRST, FIRST + timedelta(days=7)
    known = ((monday, 12), (later, 14), (later, 12))

    assert lines_of(known, (monday, AT_FIRST), AT_FIRST) == ((monday, AT_FIRST), (later, AT_FIRST))


def test_a_later_change_that_stands_is_left_as_it_is() -> None:
    later = FIRST + timedelta(days=7)

    assert lines_of(((later, 14), (FIRST, 14)), (FIRST, AT_FIRST), AT_FIRST) == ((FIRST, AT_FIRST),)


@given(STEPS)
def test_what_is_on_file_is_what_was_changed_and_not_taken_back(steps: list[tuple[bool, date, int]]) -> None:
    on_file: tuple[tuple[date, int], ...] = ()
    standing: dict[date, int] = {}
    for takes_back, on, value in steps:
        before = holds({each: value for each, value in standing.items() if each < on}, on)
        if takes_back:
            if holds(standing, on) == before:
                continue  # no change to take back
            standing.pop(on)
            value = before
        elif value == holds(standing, on) or value == before:
            continue
        else:
            standing[on] = value
        on_file += lines_of(on_file, (on, value), AT_FIRST)
        days = [FIRST + timedelta(days=each) for each in range(6)]
        assert [holds(dict(on_file), day) for day in days] == [holds(standing, day) for day in days]
