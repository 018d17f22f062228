"""What counts for a night of which a Listener has said something, by itself and as one of many?

A word about one night and a word about every such night (each Tuesday; all of them, while he rests) may meet. The last
one counts, but a word about many nights makes one night only harder, never easier: it takes no "I cannot" back. While
he rests from call-outs he is available on no night, whatever else he said (docs/decisions/0020).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from listeners.domain.nights import nights_between
from listeners.domain.people import AvailabilityKind, ListenerId

EVERY_DAY = frozenset(range(7))
PAUSE = "pause"
"""The reason of a night on which somebody rests from call-outs, as the rota format has it."""
STRONGEST = (AvailabilityKind.UNAVAILABLE, AvailabilityKind.AVOID, AvailabilityKind.PREFER, AvailabilityKind.CAN)
"""Of two things said about one night the first of these counts."""


@dataclass(frozen=True, slots=True)
class NightWord:
    """What was said about one night, and when. ``has_reason``: one was given; what it is, is not here."""

    id: str
    listener: ListenerId
    night: date
    kind: AvailabilityKind
    said_at: datetime
    has_reason: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What was said about every night of some weekdays (0 is Monday), from one night to another or without end."""

    id: str
    listener: ListenerId
    weekdays: frozenset[int]
    from_on: date
    until_on: date | None
    kind: AvailabilityKind
    said_at: datetime
    is_pause: bool = False
    has_reason: bool = False

    def covers(self, night: date) -> bool:
        """Whether it speaks of this night."""
        is_within = self.from_on <= night and (self.until_on is None or night <= self.until_on)
        return is_within and night.weekday() in self.weekdays

    def nights(self, first: date, last: date) -> Iterator[date]:
        """Yield the nights from ``first`` to ``last`` that it speaks of."""
        begin, end = max(first, self.from_on), min(last, self.until_on or last)
        return (night for night in nights_between(begin, end) if night.weekday() in self.weekdays)


@dataclass(frozen=True, slots=True)
class SaidOn:
    """What counts for one night of a Listener, and which word it is that counts."""

    listener: ListenerId
    night: date
    kind: AvailabilityKind
    word: NightWord | Rule


def settled(words: Iterable[NightWord], rules: Iterable[Rule], first: date, last: date) -> tuple[SaidOn, ...]:
    """Return what counts for each night from ``first`` to ``last`` of which something is said, by night: one thing for
    each Listener and night, none where he said that he can."""
    said: dict[tuple[date, ListenerId], list[NightWord | Rule]] = defaultdict(list)
    latest: dict[tuple[date, ListenerId], datetime] = {}
    for word in words:
        if first <= word.night <= last:
            key = word.night, word.listener
            said[key].append(word)
            latest[key] = max(word.said_at, latest.get(key, word.said_at))
    for rule in rules:
        for night in rule.nights(first, last):
            key = night, rule.listener
            if rule.is_pause or key not in latest or latest[key] < rule.said_at:
                said[key].append(rule)
    found = ((key, min(said[key], key=lambda word: STRONGEST.index(word.kind))) for key in sorted(said))
    return tuple(
        SaidOn(listener, night, word.kind, word)
        for (night, listener), word in found
        if word.kind is not AvailabilityKind.CAN
    )
