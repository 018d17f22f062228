"""Can a plan for any prison be relied on: small and large, in order and hopelessly short?"""

import pytest

from listeners.domain.rota.check import check
from listeners.domain.rota.objective import figures
from listeners.domain.rota.problem import RotaProblem
from listeners.planner.budget import Budget
from listeners.planner.greedy import careful_greedy
from listeners.planner.levels import most_nights
from listeners.planner.most_load import alone
from listeners.planner.plan import make_plan
from tests.planner.prisons import any_prison
from tests.size import sized


def test_the_prisons_tried_are_small_and_large_short_and_long_and_one_in_seven_is_hopeless_at_least() -> None:
    tried = [any_prison(seed) for seed in range(sized(400))]
    people, nights = [len(each.volunteers) for each in tried], [len(each.nights) for each in tried]
    assert 6 <= min(people) <= 9
    assert 55 <= max(people) <= 60
    assert (min(nights), max(nights)) == (28, 365)
    assert sum(count > 28 for count in nights) > len(tried) / 3
    assert {len({demand.slot.area for demand in each.demand}) for each in tried} == {1, 2, 3, 4}
    assert sum(map(is_hopeless, tried)) > len(tried) / 7


def is_hopeless(problem: RotaProblem) -> bool:
    """Whether the limits and nights off of each leave fewer nights than there are places, however they fall."""
    team = problem.volunteers
    rooms = (most_nights(problem, each, alone(problem, each, avoiding=False).nights) for each in team)
    return sum(rooms) < len(problem.demand)


@pytest.mark.parametrize("seed", range(sized(400)))
def test_a_plan_for_any_prison_keeps_the_rules_and_beats_careful_greedy(seed: int) -> None:
    problem = any_prison(seed)
    solution = make_plan(problem, Budget.of(work=20), 1, lambda stage, best, bound: None)
    assert check(problem, solution) == ()
    assert all(sum(gap.reasons.values()) == len(problem.volunteers) for gap in solution.gaps)
    careful, ours = careful_greedy(problem), figures(problem, solution.assignments)
    assert careful is not None
    assert ours.gaps <= figures(problem, careful).gaps
    assert ours.order <= figures(problem, careful).order
