"""Are ticks read again as they were packed?"""

from __future__ import annotations

from itertools import combinations

import pytest

from listeners.domain.care.facts import Tick
from listeners.domain.care.packed import pack_keys, pack_ticks, unpack_keys, unpack_ticks

EVERY_CHOICE = [frozenset(some) for size in range(4) for some in combinations(Tick, size)]


@pytest.mark.parametrize("ticks", EVERY_CHOICE)
def test_packed_ticks_are_read_as_they_were(ticks: frozenset[Tick]) -> None:
    assert unpack_ticks(pack_ticks(ticks)) == ticks


@pytest.mark.parametrize("text", ["", "{}", "[1]", '["guess"]', '"attempt_or_death"'])
def test_anything_else_is_not_read_as_ticks(text: str) -> None:
    with pytest.raises(ValueError):
        unpack_ticks(text)


def test_packed_keys_are_read_as_they_were() -> None:
    keys = frozenset({"rest:2026-11-24/1", "contacts:ab"})
    assert unpack_keys(pack_keys(keys)) == keys
