"""How is a plan bettered that is too large to be written as one program? Some weeks at a time, the rest held.

Seen from a window, the nights around it are nights that people have had, and their load is load carried: so a window is
a planning problem of its own, and a better plan for it is a better plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from listeners.domain.rota.objective import loads_after
from listeners.domain.rota.problem import Assignment, RotaProblem
from listeners.domain.rota.solution import FIGURES
from listeners.planner.budget import Budget
from listeners.planner.exact import solve_exactly
from listeners.planner.run import Progress, Run

WINDOW = 2_000
"""How many possible duties (people x nights x areas) a window holds: the solver proves it within about a second."""
WORK, LEAST_WORK = 200, 10
"""What one window may spend, and what it is charged at least: to write it down is work too."""


def possible_duties(problem: RotaProblem) -> int:
    """Return how large the program of a problem would be: people x nights x areas."""
    return len(problem.volunteers) * len({(each.slot.night, each.slot.area) for each in problem.demand})


def better_in_windows(run: Run, budget: Budget, seed: int, progress: Progress, most: int = WINDOW) -> None:
    """Better a plan window by window, over and over until none betters it or the budget is spent.

    A window holds at most about ``most`` possible duties.
    """
    before = None
    while run.figures != before:
        before = run.figures
        for nights in _windows(run.problem, most):
            if budget.work < 1 or budget.seconds_left() <= 0:
                return
            _solve_window(run, nights, budget, seed)
            if run.figures is not None:
                progress("unfairness", run.figures.unfairness, run.least("unfairness"))


def conclude(run: Run, progress: Progress) -> None:
    """Note what a look at the problem proves, where the solver has seen no more than windows."""
    for name in FIGURES:
        least, value = run.least(name), getattr(run.figures, name)
        sign = -1 if name == "preferred" else 1
        run.bounds[name] = None if least is None else sign * least
        run.proven = run.proven and value == run.bounds[name]
        progress(name, value, run.bounds[name])


def _windows(problem: RotaProblem, most: int) -> Iterator[frozenset[date]]:
    """Stretches of nights, each half over the one before."""
    nights = [night.on for night in problem.nights]
    width = min(len(nights), max(7, most * len(nights) // max(1, possible_duties(problem))))
    step = -(-width // 2)
    for start in range(0, max(1, len(nights) - width + step), step):
        yield frozenset(nights[start : start + width])


def _solve_window(run: Run, nights: frozenset[date], budget: Budget, seed: int) -> None:
    plan = run.plan or ()
    outside = tuple(each for each in plan if each.night not in nights)
    part = Run(window(run.problem, outside, nights))
    part.take(tuple(each for each in plan if each.night in nights))
    allowed = min(WORK, budget.work)
    own = Budget(allowed, budget.seconds, budget.start)
    solve_exactly(part, own, seed, lambda *news: None)
    budget.spend(max(LEAST_WORK, allowed - own.work))
    for name, stage in part.stages.items():
        run.count(name, stage.nodes, stage.simplex_iterations)
    if part.plan is not None:
        run.take(tuple(sorted((*outside, *part.plan), key=lambda each: each.order)))


def window(problem: RotaProblem, outside: tuple[Assignment, ...], nights: frozenset[date]) -> RotaProblem:
    """Return the problem of some nights, the assignments ``outside`` them held."""
    loads = loads_after(problem, outside)
    held: dict[str, set[date]] = {each.id: set(each.last_nights) for each in problem.volunteers}
    for each in outside:
        held[each.volunteer].add(each.night)
    return replace(
        problem,
        nights=tuple(night for night in problem.nights if night.on in nights),
        demand=tuple(demand for demand in problem.demand if demand.slot.night in nights),
        volunteers=tuple(
            replace(each, carried_load=loads[each.id], last_nights=frozenset(held[each.id]))
            for each in problem.volunteers
        ),
        fixed=tuple(each for each in problem.fixed if each.night in nights),
        published=tuple(each for each in problem.published if each.night in nights),
    )
