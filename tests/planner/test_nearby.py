"""Do small changes better a plan, keep every rule, and end in the same plan each time?"""

import pytest

from listeners.domain.rota.check import breaches_of
from listeners.domain.rota.objective import figures
from listeners.domain.rota.problem import Assignment, RotaProblem
from listeners.planner.greedy import careful_greedy
from listeners.planner.nearby import NearbySearch
from tests.planner.prisons import prison
from tests.planner.problems import seeded_problem
from tests.size import sized


def bettered(problem: RotaProblem, plan: tuple[Assignment, ...], steps: int, seed: int = 1) -> tuple[Assignment, ...]:
    nearby = NearbySearch(problem, plan, seed)
    nearby.run(steps, lambda: False)
    return nearby.plan()


@pytest.mark.parametrize("seed", range(sized(200)))
def test_changes_keep_every_rule_and_make_no_plan_worse(seed: int) -> None:
    problem = seeded_problem(seed)
    careful = careful_greedy(problem)
    if careful is None:
        return
    plan = bettered(problem, careful, 3_000)
    assert breaches_of(problem, plan) == ()
    assert figures(problem, plan).order <= figures(problem, careful).order


@pytest.mark.parametrize("seed", range(sized(100)))
def test_what_the_search_reckons_is_what_the_figures_say(seed: int) -> None:
    problem = seeded_problem(seed)
    careful = careful_greedy(problem)
    if careful is None or len({demand.slot for demand in problem.demand}) < len(problem.demand):
        return
    nearby = NearbySearch(problem, careful, 1)
    nearby.run(2_000, lambda: False)
    before, after = figures(problem, careful), figures(problem, nearby.plan())
    assert (nearby.best_cost < 0) == (after.order < before.order)


def test_the_same_seed_gives_the_same_plan_and_another_seed_another() -> None:
    problem = prison(3, 24, 28)
    careful = careful_greedy(problem) or ()
    one, again, other = (bettered(problem, careful, 5_000, seed) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_a_search_that_is_to_stop_leaves_the_plan_as_it_was() -> None:
    problem = prison(3, 24, 28)
    careful = careful_greedy(problem) or ()
    nearby = NearbySearch(problem, careful, 1)
    assert nearby.run(5_000, lambda: True) == 0
    assert nearby.plan() == careful
