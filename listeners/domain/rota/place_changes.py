"""Which rules would places break that change hands on published nights, one or several in one act?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.rota.from_facts import (
    as_assignments,
    assignments_now,
    first_night_ahead,
    rules_around,
    rules_of,
)
from listeners.domain.rota.hard_rules import Breach, breaches_of
from listeners.domain.rota.judging import demand_told
from listeners.domain.rota.planning_facts import MOST_NIGHTS, Placed, PlanningFacts
from listeners.domain.rota.problem import RotaProblem


@dataclass(frozen=True, slots=True)
class HandOver:
    """A place that one Listener holds and another is to have."""

    held: Placed
    new: ListenerId

    @property
    def taken(self) -> Placed:
        """The place as it is to be."""
        return Placed(self.held.night, self.held.place, self.new, by_hand=True)


def last_planned(facts: PlanningFacts) -> date | None:
    """Return the last night that is published, from today on."""
    today = local_date(facts.now, facts.site.zone)
    return max((told.last for told in facts.published if told.last >= today), default=None)


def problem_around(facts: PlanningFacts, night: date) -> RotaProblem:
    """Return what a place on a published night is judged by: everything that is published ahead, and the limits around
    that night alone."""
    first = first_night_ahead(facts)
    last = min(max(night, last_planned(facts) or night), first + timedelta(days=MOST_NIGHTS - 1))
    whole = rules_of(facts, first, (max(last, night) - first).days + 1)
    return replace(whole, rules=rules_around(facts, night), demand=demand_told(facts, whole))


def worse(before: Iterable[Breach], after: Iterable[Breach]) -> tuple[Breach, ...]:
    """Return the breaches that a change makes, or makes larger: what was broken before stands in nobody's way."""
    known = {(each.code, each.who, each.when, each.detail): each.by for each in before}
    return tuple(each for each in after if each.by > known.get((each.code, each.who, each.when, each.detail), 0))


def breaches_made(facts: PlanningFacts, moves: Sequence[HandOver]) -> tuple[Breach, ...]:
    """Return the breaches that these hand-overs make together: only the result of all of them is judged, by the limits
    around each of their nights. ``facts`` are those of what is published."""
    found: dict[Breach, None] = {}
    for night in dict.fromkeys(move.held.night for move in moves):
        problem = problem_around(facts, night)
        nights = tuple(each.on for each in problem.nights)
        before = assignments_now(facts, problem)
        gone = as_assignments((move.held for move in moves), facts.refs, nights)
        put = as_assignments((move.taken for move in moves), facts.refs, nights)
        after = [*(each for each in before if each not in gone), *put]
        found |= dict.fromkeys(worse(breaches_of(problem, before), breaches_of(problem, after)))
    return tuple(found)
