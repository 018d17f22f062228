"""Which two Listeners look after each other? That they talked is told, and nothing more: it is no offload, so it
restarts no clock and counts as no session."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from listeners.domain.people import ListenerId


@dataclass(frozen=True, slots=True)
class Pair:
    """Two Listeners who are buddies; ``last_talk`` is the last date on which either said that they talked."""

    id: str
    one: ListenerId
    other: ListenerId
    from_on: date
    last_talk: date | None

    def __contains__(self, listener: ListenerId) -> bool:
        """Whether somebody is one of the two."""
        return listener in (self.one, self.other)

    def buddy_of(self, listener: ListenerId) -> ListenerId:
        """Return the other of the two."""
        return self.other if listener == self.one else self.one


def pair_of(pairs: Iterable[Pair], listener: ListenerId) -> Pair | None:
    """Return the pair that somebody is of; None: he has no buddy."""
    return next((pair for pair in pairs if listener in pair), None)


def whole(pairs: Iterable[Pair], here: Collection[ListenerId]) -> tuple[Pair, ...]:
    """Return the pairs of whom both are still here: whoever is left alone of one has no buddy."""
    return tuple(pair for pair in pairs if pair.one in here and pair.other in here)


def pair_fault(pairs: Iterable[Pair], one: ListenerId, other: ListenerId) -> str | None:
    """Return why two cannot be buddies; None when they can. Each has one buddy at a time."""
    known = tuple(pairs)
    if one == other:
        return "choose two different Listeners"
    taken = pair_of(known, one) or pair_of(known, other)
    return "one of them has a buddy: end that first" if taken is not None else None


def talk_fault(on: date, pair: Pair, today: date) -> str | None:
    """Return why they cannot have talked as buddies on a date; None when they can."""
    if on > today:
        return "it has not been yet"
    return "they were not buddies yet" if on < pair.from_on else None
