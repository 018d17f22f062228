"""How unfair must the fairest plan be that fills every place? Proven without a search.

The whole load is poured out point by point, each to whom it costs least, as if nights could be cut up and rules asked
of nobody; only who can take nothing more is passed over. No plan is fairer, and many are as fair.
"""

from __future__ import annotations

from heapq import heapify, heappop, heapreplace

from listeners.domain.rota.objective import UNFAIRNESS_SCALE, unfairness_of
from listeners.domain.rota.problem import RotaProblem
from listeners.planner.levels import most_nights


def least_unfairness(problem: RotaProblem) -> int:
    """Return a number that the unfairness of no plan without gaps goes below."""
    most = _most_loads(problem)
    costs = []
    for each in problem.volunteers:
        if most[each.id]:
            scale = UNFAIRNESS_SCALE // each.share
            costs.append((scale * (2 * each.carried_load + 1), scale, each.id))
    heapify(costs)
    unfairness = sum(unfairness_of(each.carried_load, each.share) for each in problem.volunteers)
    weight = problem.load_of()
    for _ in range(sum(weight[demand.slot.night] for demand in problem.demand)):
        if not costs:  # there is no plan without gaps
            return unfairness
        cost, scale, name = costs[0]
        unfairness += cost
        most[name] -= 1
        if most[name]:
            heapreplace(costs, (cost + 2 * scale, scale, name))
        else:
            heappop(costs)
    return unfairness


def _most_loads(problem: RotaProblem) -> dict[str, int]:
    """The most load that each can be given: the heaviest nights on which they are there, as many as limits allow."""
    weight = problem.load_of()
    wanted = sorted({demand.slot.night for demand in problem.demand})
    found = {}
    for each in problem.volunteers:
        away = {absence.on for absence in each.unavailable}
        nights = [night for night in wanted if night not in away]
        heaviest = sorted((weight[night] for night in nights), reverse=True)
        found[each.id] = sum(heaviest[: most_nights(problem, each, nights)])
    return found
