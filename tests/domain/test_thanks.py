"""Are a man's own words never kept as thanks, and does what is sealed not tell its length?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.domain.care.thanks import (
    LONGEST_THANKS,
    Thanks,
    ThanksFrom,
    pack_thanks,
    thanks_fault,
    unpack_thanks,
)

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize("sender", ThanksFrom)
def test_words_are_kept_of_everybody_but_whoever_was_listened_to(sender: ThanksFrom) -> None:
    fault = thanks_fault(Thanks(TODAY, sender, "He sat with me"), TODAY)
    assert (fault is not None and fault[0] == "words") == (sender is ThanksFrom.PRISONER)
    assert thanks_fault(Thanks(TODAY, sender, ""), TODAY) is None


@pytest.mark.parametrize("days", [1, -400])
def test_thanks_came_within_the_last_year(days: int) -> None:
    fault = thanks_fault(Thanks(TODAY + timedelta(days=days), ThanksFrom.CHARITY, ""), TODAY)
    assert fault is not None and fault[0] == "on"


def test_words_open_again() -> None:
    for words in ("", 'He said "thanks"', "x" * LONGEST_THANKS):
        assert unpack_thanks(pack_thanks(words)) == words
    with pytest.raises(ValueError, match="not thanks"):
        unpack_thanks("[]")
