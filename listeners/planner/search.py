"""What does the solver find for one stage, and what does it prove?

One run of HiGHS with one thread and a seed. It counts its own work and stops when the allowance is used up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import highspy
from highspy.highs import HighsCallbackEvent

from listeners.planner.linear import Program
from listeners.planner.stages import Goal

Report = Callable[[float | None, float | None], None]
"""Told the best value so far and the proven bound, None where there is none yet."""

_EXACT = 0.01
"""Less than the step between two values of a figure, more than the solver's rounding."""


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a run. ``values`` None: no plan found; ``impossible``: it is proven that there is none."""

    values: Sequence[float] | None
    proven: bool
    impossible: bool
    bound: float | None
    nodes: int
    iterations: int
    work: int


@dataclass(slots=True)
class _Meter:
    """Counts how often the solver asks whether to go on, and passes on what it tells."""

    allowance: int
    report: Report
    used: int = 0

    def ask(self, event: HighsCallbackEvent) -> None:
        self.used += 1
        told = event.data_out
        self.report(_finite(told.mip_primal_bound), _finite(told.mip_dual_bound))
        if self.used >= self.allowance and event.data_in is not None:
            event.data_in.user_interrupt = True


def search(
    program: Program,
    goal: Goal,
    start: Sequence[float] | None,
    *,
    allowance: tuple[int, float],
    seed: int,
    report: Report,
) -> Found:
    """Make ``goal`` as small as the allowance (work, seconds) lets it be, from ``start`` where there is one."""
    work, seconds = allowance
    solver = _solver(seed, seconds, goal.step)
    meter = _Meter(work, report)
    solver.cbMipInterrupt += meter.ask
    solver.passModel(program.for_solver(goal.costs, goal.constant))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = list(start)
        solver.setSolution(solution)
    solver.run()
    return _outcome(solver, meter.used)


def _solver(seed: int, seconds: float, step: int) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    for name, value in {
        "threads": 1,
        "random_seed": seed,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": step - _EXACT,
        "time_limit": seconds,
    }.items():
        solver.setOptionValue(name, value)
    return solver


def _outcome(solver: highspy.Highs, used: int) -> Found:
    status, info = solver.getModelStatus(), solver.getInfo()
    proven = status == highspy.HighsModelStatus.kOptimal
    has_plan = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return Found(
        values=list(solver.getSolution().col_value) if has_plan else None,
        proven=proven and has_plan,
        impossible=status == highspy.HighsModelStatus.kInfeasible,
        bound=_finite(info.mip_dual_bound),
        nodes=max(0, info.mip_node_count),
        iterations=max(0, info.simplex_iteration_count),
        work=used,
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
