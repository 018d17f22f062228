"""How does a problem become a plan: a careful one first, then the small changes that better it, then the solver?"""

from __future__ import annotations

from dataclasses import asdict

from listeners.domain.rota.conflicts import Conflict, conflicts, left_alone
from listeners.domain.rota.objective import figures, gaps
from listeners.domain.rota.problem import Assignment, Demand, RotaProblem
from listeners.domain.rota.reasons import reasons
from listeners.domain.rota.solution import FIGURES, Gap, RotaSolution, Status
from listeners.planner.budget import Budget
from listeners.planner.exact import solve_exactly
from listeners.planner.greedy import careful_greedy
from listeners.planner.nearby import NearbySearch
from listeners.planner.run import Progress, Run
from listeners.planner.windows import better_in_windows, conclude, possible_duties

MOST_DUTIES, WINDOWS_FIRST = 10_000, 5_000
"""Possible duties of the largest problem that is written as one program, within 300 MB, and of the smallest that is
bettered in windows before: there one program alone is slow to find what windows find (docs/decisions/0016)."""
STEPS_FOR_EACH_PLACE, MOST_STEPS = 1_000, 400_000
"""How many small changes are tried: under a fifth of a second for 24 people and 28 nights, at most a few seconds."""
STEPS_FOR_WORK = 1_000
"""How many small changes count as one unit of work."""


def make_plan(problem: RotaProblem, budget: Budget, seed: int, progress: Progress) -> RotaSolution:
    """Return the best plan that the budget allows, with its proven bounds; with none, why not.

    The plan depends on the problem, the seed and the work alone, unless the seconds of the budget run out first.
    """
    clashing = conflicts(problem)
    if clashing:
        return _no_plan(Status.CONFLICT, seed, clashing)
    run = Run(problem)
    run.take(careful_greedy(problem))
    _tell_gaps(run, progress)
    _look_nearby(run, budget, seed)
    _tell_gaps(run, progress)
    if run.plan is not None and possible_duties(problem) > WINDOWS_FIRST:
        _look_through_windows(run, budget, seed, progress)
    if run.plan is not None and possible_duties(problem) > MOST_DUTIES:
        conclude(run, progress)
    elif not solve_exactly(run, budget, seed, progress):
        return _no_plan(Status.CONFLICT, seed, left_alone(problem))
    return _no_plan(Status.NOTHING_IN_TIME, seed, ()) if run.figures is None else _solution(run, seed)


def _tell_gaps(run: Run, progress: Progress) -> None:
    if run.figures is not None:
        progress("gaps", run.figures.gaps, run.least("gaps"))


def _look_nearby(run: Run, budget: Budget, seed: int) -> None:
    """Better the first plan by small changes, for at most a tenth of the work."""
    if run.plan is None or budget.seconds_left() <= 0:
        return
    nearby = NearbySearch(run.problem, run.plan, seed)
    steps = min(STEPS_FOR_EACH_PLACE * len(run.problem.demand), MOST_STEPS, budget.work * STEPS_FOR_WORK // 10)
    tried = nearby.run(steps, lambda: budget.seconds_left() <= 0)
    budget.spend(tried // STEPS_FOR_WORK)
    run.take(nearby.plan())


def _look_through_windows(run: Run, budget: Budget, seed: int, progress: Progress) -> None:
    """Better a plan in windows: for half of the budget where the solver is to see the whole afterwards."""
    if possible_duties(run.problem) > MOST_DUTIES:
        better_in_windows(run, budget, seed, progress)
        return
    half = budget.half()
    given = half.work
    better_in_windows(run, half, seed, progress)
    budget.spend(given - half.work)


def _solution(run: Run, seed: int) -> RotaSolution:
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
