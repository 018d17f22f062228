"""Of problems in which nothing fits nicely, is every plan that can be made no better than ours, and every claim true?

Each is tried whole, with no work allowed (so that only what a look at the problem says is claimed), and by windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

import pytest

from listeners.domain.rota.check import check
from listeners.domain.rota.objective import Figures, figures
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.solution import FIGURES, Status
from listeners.planner.budget import Budget
from listeners.planner.greedy import careful_greedy
from listeners.planner.model import RotaModel
from listeners.planner.run import Run
from listeners.planner.stages import goals
from listeners.planner.translate import assignments_of, columns_of
from listeners.planner.windows import better_in_windows, conclude
from tests.planner.problems import any_tiny_problem
from tests.planner.test_plans import every_plan, solve
from tests.size import sized

SEEDS = range(sized(400))


@cache
def tried(seed: int) -> tuple[RotaProblem, list[Figures]]:
    """A problem, and the figures of every plan of it that keeps the rules."""
    problem = any_tiny_problem(seed)
    return problem, list({figures(problem, plan) for plan in every_plan(problem)})


def claims_are_true(every: Sequence[Figures], reached: Figures, bound: dict[str, float | None]) -> bool:
    """Whether no plan that is as good in the earlier figures goes beyond a bound."""
    left = every
    for name in FIGURES:
        sign, most = -1 if name == "preferred" else 1, bound[name]
        if most is not None and any(sign * getattr(each, name) < sign * most for each in left):
            return False
        left = [each for each in left if sign * getattr(each, name) <= sign * getattr(reached, name)]
    return True


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_asked_no_plan_is_better_and_that_is_proven(seed: int) -> None:
    problem, every = tried(seed)
    solution = solve(problem)
    if not every:
        assert solution.status is Status.CONFLICT and solution.conflicts
        return
    assert check(problem, solution) == ()
    assert figures(problem, solution.assignments).order == min(each.order for each in every)
    assert (solution.status, solution.bound) == (Status.OPTIMAL, solution.objective)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_claimed_without_any_work_is_true(seed: int) -> None:
    problem, every = tried(seed)
    solution = solve(problem, work=0)
    if solution.objective is None:
        return
    reached = figures(problem, solution.assignments)
    assert claims_are_true(every, reached, dict(solution.bound))
    assert solution.status is not Status.OPTIMAL or reached.order == min(each.order for each in every)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_figure_only_takes_values_that_are_its_step_apart(seed: int) -> None:
    problem, every = tried(seed)
    for goal in goals(RotaModel(problem)) if every else ():
        values = {goal.value(each) for each in every}
        assert {(value - min(values)) % goal.step for value in values} == {0}


@pytest.mark.parametrize("seed", SEEDS)
def test_columns_mean_the_plan_that_they_were_set_for_where_it_is_published(seed: int) -> None:
    problem, _ = tried(seed)
    for plan in islice(every_plan(problem), 20):
        model = RotaModel(replace(problem, published=tuple(plan)))
        assert set(assignments_of(model, columns_of(model, plan))) == set(plan)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_window_of_all_nights_finds_the_best_plan_and_claims_what_is_true(seed: int) -> None:
    problem, every = tried(seed)
    run = Run(problem)
    run.take(careful_greedy(problem))
    if run.figures is None:
        return
    better_in_windows(run, Budget.of(300), 1, lambda stage, best, bound: None)
    assert run.figures.order == min(each.order for each in every)
    conclude(run, lambda stage, best, bound: None)
    assert claims_are_true(every, run.figures, run.bounds)
