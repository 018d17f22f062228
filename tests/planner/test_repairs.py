"""Is a repair the least there is: no place more than must be stays empty, and nobody loses a night without need?"""

from __future__ import annotations

from listeners.domain.rota.hard_rules import breaches_of
from listeners.domain.rota.objective import figures
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.repair import repair_of
from listeners.domain.rota.solution import RotaSolution
from listeners.planner.budget import Budget
from listeners.planner.plan import make_plan
from tests.planner.repairs import published_rota
from tests.planner.test_plans import every_plan
from tests.size import sized

PEOPLE, NIGHTS = 24, 28
SEEDED, PROVEN = 50, 45
"""Of so many published rotas the changes are proven to be the least on so many at least."""


def solved(problem: RotaProblem) -> RotaSolution:
    return make_plan(problem, Budget.of(3_000), 1, lambda *_: None)


def is_proven(solution: RotaSolution) -> bool:
    found = solution.objective or {}
    return all(solution.bound.get(name) == found[name] for name in ("gaps", "changes"))


def test_the_changes_to_a_published_rota_are_proven_to_be_the_fewest() -> None:
    solutions = [(problem, solved(problem)) for problem in (rota(seed) for seed in range(sized(SEEDED)))]

    assert sum(is_proven(solution) for _, solution in solutions) >= sized(PROVEN)
    for problem, solution in solutions:
        repair = repair_of(problem, solution.assignments)
        assert solution.objective is not None
        assert len(repair.withdrawn) <= solution.objective["changes"]
        assert repair.nights


def rota(seed: int) -> RotaProblem:
    return published_rota(seed, PEOPLE, NIGHTS)


def test_of_every_plan_of_a_tiny_rota_none_repairs_it_with_less() -> None:
    changed = 0
    for seed in range(sized(50)):
        problem = published_rota(seed, 3, 3, most_seconds=1)
        least = min(figures(problem, plan).order[:2] for plan in every_plan(problem))
        solution = solved(problem)
        assert figures(problem, solution.assignments).order[:2] == least
        changed += bool(repair_of(problem, solution.assignments).nights)
    assert changed


def test_what_a_repair_leaves_breaks_no_rule_but_a_place_whose_listener_cannot_do_it() -> None:
    for seed in range(sized(200)):
        problem = published_rota(seed, 5, 7)
        repair = repair_of(problem, solved(problem).assignments)
        held = (set(problem.published) - set(repair.withdrawn)) | set(repair.added)
        assert {breach.code.value for breach in breaches_of(problem, held)} <= {"unavailable"}
        assert not {(each.volunteer, each.night) for each in repair.added} & {
            (each.id, absence.on) for each in problem.volunteers for absence in each.unavailable
        }
