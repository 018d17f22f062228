"""How does a problem become a plan: the five stages, each held while the next is made better?

Every plan that the solver offers is judged by the hard rules and reckoned in whole numbers before it is taken, so that
a plan here never rests on the solver's rounding.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from listeners.domain.rota.conflicts import Conflict, conflicts, left_alone
from listeners.domain.rota.hard_rules import breaches_of
from listeners.domain.rota.objective import Figures, figures, gaps
from listeners.domain.rota.problem import Assignment, Demand, RotaProblem
from listeners.domain.rota.reasons import reasons
from listeners.domain.rota.solution import FIGURES, Gap, RotaSolution, Stage, Status
from listeners.planner.budget import Budget
from listeners.planner.greedy import careful_greedy
from listeners.planner.model import RotaModel
from listeners.planner.search import Found, search
from listeners.planner.stages import Goal, goals
from listeners.planner.translate import assignments_of, columns_of

Progress = Callable[[str, float | None, float | None], None]
"""Told the stage, its best value so far, and the proven bound."""

_ROUNDING = 1e-6
"""How far the solver's bounds may be off."""


@dataclass(slots=True)
class _Run:
    """What is known while the stages go by."""

    problem: RotaProblem
    plan: tuple[Assignment, ...] | None
    figures: Figures | None = None
    bounds: dict[str, float | None] = field(default_factory=lambda: dict.fromkeys(FIGURES))
    stages: dict[str, Stage] = field(default_factory=dict)
    proven: bool = True

    def take(self, plan: tuple[Assignment, ...] | None) -> None:
        """Take a plan that keeps the rules and is no worse than the one so far."""
        if plan is None or breaches_of(self.problem, plan):
            return
        new = figures(self.problem, plan)
        if self.figures is None or new.order <= self.figures.order:
            self.plan, self.figures = plan, new


def make_plan(problem: RotaProblem, budget: Budget, seed: int, progress: Progress) -> RotaSolution:
    """Return the best plan that the budget allows, with its proven bounds; with none, why not.

    The plan depends on the problem, the seed and the work alone, unless the seconds of the budget run out first.
    """
    clashing = conflicts(problem)
    if clashing:
        return _no_plan(Status.CONFLICT, seed, clashing)
    run = _Run(problem, None)
    run.take(careful_greedy(problem))
    model = RotaModel(problem)
    for goal in goals(model):
        found = _improve(run, model, goal, budget, seed, progress)
        if run.figures is None:
            impossible = found is not None and found.impossible
            return (
                _no_plan(Status.CONFLICT, seed, left_alone(problem))
                if impossible
                else _no_plan(Status.NOTHING_IN_TIME, seed, ())
            )
        _conclude(run, model, goal, found, run.figures)
        progress(goal.name, getattr(run.figures, goal.name), run.bounds[goal.name])
    return _solution(run, seed)


def _improve(run: _Run, model: RotaModel, goal: Goal, budget: Budget, seed: int, progress: Progress) -> Found | None:
    """Let the solver better the plan in one figure; None where that needs no search, or nothing is left to spend."""
    allowance = budget.allowance(last=goal.name == FIGURES[-1])
    if run.figures is not None and goal.value(run.figures) == model.program.least(goal.costs) + goal.constant:
        return None
    if allowance[0] < 1 or allowance[1] <= 0:
        return None
    found = search(
        model.program,
        goal,
        None if run.plan is None else columns_of(model, run.plan),
        allowance=allowance,
        seed=seed,
        report=lambda best, bound: progress(goal.name, _signed(goal, best), _signed(goal, bound)),
    )
    budget.spend(found.work)
    run.stages[goal.name] = Stage(found.nodes, found.iterations)
    run.take(None if found.values is None else assignments_of(model, found.values))
    return found


def _signed(goal: Goal, value: float | None) -> float | None:
    return None if value is None else goal.sign * value


def _conclude(run: _Run, model: RotaModel, goal: Goal, found: Found | None, reached: Figures) -> None:
    """Note what is proven of a figure, and hold it for the stages to come."""
    value, least = goal.value(reached), model.program.least(goal.costs) + goal.constant
    bound = least if found is None or found.bound is None else max(least, found.bound)
    proven = 0 <= value - math.ceil(bound - _ROUNDING) < goal.step
    if proven or found is not None:
        run.bounds[goal.name] = goal.sign * (value if proven else math.ceil(bound - _ROUNDING))
    run.proven = run.proven and proven
    run.stages.setdefault(goal.name, Stage(0, 0))
    if value == least:
        model.program.hold_at_least_cost(goal.costs)
    else:
        model.program.at_most(goal.costs, value - goal.constant)


def _solution(run: _Run, seed: int) -> RotaSolution:
    plan = run.plan or ()
    return RotaSolution(
        status=Status.OPTIMAL if run.proven else Status.FEASIBLE,
        assignments=plan,
        gaps=tuple(Gap(each.slot, _counted(run.problem, plan, each)) for each in gaps(run.problem, plan)),
        objective=asdict(figures(run.problem, plan)),
        bound=run.bounds,
        stages=run.stages,
        seed=seed,
    )


def _counted(problem: RotaProblem, plan: tuple[Assignment, ...], gap: Demand) -> dict[str, int]:
    return {reason.value: number for reason, number in reasons(problem, plan, gap.slot).items()}


def _no_plan(status: Status, seed: int, clashing: tuple[Conflict, ...]) -> RotaSolution:
    return RotaSolution(status, (), (), None, bound=dict.fromkeys(FIGURES), stages={}, seed=seed, conflicts=clashing)
