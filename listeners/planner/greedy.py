"""What does a careful person reach who fills one place after the other?

The planner starts from this plan, and the benchmarks compare with it. What is fixed stands, what is published is kept
where the rules let it; then the places with the fewest candidates are filled first, each by whoever avoids it least,
carries least for their share, prefers it, and could take the fewest other places.
"""

from __future__ import annotations

from collections import Counter

from listeners.domain.rota.hard_rules import breaches_of
from listeners.domain.rota.objective import loads_after
from listeners.domain.rota.problem import FIRST, Assignment, RotaProblem, Slot, Volunteer
from listeners.domain.rota.reasons import Holding


def careful_greedy(problem: RotaProblem) -> tuple[Assignment, ...] | None:
    """Return a plan that keeps the hard rules; None where this way leads to none (a fixed new volunteer left alone)."""
    filling = _Filling(problem)
    for each in problem.published:
        filling.keep(each)
    for slot in filling.hardest_first():
        filling.fill(slot)
    plan = tuple(sorted(filling.held, key=lambda each: each.order))
    return None if breaches_of(problem, plan) else plan


class _Filling:
    """A plan that grows place by place."""

    def __init__(self, problem: RotaProblem) -> None:
        self.problem = problem
        self.team = problem.volunteers_by_id()
        self.held = list(problem.fixed)
        self.holding = Holding(problem, self.held)
        self.loads = loads_after(problem, self.held)
        self.weight = problem.load_of()
        self.empty = Counter(demand.slot for demand in problem.demand)
        self.empty.subtract(Counter(each.slot for each in self.held))
        self.chances = Counter(
            volunteer.id
            for slot in self.empty
            for volunteer in problem.volunteers
            if self.holding.first_rule(slot, volunteer) is None
        )

    def keep(self, assignment: Assignment) -> None:
        """Take over a published assignment where there is room and no rule against it."""
        volunteer, slot = self.team[assignment.volunteer], assignment.slot
        if self.empty[slot] > 0 and self.holding.first_rule(slot, volunteer) is None:
            self._place(slot, volunteer)

    def fill(self, slot: Slot) -> None:
        """Give a place to the best of those whom no rule stops, if there is anybody."""
        candidates = [one for one in self.problem.volunteers if self.holding.first_rule(slot, one) is None]
        if candidates:
            self._place(slot, min(candidates, key=lambda one: self._rank(slot, one)))

    def hardest_first(self) -> list[Slot]:
        """The empty places: first duties beside a fixed new volunteer, first duties, then by cost and candidates."""
        cost = {demand.slot: demand.cost for demand in self.problem.demand}
        able = {
            slot: sum(self.holding.first_rule(slot, one) is None for one in self.problem.volunteers)
            for slot in self.empty
        }
        places = [slot for slot, number in self.empty.items() for _ in range(number)]
        return sorted(
            places, key=lambda one: (not self._waited_for(one), one.duty != FIRST, -cost[one], able[one], one.order)
        )

    def _waited_for(self, slot: Slot) -> bool:
        here = (slot.night, slot.area)
        return slot.duty == FIRST and self.holding.new_ones[here] > self.holding.firsts[here]

    def _rank(self, slot: Slot, one: Volunteer) -> tuple[bool, float, bool, int, str]:
        load = self.loads[one.id] + self.weight[slot.night]
        return slot.night in one.avoid, load / one.share, slot.night not in one.prefer, self.chances[one.id], one.id

    def _place(self, slot: Slot, volunteer: Volunteer) -> None:
        assignment = Assignment(slot, volunteer.id)
        self.held.append(assignment)
        self.holding.add(assignment)
        self.loads[volunteer.id] += self.weight[slot.night]
        self.empty[slot] -= 1
