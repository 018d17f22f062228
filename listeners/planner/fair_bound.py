"""How unfair must the fairest plan be? Proven without a search of plans.

The whole load is poured out point by point, each to whom it costs least, as if nights could be cut up and nobody stood
in another's way; only who can take nothing more on his own nights, under his own limits, is passed over. No plan is
fairer, and many are as fair.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from heapq import heapify, heappop, heapreplace

from listeners.domain.rota.objective import UNFAIRNESS_SCALE, Figures, unfairness_of
from listeners.domain.rota.problem import RotaProblem
from listeners.planner.most_load import alone


def least_unfairness(problem: RotaProblem, reached: Figures) -> int:
    """Return a number that the unfairness of no plan goes below that is as good in gaps, changes and avoided nights as
    the one that ``reached`` these figures."""
    team = {each.id: alone(problem, each, avoiding=not reached.avoided) for each in problem.volunteers}
    most = {name: one.at_most() for name, one in team.items()}
    surely = {name: one.at_least() for name, one in team.items()}
    load = _load_given(problem, reached.gaps)
    while True:
        poured = _pour(problem, load, most)
        doubtful = [name for name, given in poured.items() if given > surely[name]]
        if not doubtful:
            return sum(unfairness_of(each.carried_load + poured[each.id], each.share) for each in problem.volunteers)
        for name in doubtful:  # asked exactly only where it matters: a look at a year takes the solver a while
            most[name] = surely[name] = team[name].exactly()


def _pour(problem: RotaProblem, load: int, most: Mapping[str, int]) -> dict[str, int]:
    """Give out so much load, each point to whom it costs least and who can take more; return what each is given."""
    costs = []
    for each in problem.volunteers:
        if most[each.id]:
            scale = UNFAIRNESS_SCALE // each.share
            costs.append((scale * (2 * each.carried_load + 1), scale, each.id))
    heapify(costs)
    given = {each.id: 0 for each in problem.volunteers}
    for _ in range(load):
        if not costs:  # no plan leaves so little empty
            break
        cost, scale, name = costs[0]
        given[name] += 1
        if given[name] < most[name]:
            heapreplace(costs, (cost + 2 * scale, scale, name))
        else:
            heappop(costs)
    return given


def _load_given(problem: RotaProblem, gaps: int) -> int:
    """The least load that a plan gives out when the places that it leaves empty cost ``gaps``: the empty ones are those
    that weigh most for what they cost, the last of them in part."""
    weight = problem.load_of()
    places = [(weight[demand.slot.night], demand.cost) for demand in problem.demand]
    lost, left = 0, gaps
    for load, cost in sorted(places, key=lambda place: place[0] / place[1] if place[1] else math.inf, reverse=True):
        if cost > left:
            lost += load * left // cost
            break
        lost, left = lost + load, left - cost
    return sum(load for load, _ in places) - lost
