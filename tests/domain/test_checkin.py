"""Is a check-in written as one text of one length and read again, and by when is it read?"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from listeners.domain.care.checkin import (
    CheckIn,
    HowMuch,
    Item,
    WantsRest,
    card_fault,
    pack,
    read_by,
    unpack,
    week_of,
    weeks_shown,
)

FRIDAY = date(2026, 11, 27)
ALL_ANSWERS = (None, *HowMuch)


def test_every_check_in_is_equally_long_and_is_read_again_as_it_was() -> None:
    for first, last, rest in product(ALL_ANSWERS, ALL_ANSWERS, (None, *WantsRest)):
        told = CheckIn((first, None, HowMuch.A_LOT, HowMuch.RATHER_NOT, last), rest)
        assert len(pack(told)) == len(Item) + 1
        assert unpack(pack(told)) == told


@pytest.mark.parametrize("text", ["", "01230", "01230nn", "01234n", "01230x", "0123yn"])
def test_a_text_that_is_not_ours_is_no_check_in(text: str) -> None:
    with pytest.raises(ValueError):
        unpack(text)


def test_an_answer_is_found_by_its_question() -> None:
    told = CheckIn((HowMuch.A_LOT, None, None, None, HowMuch.NOT_AT_ALL))
    assert (told.of(Item.SLEEP), told.of(Item.AVOIDING), told.of(Item.SUPPORT)) == (
        HowMuch.A_LOT,
        None,
        HowMuch.NOT_AT_ALL,
    )


def test_a_week_begins_on_its_monday_and_four_are_shown() -> None:
    assert week_of(FRIDAY) == week_of(date(2026, 11, 23)) == week_of(date(2026, 11, 29)) == date(2026, 11, 23)
    assert weeks_shown(FRIDAY) == tuple(date(2026, 11, 23) - timedelta(weeks=back) for back in range(4))


def test_it_is_read_by_the_next_thursday_never_on_the_day_itself() -> None:
    wednesday, thursday = date(2026, 11, 25), date(2026, 11, 26)
    assert read_by(wednesday) == thursday
    assert read_by(thursday) == read_by(FRIDAY) == date(2026, 12, 3)


def test_a_card_may_be_of_the_weeks_that_are_shown() -> None:
    assert card_fault(FRIDAY, FRIDAY) is None
    assert card_fault(date(2026, 11, 2), FRIDAY) is None
    assert card_fault(date(2026, 11, 1), FRIDAY) is not None
    assert card_fault(date(2026, 11, 28), FRIDAY) is not None
