"""Does the planner reach the best figures known, and prove them?"""

import json
import math
from pathlib import Path

import pytest

from listeners.domain.rota.check import check
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.problem_json import problem_from_json
from listeners.domain.rota.solution import RotaSolution, Status
from listeners.planner.budget import Budget
from listeners.planner.plan import make_plan
from tests.size import LONG

DATA = Path(__file__).parent.parent / "data" / "rota-format"

NAMED = ["pub-07x28-short", "pub-12x28", "pub-16x28-tight", "pub-20x28-2areas-fixed", "pub-24x28"]
REPAIRS = ["pub-16x28-repair", "pub-24x28-repair"]
LARGE = ["pub-24x56", "pub-30x28-3areas", "pub-40x84"]


def read(name: str) -> RotaProblem:
    return problem_from_json((DATA / f"{name}.json").read_bytes(), name)


def solve(problem: RotaProblem) -> RotaSolution:
    return make_plan(problem, Budget.of(), 1, lambda stage, best, bound: None)


@pytest.mark.parametrize("name", NAMED + REPAIRS + (LARGE if LONG else []))
def test_all_five_figures_are_the_best_known_and_proven(name: str) -> None:
    problem, best = read(name), json.loads((DATA / f"{name}.best.json").read_text())["objective"]
    solution = solve(problem)
    assert solution.objective == best
    assert solution.bound == best
    assert solution.status is Status.OPTIMAL
    assert check(problem, solution) == ()


def test_fixed_assignments_that_clash_are_named_and_nothing_is_solved() -> None:
    solution = solve(read("pub-fixed-conflict"))
    named = {(each.assignment.volunteer, each.assignment.night.isoformat(), each.rule) for each in solution.conflicts}
    assert named == {("v19", "2026-12-09", "gap"), ("v19", "2026-12-10", "gap"), ("v01", "2026-12-22", "resting")}
    assert (solution.status, solution.assignments, solution.objective) == (Status.CONFLICT, (), None)


def test_a_budget_that_ends_early_still_gives_a_plan_that_keeps_the_rules() -> None:
    problem = read("pub-20x28-2areas-fixed")
    solution = make_plan(problem, Budget.of(work=1), 1, lambda stage, best, bound: None)
    assert solution.status is Status.FEASIBLE
    assert None in solution.bound.values()
    assert check(problem, solution) == ()


def test_no_seconds_at_all_still_give_the_careful_plan() -> None:
    problem = read("pub-24x28")
    solution = make_plan(problem, Budget.of(seconds=0), 1, lambda stage, best, bound: None)
    assert solution.assignments
    assert check(problem, solution) == ()


def test_progress_tells_the_best_so_far_and_a_bound_that_it_never_passes() -> None:
    told: list[tuple[str, float, float]] = []
    make_plan(read("pub-07x28-short"), Budget.of(), 1, lambda *news: told.append((news[0], *map(_number, news[1:]))))
    assert [stage for stage in dict.fromkeys(stage for stage, _, _ in told)] == [
        *("gaps", "changes", "avoided", "unfairness", "preferred")
    ]
    known = [(stage, best, bound) for stage, best, bound in told if not math.isnan(best + bound)]
    assert all(best <= bound + 1e-6 if stage == "preferred" else best >= bound - 1e-6 for stage, best, bound in known)
    assert ("gaps", 10, 10) in known


def _number(value: float | None) -> float:
    return math.nan if value is None else value
