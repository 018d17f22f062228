"""Which texts make the form ask again, and are ticks sealed so that their number does not show?"""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from listeners.domain.care.facts import Tick
from listeners.domain.care.packed import pack_keys, pack_ticks, unpack_keys, unpack_ticks
from listeners.domain.care.wording import names_somebody

EVERY_CHOICE = [frozenset(some) for size in range(4) for some in combinations(Tick, size)]


@pytest.mark.parametrize("text", ["A1234BC", "he is a1234bc.", "(A1234BC)", "A 1234 BC", "A-1234-BC", "met A1234bc,"])
def test_something_like_a_prison_number_makes_the_form_ask_again(text: str) -> None:
    assert names_somebody(text)


@pytest.mark.parametrize(
    "text", ["", "it was hard", "at 12345 I slept", "AA1234BC", "A1234BCD", "LKI-A-2-014"]
)
def test_other_words_and_numbers_do_not(text: str) -> None:
    assert not names_somebody(text)


def test_two_hundred_texts_with_a_number_somewhere_are_all_noticed() -> None:
    chance = random.Random(7)  # noqa: S311
    words = ("tired", "he", "cried", "the", "night", "was", "long,", "A", "wing", "12", "1234.")
    for _ in range(200):
        number = "".join(chance.choice(letters) for letters in ("ABCDE", *["0123456789"] * 4, "FGHJK", "XYZ"))
        around = [chance.choice(words) for _ in range(8)]
        around.insert(chance.randrange(9), chance.choice((number, number.lower(), f"({number})", f"{number}.")))
        assert names_somebody(" ".join(around)), around


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
