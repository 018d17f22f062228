"""What becomes of a draft when people are told otherwise of nights that it plans again?

It was planned from what they had been told by then, and published as it is it would take back what changed since. So it
follows where it can; where it cannot, its nights are named and it is planned again first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from listeners.domain.rota.planning_facts import Placed, PlanningFacts
from listeners.domain.states import NightPlace


def following(facts: PlanningFacts, gone: Collection[Placed], new: Collection[Placed]) -> tuple[date, ...]:
    """Return the nights, in order, on which the draft can follow a change of what people have been told, in which
    ``new`` come in the stead of those who are ``gone``: it has all who go where they are, and room for all who come."""
    held = _drafted(facts)
    return tuple(night for night in _nights(facts, (*gone, *new)) if _fits(facts, held[night], night, gone, new))


def differing(facts: PlanningFacts, gone: Collection[Placed], new: Collection[Placed]) -> tuple[date, ...]:
    """Return the nights, in order, on which the draft would take such a change back, for it cannot follow it."""
    follows = following(facts, gone, new)
    return tuple(night for night in undone(facts, gone, new) if night not in follows)


def undone(facts: PlanningFacts, base: Iterable[Placed], told: Iterable[Placed]) -> tuple[date, ...]:
    """Return the nights, in order, on which the draft would take back what has changed between ``base``, what people
    had been told when it was planned, and ``told``, what they have been told by now: it leaves out who came since, or
    holds who went since."""
    before, now, held = frozenset(base), frozenset(told), _drafted(facts)
    came, went = now - before, before - now
    return tuple(
        night
        for night in _nights(facts, (*came, *went))
        if not _on(came, night) <= held[night] or _on(went, night) & held[night]
    )


def _drafted(facts: PlanningFacts) -> defaultdict[date, set[Placed]]:
    found: defaultdict[date, set[Placed]] = defaultdict(set)
    for each in facts.draft.placed if facts.draft is not None else ():
        found[each.night].add(each)
    return found


def _nights(facts: PlanningFacts, changed: Iterable[Placed]) -> tuple[date, ...]:
    return tuple(sorted({each.night for each in changed if facts.in_draft(each.night)}))


def _on(placed: Iterable[Placed], night: date) -> set[Placed]:
    return {each for each in placed if each.night == night}


def _fits(facts: PlanningFacts, held: set[Placed], night: date, gone: Iterable[Placed], new: Iterable[Placed]) -> bool:
    out, put = _on(gone, night), _on(new, night)
    after = (held - out) | put
    seats, seconds = Counter(each.place for each in after), facts.policy(night).crew - 1
    return (
        out <= held
        and not put & held
        and len({each.listener for each in after}) == len(after)
        and (seats[NightPlace.FIRST] <= 1 and seats[NightPlace.SECOND] <= seconds)
    )
