"""Can a plan for any prison be relied on: small and large, in order and hopelessly short?"""

import pytest

from listeners.domain.rota.check import check
from listeners.domain.rota.objective import figures
from listeners.planner.budget import Budget
from listeners.planner.greedy import careful_greedy
from listeners.planner.plan import make_plan
from tests.planner.prisons import any_prison
from tests.size import sized


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
