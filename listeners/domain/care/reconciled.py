"""Of what a Listener tells and what a card says of the same session, what counts?

Whoever was there and whoever keys in the card may tell one session differently. Until somebody settles it, it is one
session, and the stricter telling counts: a session that may not have been private resets no clock
(docs/decisions/0036).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from listeners.domain.care.offload import Officer, Offload, is_protected

NEARER = (Officer.NONE, Officer.EARSHOT, Officer.PRESENT)


@dataclass(frozen=True, slots=True)
class ToldTwice:
    """One session as its Listener told it, and as a card said it."""

    own: Offload
    card: Offload

    @property
    def differs(self) -> bool:
        """Whether they differ about whether an officer was near, or led it."""
        return is_protected(self.own) is not is_protected(self.card)

    @property
    def counted(self) -> Offload:
        """The session that counts: the stricter of the two, private only if both say so."""
        strict = max(self.own, self.card, key=lambda each: (not is_protected(each), NEARER.index(each.officer)))
        return replace(strict, private=self.own.private and self.card.private)


def one_of_each(offloads: Iterable[Offload]) -> tuple[Offload, ...]:
    """Return the sessions of one Listener, each once.

    Of one date, tellings with the same kind, leader and officer are one session. What he told and no card says, and
    what a card says and he did not tell, are one session too, whatever they say of it, but for a card that is held
    ``apart``."""
    found: list[Offload] = []
    for of_day in _days(offloads):
        alone, twice = _sorted_out(of_day)
        found += [*alone, *(each.counted for each in twice)]
    return tuple(found)


def told_differently(offloads: Iterable[Offload]) -> tuple[ToldTwice, ...]:
    """Return the sessions of which it is not settled whether an officer was near."""
    return tuple(each for of_day in _days(offloads) for each in _sorted_out(of_day)[1] if each.differs)


def _days(offloads: Iterable[Offload]) -> Iterable[list[Offload]]:
    found: defaultdict[object, list[Offload]] = defaultdict(list)
    for each in offloads:
        found[each.on].append(each)
    return found.values()


def _sorted_out(of_day: list[Offload]) -> tuple[list[Offload], list[ToldTwice]]:
    """The sessions of one day that are told once, or alike; and those that are told twice."""
    alike: defaultdict[object, list[Offload]] = defaultdict(list)
    for each in of_day:
        if not each.apart:
            alike[(each.kind, each.led_by, each.officer)].append(each)
    alone = [each for each in of_day if each.apart]
    alone += [same[0] for same in alike.values() if len({each.on_behalf for each in same}) > 1]
    once = [same[0] for same in alike.values() if len({each.on_behalf for each in same}) == 1]
    own, cards = ([each for each in once if each.on_behalf is by_card] for by_card in (False, True))
    twice = list(_pairs(own, cards))
    paired = {each.id for pair in twice for each in (pair.own, pair.card)}
    return [*alone, *(each for each in once if each.id not in paired)], twice


def _pairs(own: list[Offload], cards: list[Offload]) -> Iterator[ToldTwice]:
    """Each that he told with a card: first those of the same kind."""
    left, alone = list(cards), []
    for each in own:
        card = next((one for one in left if one.kind is each.kind), None)
        if card is None:
            alone.append(each)
        else:
            left.remove(card)
            yield ToldTwice(each, card)
    yield from map(ToldTwice, alone, left)
