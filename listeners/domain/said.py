"""What counts for a night of which a Listener has said something, by itself and as one of many?

A word about one night and a word about every such night (each Tuesday; all of them, while he rests) may meet. The last
one counts, but a word about many nights makes one night only harder, never easier: it takes no "I cannot" back. While
he rests from call-outs, or goes by day alone as was agreed, he is available on no night, whatever else he said
(docs/decisions/0020, 0044).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from operator import itemgetter

from listeners.domain.nights import ONE_DAY
from listeners.domain.people import AvailabilityKind, ListenerId

A_WEEK = timedelta(days=7)
EVERY_DAY = frozenset(range(7))
PAUSE = "pause"
"""The reason of a night on which somebody rests from call-outs, as the rota format has it."""
_RANK = {kind: rank for rank, kind in enumerate(AvailabilityKind)}
"""Of two things said about one night the first counts: the order of ``AvailabilityKind``."""


@dataclass(frozen=True, slots=True)
class NightWord:
    """What was said about one night, and when. ``has_reason``: one was given; what it is, is not here. ``is_agreed``:
    it stands for as long as what was agreed with him."""

    id: str
    listener: ListenerId
    night: date
    kind: AvailabilityKind
    said_at: datetime
    has_reason: bool = False
    is_agreed: bool = False


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
    is_agreed: bool = False

    @property
    def is_firm(self) -> bool:
        """Whether no other word takes it back: a rest from call-outs, or that by agreement he does not go by night."""
        return self.is_pause or self.is_agreed

    def covers(self, night: date) -> bool:
        """Whether it speaks of this night."""
        is_within = self.from_on <= night and (self.until_on is None or night <= self.until_on)
        return is_within and night.weekday() in self.weekdays

    def nights(self, first: date, last: date) -> Iterator[date]:
        """Yield the nights from ``first`` to ``last`` that it speaks of, one weekday after the other."""
        begin, end = max(first, self.from_on), min(last, self.until_on or last)
        for day in self.weekdays:
            night = first_of((day,), begin)
            while night <= end:
                yield night
                night += A_WEEK


def first_of(weekdays: Collection[int], begin: date) -> date:
    """Return the first night from ``begin`` on that is one of these weekdays (0 is Monday), of which there is one."""
    return min(begin + (day - begin.weekday()) % 7 * ONE_DAY for day in weekdays)


@dataclass(frozen=True, slots=True)
class SaidOn:
    """What counts for one night of a Listener, and which word it is that counts."""

    listener: ListenerId
    night: date
    kind: AvailabilityKind
    word: NightWord | Rule


@dataclass(frozen=True, slots=True)
class NightsChanged:
    """What an act has changed of the nights of one Listener: what counts now of each of ``nights`` (None: he can), of
    which of them something taken back was said ``again``, and on which he was unavailable before (``no``). ``since``:
    when he said what is over now, of nights of which it was said of many."""

    listener: ListenerId
    nights: Mapping[date, AvailabilityKind | None]
    again: Collection[date]
    no: Collection[date]
    since: Mapping[date, datetime] = field(default_factory=dict)

    @property
    def back(self) -> tuple[date, ...]:
        """The nights that he could not do before and can now."""
        cannot = AvailabilityKind.UNAVAILABLE
        return tuple(night for night in self.no if self.nights.get(night, cannot) is not cannot)

    def without(self, covered: Collection[date]) -> NightsChanged:
        """Return the same where he cannot do some of these nights all the same."""
        return replace(self, nights={**self.nights, **dict.fromkeys(covered, AvailabilityKind.UNAVAILABLE)})


def settled(words: Iterable[NightWord], rules: Iterable[Rule], first: date, last: date) -> tuple[SaidOn, ...]:
    """Return what counts for each night from ``first`` to ``last`` of which something is said, by night: one thing for
    each Listener and night, none where he said that he can."""
    counts: dict[tuple[date, ListenerId], NightWord | Rule] = {}
    latest: dict[tuple[date, ListenerId], datetime] = {}
    for word in words:
        if first <= word.night <= last:
            key = word.night, word.listener
            counts[key] = _stronger(counts.get(key), word)
            latest[key] = max(word.said_at, latest.get(key, word.said_at))
    for rule in rules:
        for night in rule.nights(first, last):
            key = night, rule.listener
            if rule.is_firm or key not in latest or latest[key] < rule.said_at:
                counts[key] = _stronger(counts.get(key), rule)
    return tuple(
        SaidOn(listener, night, word.kind, word)
        for (night, listener), word in sorted(counts.items(), key=itemgetter(0))
        if word.kind is not AvailabilityKind.CAN
    )


def _stronger(known: NightWord | Rule | None, word: NightWord | Rule) -> NightWord | Rule:
    """Of two words that count for a night the stronger, and of two alike the one that is known."""
    return word if known is None or _RANK[word.kind] < _RANK[known.kind] else known
