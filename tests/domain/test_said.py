"""What counts for a night that was spoken of by itself and as one of many?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.said import EVERY_DAY, NightWord, Rule, settled

SAM = ListenerId("sam")
UNAVAILABLE, AVOID, PREFER, CAN = AvailabilityKind
TUESDAY, ONE_DAY = date(2026, 12, 1), timedelta(days=1)
FIRST, LAST = date(2026, 11, 27), date(2026, 12, 24)
SAID_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
BEFORE, AFTER = SAID_AT - timedelta(hours=1), SAID_AT + timedelta(hours=1)


def word(kind: AvailabilityKind, at: datetime, night: date = TUESDAY) -> NightWord:
    return NightWord("word", SAM, night, kind, at)


def tuesdays(kind: AvailabilityKind = UNAVAILABLE, until: date | None = None) -> Rule:
    return Rule("rule", SAM, frozenset({1}), FIRST, until, kind, SAID_AT)


def kinds(words: list[NightWord], rules: list[Rule]) -> dict[date, AvailabilityKind]:
    return {each.night: each.kind for each in settled(words, rules, FIRST, LAST)}


def test_every_tuesday_is_each_tuesday_to_the_last_one_and_no_other_night() -> None:
    week = timedelta(days=7)
    assert [*kinds([], [tuesdays()])] == [TUESDAY, TUESDAY + week, TUESDAY + 2 * week, TUESDAY + 3 * week]
    assert [*kinds([], [tuesdays(until=TUESDAY + week)])] == [TUESDAY, TUESDAY + week]
    assert kinds([], [tuesdays(until=TUESDAY - ONE_DAY)]) == {}


@pytest.mark.parametrize(
    ("one_night", "at", "every", "counts"),
    [
        (PREFER, AFTER, UNAVAILABLE, PREFER),
        (CAN, AFTER, UNAVAILABLE, None),
        (CAN, SAID_AT, UNAVAILABLE, None),
        (PREFER, BEFORE, UNAVAILABLE, UNAVAILABLE),
        (CAN, BEFORE, AVOID, AVOID),
        (UNAVAILABLE, BEFORE, PREFER, UNAVAILABLE),
        (AVOID, BEFORE, PREFER, AVOID),
    ],
)
def test_the_last_word_counts_but_one_about_many_nights_makes_one_only_harder(
    one_night: AvailabilityKind, at: datetime, every: AvailabilityKind, counts: AvailabilityKind | None
) -> None:
    assert kinds([word(one_night, at)], [tuesdays(every)]).get(TUESDAY) is counts


def test_while_he_rests_no_later_word_makes_him_available() -> None:
    rest = Rule("rest", SAM, EVERY_DAY, TUESDAY, None, UNAVAILABLE, SAID_AT, is_pause=True)
    found = kinds([word(PREFER, AFTER), word(PREFER, AFTER, TUESDAY - ONE_DAY)], [rest])

    assert found.pop(TUESDAY - ONE_DAY) is PREFER
    assert len(found) == 24 and set(found.values()) == {UNAVAILABLE}


def test_of_two_words_about_one_night_the_stronger_counts_and_that_he_can_is_as_good_as_nothing() -> None:
    assert kinds([word(PREFER, SAID_AT), word(AVOID, SAID_AT)], []) == {TUESDAY: AVOID}
    assert kinds([word(CAN, SAID_AT)], []) == {}
