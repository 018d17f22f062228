"""May a Listener tell of a contact without a call, and does its seal tell nothing by its length?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest

from listeners.domain.care.facts import Tick
from listeners.domain.care.own_contact import OwnContact, own_fault, pack_own, unpack_own
from listeners.domain.states import ContactPlace

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)


def told(on: date, at: time, minutes: int = 30) -> OwnContact:
    return OwnContact(on, at, minutes, ContactPlace.OWN_CELL, frozenset({Tick.SUICIDAL_FEELINGS}))


def test_whatever_is_told_is_sealed_at_one_length_and_comes_back_as_it_was() -> None:
    every = [frozenset(some) for size in range(4) for some in combinations(Tick, size)]
    for place in ContactPlace:
        for ticks in every:
            for minutes in (1, 720):
                one = OwnContact(date(2026, 11, 1), time(3, 47), minutes, place, ticks)
                packed = pack_own(one)
                assert unpack_own(one.on, packed) == one


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"at": "03:47"}', '{"at":"x","minutes":1,"place":"own_cell","ticks":[]}']
)
def test_what_is_none_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        unpack_own(date(2026, 11, 1), text)


@pytest.mark.parametrize(
    ("one", "fault"),
    [
        (told(date(2026, 11, 27), time(16, 30)), None),
        (told(date(2026, 11, 27), time(16, 31)), "it has not ended yet"),
        (told(date(2026, 11, 27), time(17, 0), 1), "it has not ended yet"),
        (told(date(2026, 11, 27), time(17, 1)), "it has not been yet"),
        (told(date(2026, 11, 28), time(1, 0)), "it has not been yet"),
        (told(date(2025, 11, 26), time(1, 0)), None),
        (told(date(2025, 11, 25), time(1, 0)), "it is more than a year ago"),
        (told(date(2026, 11, 1), time(1, 0), 1), None),
        (told(date(2026, 11, 1), time(1, 0), 720), None),
        (told(date(2026, 11, 1), time(1, 0), 0), "from 1 to 720 minutes"),
        (told(date(2026, 11, 1), time(1, 0), 721), "from 1 to 720 minutes"),
    ],
)
def test_only_what_has_been_can_be_told(one: OwnContact, fault: str | None) -> None:
    assert own_fault(one, NOW, LONDON) == fault
