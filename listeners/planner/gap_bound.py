"""How much must the best plan leave empty? Proven by counting, without a search.

Each can take so many nights as his limits and his nights off leave (``domain.rota.team_size.room_of``). Where there are
more places than that for those who can take them, the rest stays empty: the cheapest ones, at best.
"""

from __future__ import annotations

from collections.abc import Mapping

from listeners.domain.rota.problem import FIRST, RotaProblem
from listeners.domain.rota.team_size import room_of


def least_gaps(problem: RotaProblem) -> int:
    """Return a number that the gaps of no plan go below: looked for among all places, those of each area, and of each
    of these the first duties, which no new one takes."""
    room = {each.id: room_of(problem, each) for each in problem.volunteers}
    areas = sorted({each.slot.area for each in problem.demand if each.slot.area is not None})
    return max(_least_of(problem, room, area, firsts) for area in (None, *areas) for firsts in (False, True))


def _least_of(problem: RotaProblem, room: Mapping[str, int], area: str | None, firsts: bool) -> int:
    """The same for the places of one area (None: of all), all of them or the first duties alone."""
    places = [each for each in problem.demand if area in (None, each.slot.area)]
    costs = sorted(each.cost for each in places if each.slot.duty == FIRST or not firsts)
    able = (each for each in problem.volunteers if area is None or each.areas is None or area in each.areas)
    taken = sum(room[each.id] for each in able if not (firsts and each.new))
    return sum(costs[: max(0, len(costs) - taken)])
