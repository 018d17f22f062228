"""Can a plan for any prison be relied on: small and large, in order and hopelessly short?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from listeners.domain.rota.check import breaches_of, check
from listeners.domain.rota.hard_rules import Breach, Broken
from listeners.domain.rota.objective import figures
from listeners.domain.rota.problem import FIRST, Assignment, RotaProblem
from listeners.domain.rota.solution import RotaSolution, Status
from listeners.planner.budget import Budget
from listeners.planner.greedy import careful_greedy
from listeners.planner.levels import most_nights
from listeners.planner.most_load import alone
from listeners.planner.plan import make_plan
from tests.planner.prisons import any_prison
from tests.size import sized

LOOKED_AT = range(40)
"""Of the prisons tried: to make all 400 takes minutes."""


def test_the_prisons_tried_are_small_and_large_short_and_long_and_one_in_seven_is_hopeless_at_least() -> None:
    tried = [any_prison(seed) for seed in LOOKED_AT]
    people, nights = [len(each.volunteers) for each in tried], [len(each.nights) for each in tried]
    assert 6 <= min(people) <= 9
    assert 55 <= max(people) <= 60
    assert (min(nights), max(nights)) == (28, 365)
    assert sum(count > 28 for count in nights) > len(tried) / 3
    assert {len({demand.slot.area for demand in each.demand}) for each in tried} == {1, 2, 3, 4}
    assert sum(map(is_hopeless, tried)) > len(tried) / 7


def test_of_the_prisons_tried_most_have_been_told_of_nights_and_some_have_chosen_what_cannot_stand() -> None:
    tried = [any_prison(seed) for seed in LOOKED_AT]
    told = [each for each in tried if each.published]
    assert len(told) > len(tried) / 2
    assert sum(any(cannot_stand(each, one) for one in each.published) for each in told) > len(told) / 2
    broken = [breaking(each) for each in tried if each.fixed]
    assert len(tried) / 8 < sum(map(bool, broken)) < len(broken)
    assert sum(len(each.fixed) > len(breaking(each)) for each in tried) > len(tried) / 3


def cannot_stand(problem: RotaProblem, told: Assignment) -> bool:
    """Whether somebody was told of a night that he cannot do any more."""
    return any(each.on == told.night for each in problem.volunteers_by_id()[told.volunteer].unavailable)


def breaking(problem: RotaProblem) -> set[Assignment]:
    """The fixed assignments without which a breach would be gone or smaller."""
    every, fixed = broken_by(problem, problem.fixed), problem.fixed
    return {each for each in fixed if broken_by(problem, [one for one in fixed if one != each]) != every}


def broken_by(problem: RotaProblem, held: Sequence[Assignment]) -> set[Breach]:
    """What these assignments break whatever is planned beside them: as many firsts as there are may still be put beside
    somebody new, and no more."""
    found = {each for each in breaches_of(replace(problem, fixed=()), held) if each.code is not Broken.NEW_ALONE}
    firsts = Counter((each.slot.night, each.slot.area) for each in problem.demand if each.slot.duty == FIRST)
    team = problem.volunteers_by_id()
    new = Counter((each.night, each.slot.area) for each in held if team[each.volunteer].new)
    alone = ((here, number - firsts[here]) for here, number in new.items() if number > firsts[here])
    return found | {Breach(Broken.NEW_ALONE, None, night, by, area or "") for (night, area), by in alone}


def is_hopeless(problem: RotaProblem) -> bool:
    """Whether the limits and nights off of each leave fewer nights than there are places, however they fall."""
    team = problem.volunteers
    rooms = (most_nights(problem, each, alone(problem, each, avoiding=False).nights) for each in team)
    return sum(rooms) < len(problem.demand)


def planned(problem: RotaProblem) -> RotaSolution:
    return make_plan(problem, Budget.of(work=20), 1, lambda stage, best, bound: None)


@pytest.mark.parametrize("seed", range(sized(400)))
def test_a_plan_for_any_prison_keeps_the_rules_and_beats_careful_greedy(seed: int) -> None:
    problem = any_prison(seed)
    broken = breaking(problem)
    if broken:
        answer = planned(problem)
        assert answer.status is Status.CONFLICT and {each.assignment for each in answer.conflicts} == broken
        problem = replace(problem, fixed=tuple(each for each in problem.fixed if each not in broken))
    solution = planned(problem)
    assert check(problem, solution) == ()
    assert all(sum(gap.reasons.values()) == len(problem.volunteers) for gap in solution.gaps)
    careful, ours = careful_greedy(problem), figures(problem, solution.assignments)
    assert careful is not None
    assert ours.gaps <= figures(problem, careful).gaps
    assert ours.order <= figures(problem, careful).order
