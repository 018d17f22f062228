"""How does the solver make a plan as good as it can be: five stages, each held while the next is made better?"""

from __future__ import annotations

import math

from listeners.domain.rota.objective import Figures
from listeners.domain.rota.solution import FIGURES
from listeners.planner.budget import Budget
from listeners.planner.model import RotaModel
from listeners.planner.run import Progress, Run
from listeners.planner.search import Found, search
from listeners.planner.stages import Goal, goals
from listeners.planner.translate import assignments_of, columns_of

_ROUNDING = 1e-6
"""How far the solver's bounds may be off."""
DUTIES_FOR_WORK = 100
"""A search is charged one unit at least for so many possible duties: a large program is much work before it is asked
whether to go on, so a budget that is too small for one begins none."""


def solve_exactly(run: Run, budget: Budget, seed: int, progress: Progress) -> bool:
    """Better and prove a plan, figure by figure; return False once it is proven that no plan keeps the rules."""
    model = RotaModel(run.problem)
    for goal in goals(model):
        least = _least(run, model, goal)
        found = _improve(run, model, goal, least, budget, seed, progress)
        if run.figures is None:
            return not (found is not None and found.impossible)
        _conclude(run, run.figures, model, goal, found, least)
        progress(goal.name, getattr(run.figures, goal.name), run.bounds[goal.name])
    return True


def _least(run: Run, model: RotaModel, goal: Goal) -> float:
    by_columns, by_problem = model.program.least(goal.costs) + goal.constant, run.least(goal.name)
    return by_columns if by_problem is None else max(by_columns, by_problem)


def _improve(
    run: Run, model: RotaModel, goal: Goal, least: float, budget: Budget, seed: int, progress: Progress
) -> Found | None:
    """Let the solver better the plan in one figure; None where that needs no search, or nothing is left to spend."""
    allowance = budget.allowance(last=goal.name == FIGURES[-1])
    if run.figures is not None and goal.proven(run.figures, least):
        return None
    entry = max(1, len(model.on_duty) // DUTIES_FOR_WORK)
    if allowance[0] < entry or allowance[1] <= 0:
        return None
    found = search(
        model.program,
        goal,
        None if run.plan is None else columns_of(model, run.plan),
        allowance=allowance,
        seed=seed,
        report=lambda best, bound: progress(goal.name, _signed(goal, best), _signed(goal, bound)),
    )
    budget.spend(max(entry, found.work))
    run.count(goal.name, found.nodes, found.iterations)
    run.take(None if found.values is None else assignments_of(model, found.values))
    return found


def _signed(goal: Goal, value: float | None) -> float | None:
    return None if value is None else goal.sign * value


def _conclude(run: Run, reached: Figures, model: RotaModel, goal: Goal, found: Found | None, least: float) -> None:
    """Note what is proven of a figure, and hold it for the stages to come."""
    bound = least if found is None or found.bound is None else max(least, found.bound)
    bound = math.ceil(bound - _ROUNDING)
    value, proven = goal.value(reached), goal.proven(reached, bound)
    if proven or found is not None:
        run.bounds[goal.name] = goal.sign * (value if proven else bound)
    run.proven = run.proven and proven
    if value == model.program.least(goal.costs) + goal.constant:
        model.program.hold_at_least_cost(goal.costs)
    else:
        model.program.at_most(goal.costs, value - goal.constant)
