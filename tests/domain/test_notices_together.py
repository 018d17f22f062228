"""Is what is one thing to do one row, and nothing that is another thing lost in it?"""

from __future__ import annotations

from datetime import date

from listeners.domain.notices import Facts
from listeners.domain.notices_together import LIMIT_PASSED, LOOKS, SECOND_LOOK, Row, rows

FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)


def limit(last: date, count: int = 3, night: date | None = None, listener: str = "pat") -> Facts:
    return {"listener": listener, "limit": "nights_in_7", "last": last, "count": count, "next_duty": night}


def look(listener: str, due: date) -> Facts:
    return {"listener": listener, "due": due}


def test_the_same_words_are_one_row_in_the_place_of_the_oldest() -> None:
    facts = [{"listener": "pat"}, {"listener": "sam"}, {"listener": "pat"}]

    assert rows([("paused", each, FRIDAY) for each in facts]) == (Row(facts[0], (0, 2)), Row(facts[1], (1,)))
    assert rows([]) == ()


def test_two_windows_of_one_limit_are_one_row_that_says_what_to_do() -> None:
    first, second = limit(FRIDAY), limit(SATURDAY, night=SATURDAY)

    assert rows([(LIMIT_PASSED, each, FRIDAY) for each in (first, second)]) == (Row(second, (0, 1)),)


def test_with_nothing_to_hand_over_the_window_with_most_is_told() -> None:
    first, second = limit(FRIDAY, count=3), limit(SATURDAY, count=4)

    assert rows([(LIMIT_PASSED, each, FRIDAY) for each in (second, first)]) == (Row(second, (0, 1)),)


def test_another_night_to_hand_over_another_man_and_another_day_are_rows_of_their_own() -> None:
    told = [
        (LIMIT_PASSED, limit(FRIDAY, night=FRIDAY), FRIDAY),
        (LIMIT_PASSED, limit(SATURDAY, night=SATURDAY), FRIDAY),
        (LIMIT_PASSED, limit(FRIDAY, night=FRIDAY, listener="sam"), FRIDAY),
        (LIMIT_PASSED, limit(FRIDAY, night=FRIDAY), SATURDAY),
    ]

    assert [row.lines for row in rows(told)] == [(0,), (1,), (2,), (3,)]


def test_second_looks_of_one_day_are_one_row_with_everybody_in_it() -> None:
    told = [
        (SECOND_LOOK, look("sam", SATURDAY), FRIDAY),
        (SECOND_LOOK, look("pat", FRIDAY), FRIDAY),
        (SECOND_LOOK, look("luc", SATURDAY), SATURDAY),
    ]
    found = rows(told)

    assert [row.lines for row in found] == [(0, 1), (2,)]
    assert found[0].facts[LOOKS] == [("pat", FRIDAY), ("sam", SATURDAY)]
