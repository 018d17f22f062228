"""Does a plan depend on the problem, the seed and the work alone, whatever the clock says meanwhile?"""

import time
from itertools import count

import pytest

from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.solution import solution_to_text
from listeners.planner.budget import Budget
from listeners.planner.plan import WINDOWS_FIRST, make_plan
from listeners.planner.windows import possible_duties
from tests.planner.prisons import prison

MONTH = prison(3, 24, 28)
QUARTER = prison(4, 22, 84, areas=3)


def planned(problem: RotaProblem, work: int) -> str:
    return solution_to_text(make_plan(problem, Budget.of(work=work), 1, lambda stage, best, bound: None))


@pytest.mark.parametrize(("problem", "work"), [(MONTH, 12), (MONTH, 20_000), (QUARTER, 40)])
def test_a_clock_on_which_an_hour_goes_by_at_each_look_changes_nothing(
    problem: RotaProblem, work: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = planned(problem, work)
    looks = count()
    for name in ("monotonic", "perf_counter", "process_time", "time"):
        monkeypatch.setattr(time, name, lambda: 3600.0 * next(looks))
    assert planned(problem, work) == expected
    assert next(looks) > 1  # the clock is looked at for the limit in seconds, which is not set here


def test_a_limit_in_seconds_is_what_the_clock_is_looked_at_for(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = count()
    monkeypatch.setattr(time, "monotonic", lambda: 3600.0 * next(looks))
    hurried = make_plan(MONTH, Budget.of(seconds=60), 1, lambda stage, best, bound: None)
    assert solution_to_text(hurried) != planned(MONTH, 20_000)


def test_the_larger_of_these_problems_is_planned_in_windows_first() -> None:
    assert possible_duties(QUARTER) > WINDOWS_FIRST
