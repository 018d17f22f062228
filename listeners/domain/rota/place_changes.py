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
    rules_around,
    rules_of,
)
from listeners.domain.rota.hard_rules import Breach, breaches_of
from listeners.domain.rota.judging import demand_told
from listeners.domain.rota.planning_facts import MOST_NIGHTS, Placed, PlanningFacts
from listeners.domain.rota.problem import RotaProblem


@dataclass(frozen=True, slots=True)
class HandOver:
    """A place as somebody is to have it, and as somebody else has it now; None: nobody has."""

    gone: Placed | None
    taken: Placed

    @property
    def night(self) -> date:
        """Its night."""
        return self.taken.night


def handed_to(held: Placed, new: ListenerId) -> HandOver:
    """Return what changes hands when a Listener has the place of another."""
    return HandOver(held, Placed(held.night, held.place, new, by_hand=True))


def last_planned(facts: PlanningFacts) -> date | None:
    """Return the last night that is published, from today on."""
    today = local_date(facts.now, facts.site.zone)
    return max((told.last for told in facts.published if told.last >= today), default=None)


def worse(before: Iterable[Breach], after: Iterable[Breach]) -> tuple[Breach, ...]:
    """Return the breaches that a change makes, or makes larger: what was broken before stands in nobody's way."""
    known = {(each.code, each.who, each.when, each.detail): each.by for each in before}
    return tuple(each for each in after if each.by > known.get((each.code, each.who, each.when, each.detail), 0))


def swap_of(one: Placed, other: Placed) -> tuple[HandOver, HandOver]:
    """Return what changes hands when two Listeners swap two nights."""
    return handed_to(one, other.listener), handed_to(other, one.listener)


class Judge:
    """Judges places on published nights by ``facts``, those of what is published; what is worked out once is kept, for
    many changes are asked about at a time."""

    def __init__(self, facts: PlanningFacts) -> None:
        self.facts = facts
        self._wholes: dict[date, RotaProblem] = {}
        self._before: dict[date, tuple[Breach, ...]] = {}

    def problem(self, night: date) -> RotaProblem:
        """What a place on a night is judged by: everything that is published ahead, and the limits around that night
        alone."""
        first = self.facts.first_ahead
        longest = first + timedelta(days=MOST_NIGHTS - 1)
        last = max(min(last_planned(self.facts) or night, longest), night)
        if last not in self._wholes:
            whole = rules_of(self.facts, first, (last - first).days + 1)
            self._wholes[last] = replace(whole, demand=demand_told(self.facts, whole))
        return replace(self._wholes[last], rules=rules_around(self.facts, night))

    def breaches(self, moves: Sequence[HandOver]) -> tuple[Breach, ...]:
        """The breaches that these hand-overs make together: only the result of all of them is judged, by the limits
        around each of their nights."""
        found: dict[Breach, None] = {}
        for night in dict.fromkeys(move.night for move in moves):
            problem = self.problem(night)
            nights = tuple(each.on for each in problem.nights)
            held = assignments_now(self.facts, problem)
            if night not in self._before:
                self._before[night] = breaches_of(problem, held)
            gone = as_assignments((move.gone for move in moves if move.gone), self.facts.refs, nights)
            put = as_assignments((move.taken for move in moves), self.facts.refs, nights)
            after = [*(each for each in held if each not in gone), *put]
            found |= dict.fromkeys(worse(self._before[night], breaches_of(problem, after)))
        return tuple(found)


def problem_around(facts: PlanningFacts, night: date) -> RotaProblem:
    """Return what a place on one published night is judged by."""
    return Judge(facts).problem(night)


def breaches_made(facts: PlanningFacts, moves: Sequence[HandOver]) -> tuple[Breach, ...]:
    """Return the breaches that hand-overs on published nights make together."""
    return Judge(facts).breaches(moves)
