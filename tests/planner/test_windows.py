"""Is a plan that is too large for one program bettered some weeks at a time?"""

import pytest

from listeners.domain.rota.check import check
from listeners.domain.rota.objective import figures
from listeners.domain.rota.solution import Status
from listeners.planner.budget import Budget
from listeners.planner.fair_bound import least_unfairness
from listeners.planner.greedy import careful_greedy
from listeners.planner.plan import make_plan
from listeners.planner.run import Run
from listeners.planner.windows import better_in_windows, window
from tests.planner.prisons import prison
from tests.size import LONG

SOON_GONE = 2
"""In the year of this seed one is there for 38 nights alone: no plan gives him a fair share of the load."""


def test_a_window_counts_the_load_and_the_nights_around_it_as_carried() -> None:
    problem = prison(5, 10, 28)
    plan = careful_greedy(problem) or ()
    nights = frozenset(night.on for night in problem.nights[7:21])
    inside = tuple(each for each in plan if each.night in nights)
    outside = tuple(each for each in plan if each.night not in nights)
    part = window(problem, outside, nights)
    assert figures(part, inside).unfairness == figures(problem, plan).unfairness
    held = {(name.id, night) for name in part.volunteers for night in name.last_nights}
    assert {(each.volunteer, each.night) for each in outside} <= held


def test_windows_better_a_plan_and_break_no_rule_between_them() -> None:
    problem = prison(5, 10, 56)
    run = Run(problem)
    run.take(careful_greedy(problem))
    before = run.figures
    told: list[tuple[float, float]] = []
    better_in_windows(
        run, Budget.of(work=300), 1, lambda _, best, bound: told.append((best or 0, bound or 0)), most=140
    )
    assert before is not None and run.figures is not None
    assert run.figures.order < before.order
    assert told and all(best >= bound > 0 for best, bound in told)


@pytest.mark.parametrize("seed", range(6) if LONG else [SOON_GONE])
def test_a_year_of_sixty_people_is_less_than_half_as_far_from_the_least_unfairness_as_careful_greedy(seed: int) -> None:
    problem = prison(seed, 60, 365)
    solution = make_plan(problem, Budget.of(work=60), 1, lambda stage, best, bound: None)
    assert check(problem, solution) == ()
    assert solution.status is Status.FEASIBLE
    assert solution.objective is not None
    careful = figures(problem, careful_greedy(problem) or ())
    least = least_unfairness(problem, careful)
    assert solution.bound["unfairness"] == least
    assert solution.objective["unfairness"] - least < (careful.unfairness - least) / 2
