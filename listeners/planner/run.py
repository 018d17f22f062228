"""What is known while a plan is being made: the best plan so far, its figures, and what is proven of them?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from listeners.domain.rota.hard_rules import breaches_of
from listeners.domain.rota.objective import Figures, figures
from listeners.domain.rota.problem import Assignment, RotaProblem
from listeners.domain.rota.solution import FIGURES, Stage
from listeners.planner.fair_bound import least_unfairness
from listeners.planner.gap_bound import least_gaps

Progress = Callable[[str, float | None, float | None], None]
"""Told the stage, its best value so far, and the proven bound."""


@dataclass(slots=True)
class Run:
    """A plan that becomes better. ``stages`` is the solver's work, ``proven`` whether every figure so far is."""

    problem: RotaProblem
    plan: tuple[Assignment, ...] | None = None
    figures: Figures | None = None
    bounds: dict[str, float | None] = field(default_factory=lambda: dict.fromkeys(FIGURES))
    stages: dict[str, Stage] = field(default_factory=lambda: dict.fromkeys(FIGURES, Stage(0, 0)))
    proven: bool = True
    fairest: dict[tuple[int, int], int] = field(default_factory=dict)
    """What is known of the least unfairness beside so many gaps and avoided nights."""

    def take(self, plan: tuple[Assignment, ...] | None) -> None:
        """Take a plan that keeps the rules and is no worse than the one so far.

        Judged by the hard rules and reckoned in whole numbers, whoever made it: a plan here rests on no rounding.
        """
        if plan is None or breaches_of(self.problem, plan):
            return
        new = figures(self.problem, plan)
        if self.figures is None or new.order <= self.figures.order:
            self.plan, self.figures = plan, new

    def count(self, name: str, nodes: int, iterations: int) -> None:
        """Add work of the solver to a stage."""
        so_far = self.stages[name]
        self.stages[name] = Stage(so_far.nodes + nodes, so_far.simplex_iterations + iterations)

    def least(self, name: str) -> int | None:
        """Return what a figure, counted so that less is better, cannot go below by a look at the problem alone.

        It holds for plans as good as this one in the earlier figures; None where there is nothing to say.
        """
        if name == "gaps":
            return least_gaps(self.problem)
        if name == "unfairness":
            return None if self.figures is None else self._least_unfairness(self.figures)
        return -_most_preferred(self.problem) if name == "preferred" else 0

    def _least_unfairness(self, reached: Figures) -> int:
        known = reached.gaps, reached.avoided
        if known not in self.fairest:
            self.fairest[known] = least_unfairness(self.problem, reached)
        return self.fairest[known]


def _most_preferred(problem: RotaProblem) -> int:
    """On each night no more can have their wish than there are places, or people there who wish it."""
    places = [demand.slot.night for demand in problem.demand]
    away = {each.id: {absence.on for absence in each.unavailable} for each in problem.volunteers}
    return sum(
        min(
            places.count(night.on),
            sum(night.on in each.prefer and night.on not in away[each.id] for each in problem.volunteers),
        )
        for night in problem.nights
    )
