"""Are ticks packed so that their number does not show, and read again as they were?"""

from __future__ import annotations

from itertools import combinations

import pytest

from listeners.domain.care.facts import Tick
from listeners.domain.care.packed import pack_keys, pack_ticks, unpack_keys, unpack_ticks

EVERY_CHOICE = [frozenset(some) for size in range(4) for some in combinations(Tick, size)]


@pytest.mark.parametrize("ticks", EVERY_CHOICE)
def test_packed_ticks_are_read_as_they_were(ticks: frozenset[Tick]) -> None:
    assert unpack_ticks(pack_ticks(ticks)) == ticks


def test_the_length_of_packed_ticks_does_not_tell_how_many_there_are() -> None:
    assert len({len(pack_ticks(ticks)) for ticks in EVERY_CHOICE}) == 1


@pytest.mark.parametrize("text", ["", "{}", "[1]", '["guess"]', '"attempt_or_death"'])
def test_anything_else_is_not_read_as_ticks(text: str) -> None:
    with pytest.raises(ValueError):
        unpack_ticks(text)


def test_packed_keys_are_read_as_they_were() -> None:
    keys = frozenset({"rest:2026-11-24/1", "contacts:ab"})
    assert unpack_keys(pack_keys(keys)) == keys
