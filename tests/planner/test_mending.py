"""Is what is proposed for a gap the smallest set of steps, does it fill the gap, and is nobody asked who rests?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from listeners.cli.rota_words import fill_all_lines, fill_lines
from listeners.domain.rota.hard_rules import breaches_of
from listeners.domain.rota.objective import gaps
from listeners.domain.rota.problem import Absence, Assignment, RotaProblem, Rules, Unavailable, Volunteer
from listeners.domain.rota.remedies import (
    COSTS,
    Mending,
    More,
    Remedy,
    Step,
    StepKind,
    keeps_others,
    may_be_asked,
    mended,
    most_more,
)
from listeners.domain.rota.remedies_json import mending_from_json, mending_to_text
from listeners.domain.rota.solution import RotaSolution
from listeners.planner import mending
from listeners.planner.budget import Budget
from listeners.planner.mending import ALIKE, WORK, mend
from tests.domain.rota_builders import away, night, placed, rota, slot, volunteer
from tests.planner.prisons import prison
from tests.planner.problems import seeded_problem, tiny_problem
from tests.planner.test_plans import solve
from tests.size import sized

LIMITS = ((StepKind.MORE_IN_7, 7, "max_in_7"), (StepKind.MORE_IN_28, 28, "max_in_28"))


def mending_of(problem: RotaProblem, solution: RotaSolution | None = None) -> Mending:
    return mend(problem, (solution or solve(problem)).assignments, None, Budget.of(WORK))


def often_asked(seed: int) -> RotaProblem:
    """A tiny problem in which most who are away have only said no; some rest, are paused or are gone."""
    problem = tiny_problem(seed)
    return replace(problem, volunteers=tuple(map(_asked_of_a_full_part, problem.volunteers)))


def _asked_of_a_full_part(one: Volunteer) -> Volunteer:
    kept = (Absence.RESTING, Absence.PAUSE)
    no = (Unavailable(each.on, each.reason if each.reason in kept else Absence.UNAVAILABLE) for each in one.unavailable)
    return replace(one, unavailable=tuple(no), share=100, max_in_7=None)


def every_step(problem: RotaProblem) -> list[Step]:
    """All that could be done, with one more volunteer."""
    asks = [Step(StepKind.ASK, name, on) for name, on in may_be_asked(problem)]
    frees = [Step(StepKind.RELEASE, each.volunteer, each.night) for each in problem.fixed]
    more = [
        Step(kind, each.id, count=most_more(problem, each, kind), rule=getattr(problem.rules, name))
        for kind, _, name in LIMITS
        for each in problem.volunteers
        if most_more(problem, each, kind)
    ]
    return [*asks, *frees, *more, Step(StepKind.RECRUIT)]


def every_plan(problem: RotaProblem, held: tuple[Assignment, ...]) -> Iterator[tuple[int, tuple[Assignment, ...]]]:
    """Each plan that fills what ``held`` fills and more, and what the steps that it needs cost; found without the
    planner."""
    eased = mended(problem, every_step(problem))
    names = [None, *(each.id for each in eased.volunteers)]
    wanted = Counter(each.slot for each in held)
    slots = [demand.slot for demand in problem.demand]
    for choice in product(names, repeat=len(slots)):
        filled = Counter(one for one, name in zip(slots, choice, strict=True) if name is not None)
        if filled.total() > wanted.total() and not wanted - filled:
            plan = tuple(Assignment(one, name) for one, name in zip(slots, choice, strict=True) if name is not None)
            if not breaches_of(eased, plan):
                yield steps_cost(problem, eased, plan), plan


def steps_cost(problem: RotaProblem, eased: RotaProblem, plan: tuple[Assignment, ...]) -> int:
    """What the fewest steps cost after which a plan breaks no rule."""
    team = problem.volunteers_by_id()
    cost = COSTS[StepKind.RELEASE] * len(set(problem.fixed) - set(plan))
    cost += COSTS[StepKind.RECRUIT] * any(each.volunteer not in team for each in plan)
    for each in problem.volunteers:
        theirs = {one.night for one in plan if one.volunteer == each.id}
        cost += COSTS[StepKind.ASK] * len(theirs & {one.on for one in each.unavailable})
        for kind, size, name in LIMITS:
            lived = theirs | each.last_nights
            stretches = [{on - timedelta(days=back) for back in range(size)} for on in lived]
            most = max((len(lived & one) for one in stretches if theirs & one), default=0)
            cost += COSTS[kind] * max(0, most - getattr(problem.rules, name))
    return cost


@pytest.mark.parametrize("seed", range(sized(60)))
def test_no_smaller_set_of_steps_fills_a_gap_and_what_is_proposed_does(seed: int) -> None:
    problem = often_asked(seed)
    solution = solve(problem)
    if solution.objective is None or not solution.gaps:
        return
    found = mending_of(problem, solution)
    plans = list(every_plan(problem, solution.assignments))
    for gap in found.gaps:
        least = min(cost for cost, plan in plans if keeps_others(problem, solution.assignments, plan, gap.slot))
        assert gap.proven and {remedy.cost for remedy in gap.remedies} == {least}
        assert len(set(gap.remedies)) == len(gap.remedies) <= ALIKE
        for remedy in gap.remedies:
            assert_true(problem, solution, remedy)
    every_place = [cost for cost, plan in plans if not gaps(problem, plan)]
    if found.together is not None:
        assert_true(problem, solution, found.together)
        assert solve(mended(problem, found.together.steps)).gaps == ()
        assert found.together.cost == min(every_place, default=found.together.cost)
    else:
        assert not every_place


def assert_true(problem: RotaProblem, solution: RotaSolution, remedy: Remedy) -> None:
    """What is proposed lets the planner leave less empty, and asks nobody who is away for another reason than a no."""
    after = solve(mended(problem, remedy.steps))
    assert after.objective is not None and solution.objective is not None
    assert after.objective["gaps"] < solution.objective["gaps"]
    for step in remedy.steps:
        if step.kind is StepKind.ASK:
            absences = next(each.unavailable for each in problem.volunteers if each.id == step.volunteer)
            assert {each.reason for each in absences if each.on == step.night} == {Absence.UNAVAILABLE}


def one_night(*team: object, **changes: object) -> RotaProblem:
    return rota(*team, nights=1, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("absence", [each for each in Absence if each is not Absence.UNAVAILABLE])
def test_who_is_away_for_another_reason_than_a_plain_no_is_never_asked(absence: Absence) -> None:
    problem = one_night(volunteer("ann", unavailable=(away(0, absence),)), volunteer("ben"))
    (gap,) = mending_of(problem).gaps
    assert gap.remedies == (Remedy((Step(StepKind.RECRUIT),)),)


def test_who_rests_on_a_night_that_he_said_no_to_is_not_asked_either() -> None:
    both = (away(0, Absence.UNAVAILABLE), away(0, Absence.RESTING))
    (gap,) = mending_of(one_night(volunteer("ann", unavailable=both), volunteer("ben"))).gaps
    assert all(remedy.needs_more for remedy in gap.remedies)


def test_only_what_may_be_asked_about_is_asked_about() -> None:
    no = (away(0, Absence.UNAVAILABLE),)
    problem = one_night(volunteer("ann", unavailable=no), volunteer("cat", unavailable=no), volunteer("ben"))
    plan = solve(problem).assignments
    (gap,) = mend(problem, plan, {("cat", night(0))}, Budget.of(WORK)).gaps
    assert gap.remedies == (Remedy((Step(StepKind.ASK, "cat", night(0)),)),)


def test_of_those_whose_yes_would_do_each_is_named_and_none_before_another() -> None:
    no = (away(0, Absence.UNAVAILABLE),)
    team = [volunteer(name, unavailable=no) for name in ("cat", "ann")]
    (gap,) = mending_of(one_night(*team, volunteer("ben"))).gaps
    assert [step.volunteer for remedy in gap.remedies for step in remedy.steps] == ["ann", "cat"]


def test_a_choice_by_hand_is_taken_back_before_anybody_is_asked() -> None:
    team = [volunteer("ann"), volunteer("ben", unavailable=(away(1, Absence.UNAVAILABLE),))]
    demand = tuple(each for each in rota(*team, nights=2).demand if each.slot in (slot(0), slot(1)))
    problem = replace(rota(*team, nights=2, fixed=(placed("ann", 0),)), demand=demand)
    (gap,) = mending_of(problem).gaps
    assert gap.remedies == (Remedy((Step(StepKind.RELEASE, "ann", night(0)),)),)


def test_a_limit_is_loosened_within_the_policys_bounds_and_never_past_somebodys_own() -> None:
    team = [volunteer("ann"), volunteer("own", max_in_7=2), volunteer("half", share=50)]
    problem = rota(*team, rules=Rules(1, 2, 8))
    assert [most_more(problem, each, StepKind.MORE_IN_7) for each in team] == [1, 0, 0]
    assert [most_more(problem, each, StepKind.MORE_IN_28) for each in team] == [2, 2, 0]
    assert most_more(replace(problem, rules=Rules(1, 3, 10)), team[0], StepKind.MORE_IN_7) == 0
    assert most_more(replace(problem, rules=Rules(1, 3, 12)), team[0], StepKind.MORE_IN_28) == 0


def test_free_nights_between_two_nights_are_never_fewer() -> None:
    problem = replace(rota(volunteer("ann"), nights=2), rules=Rules(1, 3, 8))
    problem = replace(problem, demand=tuple(each for each in problem.demand if each.slot.duty == "first"))
    (gap,) = mending_of(problem).gaps
    assert all(remedy.needs_more for remedy in gap.remedies)


def test_a_limit_that_is_loosened_for_one_holds_for_everybody_else_and_for_who_is_new() -> None:
    problem = rota(volunteer("ann"), volunteer("ben"), volunteer("own", max_in_7=1))
    steps = [Step(StepKind.MORE_IN_7, "ann", count=1, rule=2), Step(StepKind.RECRUIT, count=1)]
    limits = {each.id: each.max_in_7 for each in mended(problem, steps).volunteers}
    assert limits == {"ann": 3, "ben": 2, "own": 1, "more 1": 2}


def test_more_volunteers_are_counted_until_every_place_is_filled_and_named_by_where_they_must_reach() -> None:
    team = [volunteer("ann", areas=frozenset({"A"})), volunteer("ben", areas=frozenset({"A"}))]
    found = mending_of(rota(*team, nights=1, areas=("A", "B")))
    assert found.more == (More(1, "B", 1, proven=True), More(2, "B", 0, proven=True))
    assert found.together == Remedy((Step(StepKind.RECRUIT, count=2),)) and found.together_proven


def test_what_a_search_that_was_cut_short_finds_is_not_called_the_least() -> None:
    """With hardly any work the first search for all places is the last."""
    cut_short = 0
    for seed in range(8):
        problem = prison(seed, 10, 14, away=0.35)
        solution = solve(problem)
        for work in (1, 2, 4):
            found = mend(problem, solution.assignments, None, Budget.of(work))
            whole = mending_of(problem, solution) if found.together or found.more else found
            for some, all_of_it in zip(found.more, whole.more, strict=False):
                assert some.left == all_of_it.left or not some.proven
            if found.together is not None and whole.together is not None:
                assert found.together.cost == whole.together.cost or not found.together_proven
            cut_short += bool(found.together and not found.together_proven)
    assert cut_short
    assert list(
        fill_all_lines(Mending(3, (), Remedy((Step(StepKind.RECRUIT),)), (More(1, None, 1, proven=False),)))
    ) == [
        "all 3 together: 1 more volunteer (perhaps less would do)",
        "1 more volunteer would fill at least 2 of 3",
    ]


def test_a_lack_of_more_than_six_is_mended_by_no_set_of_steps() -> None:
    found = mending_of(rota(nights=14))
    assert found.together is None
    assert [each.count for each in found.more] == [1, 2, 3, 4, 5, 6] and found.more[-1].left


def test_of_many_places_the_first_twelve_are_looked_at_one_by_one_and_that_is_said() -> None:
    for nights, first in ((6, None), (7, 12)):
        found = mending_of(rota(nights=nights))
        assert (found.places, found.first) == (2 * nights, first)
    assert [each.slot for each in found.gaps] == [
        slot(index, duty) for index in range(6) for duty in ("first", "second")
    ]
    assert next(fill_all_lines(found)) == "looked at one by one: the first 12 of 14"
    assert list(fill_lines(found, slot(6))) == ["  not looked at by itself"]


def test_nothing_is_looked_for_where_no_place_is_empty() -> None:
    assert mending_of(one_night(volunteer("ann"), volunteer("ben"))) == Mending(0, (), None, ())


def test_with_nothing_left_to_spend_nothing_is_claimed() -> None:
    problem = one_night(volunteer("ann"))
    found = mend(problem, solve(problem).assignments, None, Budget.of(0))
    assert [(each.remedies, each.proven) for each in found.gaps] == [((), False)]
    assert (found.together, found.more) == (None, ())


@pytest.mark.parametrize("seed", range(sized(40)))
def test_remedies_come_back_from_json_as_they_were_and_the_same_plan_gets_the_same(seed: int) -> None:
    problem = often_asked(seed)
    solution = solve(problem)
    if solution.objective is None:
        return
    found = mending_of(problem, solution)
    assert mending_from_json(mending_to_text(found).encode(), "it") == found
    assert mending_to_text(mending_of(problem, solution)) == mending_to_text(found)


def test_who_said_no_to_the_empty_night_itself_is_asked_before_one_through_whom_others_would_change_over() -> None:
    """Cat could also take the night after, and Ben this one."""
    problem = rota(
        volunteer("ben", unavailable=()),
        volunteer("cat", unavailable=(away(0), away(1, Absence.UNAVAILABLE))),
        *(
            volunteer(name, unavailable=(away(0, Absence.UNAVAILABLE), away(1), away(2)))
            for name in ("dee", "eve", "fay")
        ),
        nights=2,
    )
    problem = replace(problem, demand=tuple(each for each in problem.demand if each.slot in (slot(0), slot(1))))
    plan = (placed("ben", 1),)
    (gap,) = mend(problem, plan, None, Budget.of(WORK)).gaps
    asked = [(step.volunteer, step.night) for remedy in gap.remedies for step in remedy.steps]
    assert asked == [("dee", night(0)), ("eve", night(0)), ("fay", night(0))]


@pytest.mark.parametrize("seed", range(sized(30)))
def test_in_a_large_problem_what_is_found_around_a_place_fills_it_and_is_not_called_the_cheapest(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mending, "WINDOW", 1)
    monkeypatch.setattr(mending, "LEAST_NIGHTS", 4)
    problem = seeded_problem(seed, most_volunteers=6, most_nights=14)
    solution = solve(problem)
    if solution.objective is None or len(problem.nights) <= 4:
        return
    for gap in mending_of(problem, solution).gaps[:2]:
        assert gap.remedies and not gap.proven
        for remedy in gap.remedies:
            assert_true(problem, solution, remedy)


def test_for_all_places_of_a_problem_too_large_for_one_program_nothing_is_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mending, "LARGEST", 1)
    found = mending_of(one_night(volunteer("ann"), volunteer("ben", unavailable=(away(0),))))
    assert (found.together, found.more) == (None, ()) and found.gaps[0].remedies


def test_an_area_is_named_only_where_whoever_reaches_it_alone_fills_as_many_places() -> None:
    problem = rota(nights=3, areas=("A", "B"))
    problem = replace(problem, demand=tuple(each for each in problem.demand if each.slot in THE_FIRSTS))
    assert mending_of(problem).more == (More(1, None, 0, proven=True),)


THE_FIRSTS = (slot(0, area="A"), slot(2, area="B"))


def test_of_one_place_too_what_a_search_that_was_cut_short_finds_is_not_called_the_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dearer = 0
    for seed in range(3):
        problem = prison(seed, 10, 14, away=0.35)
        solution = solve(problem)
        whole = mending_of(problem, solution)
        monkeypatch.setattr(mending, "EACH", 1)
        some = mending_of(problem, solution)
        monkeypatch.undo()
        for gap, least in zip(some.gaps, whole.gaps, strict=True):
            costs = {remedy.cost for remedy in gap.remedies}
            assert len(costs) <= 1
            assert costs == {remedy.cost for remedy in least.remedies} or not gap.proven
            dearer += bool(costs) and min(costs) > least.remedies[0].cost
    assert dearer
