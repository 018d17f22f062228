"""Who takes part on a date, when is somebody away, and what may be written in a name, a ref or a cell?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.domain.cells import Cell, read_cell
from listeners.domain.people import (
    Standing,
    StandingFrom,
    away_dates,
    is_name,
    is_prison_number,
    is_ref,
    may_be_given,
    since,
    standing_on,
    takes_part_on,
)

JOINED = date(2026, 1, 5)
HISTORY = (
    StandingFrom(Standing.SHADOWING, JOINED),
    StandingFrom(Standing.ACTIVE, date(2026, 2, 2)),
    StandingFrom(Standing.PAUSED, date(2026, 3, 2)),
    StandingFrom(Standing.ACTIVE, date(2026, 3, 9)),
    StandingFrom(Standing.TRANSFERRED, date(2026, 4, 1)),
)


def test_nobody_has_a_standing_before_the_first_fact() -> None:
    assert standing_on(HISTORY, JOINED - timedelta(days=1)) is None


def test_a_standing_dated_ahead_counts_from_its_date_and_not_before() -> None:
    assert standing_on(HISTORY, date(2026, 3, 31)) is Standing.ACTIVE
    assert standing_on(HISTORY, date(2026, 4, 1)) is Standing.TRANSFERRED


def test_facts_recorded_out_of_order_give_the_same_standings() -> None:
    turned = tuple(reversed(HISTORY))
    days = [JOINED + timedelta(days=day) for day in range(120)]
    assert [standing_on(turned, day) for day in days] == [standing_on(HISTORY, day) for day in days]


def test_of_two_facts_for_one_date_the_one_recorded_later_counts() -> None:
    history = (StandingFrom(Standing.PAUSED, JOINED), StandingFrom(Standing.ACTIVE, JOINED))
    assert standing_on(history, JOINED) is Standing.ACTIVE


@pytest.mark.parametrize(
    ("on", "takes_part"),
    [
        (date(2026, 1, 4), False),
        (date(2026, 1, 5), True),
        (date(2026, 2, 2), True),
        (date(2026, 3, 2), False),
        (date(2026, 3, 9), True),
        (date(2026, 4, 1), False),
    ],
)
def test_shadowing_and_active_listeners_take_part_and_paused_or_gone_ones_do_not(on: date, takes_part: bool) -> None:
    assert takes_part_on(HISTORY, JOINED, on) is takes_part


def test_the_last_night_of_whoever_goes_ends_before_the_day_he_is_gone() -> None:
    assert may_be_given(HISTORY, JOINED, date(2026, 3, 30))
    assert not may_be_given(HISTORY, JOINED, date(2026, 3, 31))
    assert may_be_given(HISTORY, JOINED, date(2026, 3, 1)), "a pause from a date leaves him the night before it"


def test_since_when_somebody_is_gone_is_told_of_a_night_that_ends_on_that_day_or_later() -> None:
    gone = Standing.TRANSFERRED
    assert since(HISTORY, date(2026, 5, 1)) == StandingFrom(gone, date(2026, 4, 1))
    assert since(HISTORY, date(2025, 5, 1)) is None


def test_a_listener_entered_before_the_day_of_joining_takes_part_from_that_day() -> None:
    history = (StandingFrom(Standing.ACTIVE, date(2025, 12, 1)),)
    assert not takes_part_on(history, JOINED, JOINED - timedelta(days=1))
    assert takes_part_on(history, JOINED, JOINED)


def test_days_unavailable_paused_and_gone_are_days_away() -> None:
    said = {date(2026, 3, 12), date(2026, 5, 1)}
    away = away_dates(HISTORY, said, date(2026, 2, 27), date(2026, 4, 2))
    paused = {date(2026, 3, day) for day in range(2, 9)}
    assert away == paused | {date(2026, 3, 12), date(2026, 4, 1), date(2026, 4, 2)}


@pytest.mark.parametrize("number", ["A1234BC", "Z0000ZZ"])
def test_a_prison_number_is_a_letter_four_digits_and_two_letters(number: str) -> None:
    assert is_prison_number(number)


@pytest.mark.parametrize("number", ["", "A123BC", "A12345BC", "1234ABC", "a1234bc", "A1234BC\n", "A1234B1", "A١٢٣٤BC"])
def test_anything_else_is_not_a_prison_number(number: str) -> None:
    assert not is_prison_number(number)


def test_a_ref_is_up_to_twenty_plain_characters() -> None:
    assert is_ref("L01") and is_ref("2026/07-a_b.c") and is_ref("x" * 20)
    assert not is_ref("") and not is_ref("x" * 21) and not is_ref("L 01") and not is_ref("L01\n")


@pytest.mark.parametrize("name", ["Zoë O'Brien-Nwosu", "Đặng Văn Lâm", "محمد", "N’Golo", "José Luís", "x" * 80])
def test_names_of_every_script_with_accents_apostrophes_and_hyphens_are_fine(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "Sam\nO.", "Sam\x00", "Sam\u202eO", "Sam\u2028O", "\ud800"])
def test_blank_long_broken_or_turned_round_names_are_refused(name: str) -> None:
    assert not is_name(name)


def test_a_cell_has_four_parts_and_the_second_is_the_wing() -> None:
    cell = read_cell("LKI-A-2-014")
    assert cell == Cell("LKI", "A", "2", "014")
    assert str(cell) == "LKI-A-2-014"


@pytest.mark.parametrize("text", ["", "A-2-014", "LKI-A-2-014-B", "LKI--2-014", "LKI-a-2-014", "LKI-A-2-014 "])
def test_any_other_form_is_not_a_cell(text: str) -> None:
    assert read_cell(text) is None
