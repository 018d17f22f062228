"""Is the least unfairness that is proven at once never above what a plan reaches, and near it where it can be?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, combinations

import pytest

from listeners.domain.rota.check import breaches_of
from listeners.domain.rota.objective import Figures, figures, loads_after
from listeners.domain.rota.problem import Absence, Assignment, Demand, RotaProblem, Rules, Slot, Unavailable, Volunteer
from listeners.planner.fair_bound import least_unfairness
from listeners.planner.most_load import alone
from tests.planner.problems import START, nights_from, seeded_problem, tiny_problem
from tests.planner.test_plans import every_plan, solve, volunteer
from tests.size import sized


@pytest.mark.parametrize("seed", range(sized(100)))
def test_no_plan_of_a_tiny_problem_is_fairer_than_the_bound_for_its_gaps_and_avoided_nights(seed: int) -> None:
    problem = tiny_problem(seed)
    fairest: dict[tuple[int, int], Figures] = {}
    for each in (figures(problem, plan) for plan in every_plan(problem)):
        best = fairest.setdefault((each.gaps, each.avoided), each)
        if each.unfairness < best.unfairness:
            fairest[each.gaps, each.avoided] = each
    assert all(least_unfairness(problem, best) <= best.unfairness for best in fairest.values())


@pytest.mark.parametrize("seed", range(sized(200)))
def test_the_most_that_one_can_take_is_what_trying_every_set_of_nights_finds(seed: int) -> None:
    problem = seeded_problem(seed, most_volunteers=4, most_nights=10)
    for each in problem.volunteers:
        one = alone(problem, each, avoiding=bool(seed % 2))
        assert one.at_least() <= one.exactly() == most_by_trying(problem, each, one.nights) <= one.at_most()


def most_by_trying(problem: RotaProblem, who: Volunteer, nights: Sequence[date]) -> int:
    """The heaviest of all sets of nights that one person may hold, judged by the hard rules alone."""
    places = {night: Slot(night, "second", None) for night in nights}
    bare = replace(
        problem,
        demand=tuple(Demand(slot, 1) for slot in places.values()),
        volunteers=(replace(who, new=False),),
        apart=(),
        fixed=(),
        published=(),
    )
    weight = problem.load_of()
    sets = chain.from_iterable(combinations(nights, size) for size in range(len(nights) + 1))
    return max(
        sum(weight[night] for night in chosen)
        for chosen in sets
        if not breaches_of(bare, [Assignment(places[night], who.id) for night in chosen])
    )


def test_what_somebody_cannot_take_under_the_limits_is_poured_out_to_the_others() -> None:
    """He is there for eight nights; two in seven dates leave him three, of load 2, 3 and 2, not a quarter of 32."""
    nights = nights_from(START, 14)
    gone = tuple(Unavailable(night.on, Absence.TRANSFERRED) for night in nights[8:])
    problem = RotaProblem(
        site="LKI",
        nights=nights,
        demand=tuple(Demand(Slot(night.on, "first", None), 2) for night in nights),
        volunteers=(replace(volunteer("short"), unavailable=gone), *(volunteer(name) for name in "abc")),
        rules=Rules(free_nights_between=1, max_in_7=2, max_in_28=8),
    )
    solution = solve(problem)
    assert loads_after(problem, solution.assignments)["short"] == 2 + 3 + 2
    reached = figures(problem, solution.assignments)
    assert least_unfairness(problem, reached) == reached.unfairness == 3 * (7**2 + 8**2 + 8**2 + 9**2)


def test_a_plan_with_gaps_is_measured_by_the_load_that_they_leave_to_be_shared_out() -> None:
    """One person can take two of three nights: the one left empty may be the heaviest, so that 2 + 2 are given out."""
    nights = nights_from(START + timedelta(days=2), 3)
    demand = tuple(Demand(Slot(night.on, "first", None), 2) for night in nights)
    problem = RotaProblem("LKI", nights, demand, (volunteer("a"),), Rules(1, 2, 8))
    assert [night.load for night in nights] == [2, 2, 3]
    assert least_unfairness(problem, Figures(gaps=2, changes=0, avoided=0, unfairness=0, preferred=0)) == 3 * 4**2
