"""Is every plan right, whatever the problem: the rules kept, the reasons complete, nothing better left out?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from listeners.domain.rota.check import breaches_of, check
from listeners.domain.rota.objective import figures
from listeners.domain.rota.problem import Assignment, Demand, RotaProblem, Rules, Slot, Volunteer
from listeners.domain.rota.reasons import Reason
from listeners.domain.rota.solution import RotaSolution, Status
from listeners.planner.budget import Budget
from listeners.planner.gap_bound import least_gaps
from listeners.planner.greedy import careful_greedy
from listeners.planner.plan import make_plan
from tests.planner.problems import START, nights_from, seeded_problem, tiny_problem
from tests.size import sized


def solve(problem: RotaProblem, work: int = 3_000) -> RotaSolution:
    return make_plan(problem, Budget.of(work=work), 1, lambda stage, best, bound: None)


@pytest.mark.parametrize("seed", range(sized(200)))
def test_a_plan_keeps_the_rules_and_is_no_worse_than_careful_greedy(seed: int) -> None:
    problem = seeded_problem(seed)
    solution = solve(problem)
    if solution.status is Status.CONFLICT:
        assert careful_greedy(problem) is None
        assert {each.rule for each in solution.conflicts} == {Reason.NEW}
        return
    assert solution.status in (Status.OPTIMAL, Status.FEASIBLE)
    assert check(problem, solution) == ()
    assert all(sum(gap.reasons.values()) == len(problem.volunteers) for gap in solution.gaps)
    assert least_gaps(problem) <= figures(problem, solution.assignments).gaps
    careful = careful_greedy(problem)
    if careful is not None:
        assert figures(problem, solution.assignments).order <= figures(problem, careful).order


@pytest.mark.parametrize("seed", range(sized(100)))
def test_no_plan_of_a_tiny_problem_is_better(seed: int) -> None:
    problem = tiny_problem(seed)
    solution = solve(problem)
    best = min((figures(problem, plan).order for plan in every_plan(problem)), default=None)
    if best is None:
        assert solution.status is Status.CONFLICT
        return
    assert figures(problem, solution.assignments).order == best
    assert least_gaps(problem) <= best[0]
    assert solution.status is Status.OPTIMAL
    assert solution.bound == solution.objective


def every_plan(problem: RotaProblem) -> Iterator[list[Assignment]]:
    """Each way to fill the places that keeps the hard rules, found without the planner."""
    names = [None, *(each.id for each in problem.volunteers)]
    for choice in product(names, repeat=len(problem.demand)):
        pairs = zip(problem.demand, choice, strict=True)
        plan = [Assignment(demand.slot, name) for demand, name in pairs if name is not None]
        if not breaches_of(problem, plan):
            yield plan


def volunteer(name: str, *, new: bool = False) -> Volunteer:
    nothing: frozenset[object] = frozenset()
    return Volunteer(name, new, None, 100, (), nothing, nothing, 0, nothing)  # type: ignore[arg-type]


def place(day: int, duty: str, area: str | None = None) -> Slot:
    return Slot(START + timedelta(days=day), duty, area)


def problem_of(team: list[Volunteer], slots: list[Slot], **rest: object) -> RotaProblem:
    demand = tuple(Demand(slot, 2 if slot.duty == "first" else 1) for slot in slots)
    return replace(RotaProblem("LKI", nights_from(START, 7), demand, tuple(team), Rules(1, 2, 8)), **rest)  # type: ignore[arg-type]


def test_a_fixed_new_volunteer_whom_nobody_can_lead_is_named_as_a_conflict() -> None:
    fixed = Assignment(place(0, "second"), "young")
    team = [volunteer("young", new=True), volunteer("also", new=True)]
    solution = solve(problem_of(team, [place(0, "first"), place(0, "second")], fixed=(fixed,)))
    assert solution.status is Status.CONFLICT
    assert [(each.assignment, each.rule) for each in solution.conflicts] == [(fixed, Reason.NEW)]


def test_two_fixed_new_volunteers_with_one_leader_on_nights_too_close_are_both_named() -> None:
    fixed = (Assignment(place(0, "second"), "young"), Assignment(place(1, "second"), "also"))
    team = [volunteer("young", new=True), volunteer("also", new=True), volunteer("old")]
    slots = [place(day, duty) for day in (0, 1) for duty in ("first", "second")]
    solution = solve(problem_of(team, slots, fixed=fixed))
    assert {each.assignment.volunteer for each in solution.conflicts} == {"young", "also"}


def test_a_fixed_new_volunteer_is_led_although_that_leaves_a_dearer_place_empty() -> None:
    fixed = (Assignment(place(0, "second"), "young"),)
    team = [volunteer("young", new=True), volunteer("old")]
    demand = (Demand(place(0, "first"), 1), Demand(place(0, "second"), 1), Demand(place(1, "first"), 9))
    problem = replace(problem_of(team, []), demand=demand, fixed=fixed)
    assert Assignment(place(0, "first"), "old") in solve(problem).assignments


def test_a_place_that_costs_nothing_is_left_empty_where_that_is_fairer() -> None:
    problem = replace(problem_of([volunteer("a")], []), demand=(Demand(place(0, "first"), 0),))
    solution = solve(problem)
    assert (solution.status, solution.assignments) == (Status.OPTIMAL, ())
    assert solution.bound["unfairness"] == 0


def test_two_places_of_one_slot_are_both_filled() -> None:
    slots = [place(0, "first"), place(0, "second"), place(0, "second")]
    solution = solve(problem_of([volunteer(name) for name in "abc"], slots))
    assert (len(solution.assignments), solution.gaps) == (3, ())


def test_nobody_in_the_team_leaves_every_place_empty_with_no_reason_to_count() -> None:
    problem = problem_of([], [place(0, "first")])
    solution = solve(problem)
    assert [dict(gap.reasons) for gap in solution.gaps] == [{}]
    assert check(problem, solution) == ()


def test_no_demand_is_a_plan_at_once() -> None:
    solution = solve(problem_of([volunteer("a")], []))
    assert (solution.status, solution.assignments) == (Status.OPTIMAL, ())


def test_a_published_duty_is_kept_although_it_makes_the_plan_less_fair() -> None:
    told = Assignment(place(0, "second"), "laden")
    team = [replace(volunteer("laden"), carried_load=50), volunteer("fresh"), volunteer("rested")]
    solution = solve(problem_of(team, [place(0, "first"), place(0, "second")], published=(told,)))
    assert told in solution.assignments
    assert solution.objective is not None and solution.objective["changes"] == 0


def test_of_two_who_were_told_the_same_place_one_is_kept_and_that_is_proven() -> None:
    told = (Assignment(place(0, "second"), "a"), Assignment(place(0, "second"), "b"))
    slots = [place(0, duty) for duty in ("first", "second", "third")]
    team = [volunteer("a"), volunteer("b"), replace(volunteer("c"), carried_load=9)]
    solution = solve(problem_of(team, slots, published=told))
    assert solution.objective is not None and solution.objective["changes"] == 1
    assert solution.status is Status.OPTIMAL


def test_who_was_told_of_another_place_is_not_counted_as_first_beside_somebody_new_as_well() -> None:
    """Both places can be filled only when the old hand changes over: that is one change, proven to be the fewest."""
    told = (Assignment(place(0, "second"), "old"),)
    slots = [place(0, duty) for duty in ("first", "second")]
    solution = solve(problem_of([volunteer("old"), volunteer("young", new=True)], slots, published=told))
    assert (solution.status, solution.gaps, solution.bound["changes"]) == (Status.OPTIMAL, (), 1)
