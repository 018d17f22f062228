"""Does every part of the planner keep what people have been told, and what was fixed by hand?"""

from dataclasses import replace

from listeners.domain.rota.objective import figures
from listeners.domain.rota.problem import Assignment, RotaProblem
from listeners.planner.budget import Budget
from listeners.planner.greedy import careful_greedy
from listeners.planner.run import Run
from listeners.planner.windows import better_in_windows, window
from tests.planner.prisons import prison


def told_otherwise() -> tuple[RotaProblem, tuple[Assignment, ...], tuple[Assignment, ...]]:
    """A prison, the plan that the careful greedy makes of it, and another without gaps that people were told."""
    problem = prison(3, 14, 14)
    loads = range(0, 5 * len(problem.volunteers), 5)
    team = tuple(replace(each, carried_load=load) for each, load in zip(problem.volunteers, loads, strict=True))
    plan, told = careful_greedy(problem) or (), careful_greedy(replace(problem, volunteers=team)) or ()
    assert len(plan) == len(told) == len(problem.demand) and len(set(plan) & set(told)) < len(plan) / 2
    return replace(problem, published=told), plan, told


def test_the_careful_greedy_keeps_all_that_can_stand() -> None:
    problem, _, told = told_otherwise()
    assert set(careful_greedy(problem) or ()) == set(told)


def test_windows_go_back_to_what_people_were_told() -> None:
    problem, plan, told = told_otherwise()
    run = Run(problem)
    run.take(plan)
    better_in_windows(run, Budget.of(300), 1, lambda stage, best, bound: None, most=10_000)
    assert run.plan == told


def test_windows_better_the_nights_around_what_is_fixed() -> None:
    problem, plan, _ = told_otherwise()
    kept = replace(problem, fixed=plan[:6])
    run = Run(kept)
    run.take(plan)
    better_in_windows(run, Budget.of(300), 1, lambda stage, best, bound: None, most=10_000)
    assert run.plan is not None and run.figures is not None
    assert set(plan[:6]) <= set(run.plan)
    assert run.figures.order < figures(kept, plan).order


def test_a_window_holds_what_is_fixed_and_told_on_its_own_nights_and_no_other() -> None:
    problem, plan, told = told_otherwise()
    nights = frozenset(night.on for night in problem.nights[3:9])
    part = window(replace(problem, fixed=plan[:9]), (), nights)
    assert part.fixed == tuple(each for each in plan[:9] if each.night in nights) != ()
    assert part.published == tuple(each for each in told if each.night in nights) != ()
