"""How good is a plan? The five figures, in the order in which they count.

A later figure never costs an earlier one: plans are compared by ``Figures.order``, smaller is better.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from listeners.domain.rota.problem import Assignment, Demand, RotaProblem, Slot

UNFAIRNESS_SCALE = 300
"""Makes load squared over share a whole number for each of the four shares."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Gaps by cost, published assignments not kept, nights avoided, unfairness, nights preferred (more is better)."""

    gaps: int
    changes: int
    avoided: int
    unfairness: int
    preferred: int

    @property
    def order(self) -> tuple[int, int, int, int, int]:
        """Sorting key: the better plan has the smaller one."""
        return self.gaps, self.changes, self.avoided, self.unfairness, -self.preferred


def figures(problem: RotaProblem, assignments: Iterable[Assignment]) -> Figures:
    """Return the five figures of a plan, whether or not it keeps the rules."""
    held = list(assignments)
    team = problem.volunteers_by_id()
    loads = loads_after(problem, held)
    known = [(team[each.volunteer], each.night) for each in held if each.volunteer in team]
    return Figures(
        gaps=sum(demand.cost for demand in gaps(problem, held)),
        changes=len(set(problem.published) - set(held)),
        avoided=sum(night in volunteer.avoid for volunteer, night in known),
        unfairness=sum(unfairness_of(loads[each.id], each.share) for each in problem.volunteers),
        preferred=sum(night in volunteer.prefer for volunteer, night in known),
    )


def unfairness_of(load: int, share: int) -> int:
    """What one volunteer's load adds to the unfairness: load squared x 300 / share, always a whole number."""
    return load * load * UNFAIRNESS_SCALE // share


def loads_after(problem: RotaProblem, assignments: Iterable[Assignment]) -> dict[str, int]:
    """Return each volunteer's load under a plan: what they carry already plus the weight of each planned night."""
    weight = problem.load_of()
    loads = {volunteer.id: volunteer.carried_load for volunteer in problem.volunteers}
    for each in assignments:
        if each.volunteer in loads:
            loads[each.volunteer] += weight.get(each.night, 0)
    return loads


def gaps(problem: RotaProblem, assignments: Iterable[Assignment]) -> list[Demand]:
    """Return the places left empty, in the order of the demand; of equal places the dearest count as filled first."""
    filled = Counter(each.slot for each in assignments)
    places: dict[Slot, list[int]] = defaultdict(list)
    for index, demand in enumerate(problem.demand):
        places[demand.slot].append(index)
    empty: list[int] = []
    for slot, indexes in places.items():
        dearest_first = sorted(indexes, key=lambda index: -problem.demand[index].cost)
        empty += dearest_first[filled[slot] :]
    return [problem.demand[index] for index in sorted(empty)]
