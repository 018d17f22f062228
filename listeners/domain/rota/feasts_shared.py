"""Who has the nights of Christmas and New Year in the plan, and who had those of the years before?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from listeners.domain.feasts import FeastOfYear, FeastServed, feast_of
from listeners.domain.people import ListenerId
from listeners.domain.rota.board import NightRow
from listeners.domain.rota.planning_facts import PlanningFacts


@dataclass(frozen=True, slots=True)
class FeastShared:
    """Who has, or had, any night of a feast, in the order of the team; ``is_ahead``: by the plan."""

    feast: FeastOfYear
    listeners: tuple[ListenerId, ...]
    is_ahead: bool


def feasts_shared(facts: PlanningFacts, rows: Iterable[NightRow]) -> tuple[FeastShared, ...]:
    """Return the feasts of which the plan has nights that are not over, each with those of the last two years of which
    something is on file, the latest year first. Whoever cannot do his night does not have it."""
    planned = [row for row in rows if row.is_planned]
    ahead = {feast for row in planned if (feast := feast_of(row.night)) is not None}
    there = [
        FeastServed(seat.listener, row.night)
        for row in planned
        for seat in row.seats
        if seat.listener is not None and not seat.cannot
    ]
    had: defaultdict[FeastOfYear, set[ListenerId]] = defaultdict(set, {each: set() for each in ahead})
    for each in (*facts.feasts, *there):
        feast = feast_of(each.night)
        if feast is not None and feast.feast in {one.feast for one in ahead}:
            had[feast].add(each.listener)
    refs = facts.refs
    return tuple(
        FeastShared(each, tuple(sorted(had[each] & refs.keys(), key=refs.__getitem__)), each in ahead)
        for each in sorted(had, key=lambda each: (each.feast, -each.year))
    )
