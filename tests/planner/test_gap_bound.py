"""Are gaps that cannot be avoided counted at once? That no plan leaves less empty, test_plans.py tries."""

from dataclasses import replace
from datetime import timedelta

from listeners.domain.rota.objective import figures
from listeners.domain.rota.problem import Demand, Night, RotaProblem, Rules
from listeners.domain.rota.team_size import room_of
from listeners.planner.gap_bound import least_gaps
from tests.planner.problems import START
from tests.planner.test_plans import place, problem_of, solve, volunteer

WEEK = range(7)
DUTIES = ("first", "second")


def test_two_people_take_two_nights_of_a_week_each_and_the_cheaper_places_stay_empty() -> None:
    problem = problem_of([volunteer("a"), volunteer("b")], [place(day, duty) for day in WEEK for duty in DUTIES])
    assert least_gaps(problem) == (7 - 4) * 2 + 7 * 1
    assert figures(problem, solve(problem).assignments).gaps == least_gaps(problem)


def test_first_duties_count_only_those_who_may_lead() -> None:
    team = [volunteer("a"), *(volunteer(name, new=True) for name in "bcdefg")]
    problem = problem_of(team, [place(day, duty) for day in WEEK for duty in DUTIES])
    assert least_gaps(problem) == (7 - 2) * 2


def test_an_area_counts_only_those_who_reach_it() -> None:
    team = [replace(volunteer(name), areas=frozenset({"A"})) for name in "abcdefgh"]
    problem = problem_of(team, [place(day, "first", area) for day in WEEK for area in "AB"])
    assert least_gaps(problem) == 7 * 2


def test_nights_far_apart_are_not_counted_as_one_week() -> None:
    nights = tuple(Night(START + timedelta(days=8 * number), 2) for number in range(4))
    demand = tuple(Demand(place(8 * number, "first"), 2) for number in range(4))
    problem = RotaProblem("LKI", nights, demand, (volunteer("a"),), Rules(1, 1, 8))
    assert room_of(problem, problem.volunteers[0]) == 4
    assert least_gaps(problem) == 0
