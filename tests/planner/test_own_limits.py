"""Does every part of the planner keep the limit of nights that one volunteer has for himself, in 7 dates and in 28?

Each part is asked alone: a plan that breaks a rule would be dropped later, and then nobody would see it made.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from listeners.domain.rota.hard_rules import breaches_of
from listeners.domain.rota.problem import Assignment, Demand, RotaProblem, Rules
from listeners.domain.rota.remedies import LIMITS, Remedy, Step, StepKind
from listeners.planner.budget import Budget
from listeners.planner.greedy import careful_greedy
from listeners.planner.mending import WORK, mend
from listeners.planner.model import RotaModel
from listeners.planner.nearby import NearbySearch
from listeners.planner.search import search
from listeners.planner.seats import Seats
from listeners.planner.stages import goals
from listeners.planner.translate import assignments_of
from tests.domain.rota_builders import rota, slot, volunteer

NIGHTS = 7
OWN = [{"max_in_7": 1}, {"max_in_28": 1}]
"""Limits of his own under which somebody does one night of these seven, where the rules would let him do three."""


def firsts(*team: object) -> RotaProblem:
    """A first on each of seven nights, and rules that let everybody do every other night."""
    problem = rota(*team, nights=NIGHTS, rules=Rules(1, 3, 8))  # type: ignore[arg-type]
    return replace(problem, demand=tuple(each for each in problem.demand if each.slot.duty == "first"))


@pytest.mark.parametrize("own", OWN)
def test_careful_greedy_gives_him_no_more(own: dict[str, int]) -> None:
    problem = firsts(volunteer("ann", carried_load=50), volunteer("own", **own))
    plan = careful_greedy(problem) or ()
    assert [len([each for each in plan if each.volunteer == name]) for name in ("ann", "own")] == [3, 1]


@pytest.mark.parametrize("own", OWN)
def test_he_is_seated_no_more_often(own: dict[str, int]) -> None:
    seats = Seats(firsts(volunteer("own", **own)))
    assert seats.put(0, 0)
    assert not any(seats.put(place, 0) for place in range(2, NIGHTS))


@pytest.mark.parametrize("own", OWN)
def test_small_changes_give_him_no_more(own: dict[str, int]) -> None:
    problem = firsts(volunteer("ann", carried_load=50), volunteer("own", **own))
    nearby = NearbySearch(problem, (Assignment(slot(0), "own"),), 1)
    nearby.run(2_000, lambda: False)
    assert len(nearby.plan()) == 4
    assert breaches_of(problem, nearby.plan()) == ()


@pytest.mark.parametrize(("own", "later"), [({"max_in_7": 1}, 8), ({"max_in_28": 1}, 29)])
def test_the_solver_gives_him_no_more(own: dict[str, int], later: int) -> None:
    """Two nights that are close cost more to leave empty than the one that is far off."""
    problem = rota(volunteer("own", **own), nights=later + 1)
    model = RotaModel(replace(problem, demand=(Demand(slot(0), 5), Demand(slot(2), 5), Demand(slot(later), 1))))
    found = search(
        model.program, next(goals(model)), None, allowance=(100, math.inf), seed=1, report=lambda best, bound: None
    )
    assert found.values is not None
    plan = assignments_of(model, found.values)
    assert len(plan) == 2 and breaches_of(model.problem, plan) == ()


@pytest.mark.parametrize("own", OWN)
def test_a_gap_is_not_mended_by_more_nights_of_his(own: dict[str, int]) -> None:
    """Who has no such limit may be asked for a night more."""
    rules = Rules(1, 2, 2)
    alone = firsts(volunteer("own", **own))
    alone = replace(alone, rules=rules, demand=tuple(each for each in alone.demand if each.slot in (slot(0), slot(2))))
    (gap,) = mend(alone, (Assignment(slot(0), "own"),), None, Budget.of(WORK)).gaps
    assert gap.remedies == (Remedy((Step(StepKind.RECRUIT),)),)


@pytest.mark.parametrize(("own", "kind"), list(zip(OWN, LIMITS, strict=True)))
def test_while_a_rule_is_loosened_for_somebody_else_his_own_limit_stays(own: dict[str, int], kind: StepKind) -> None:
    problem = firsts(volunteer("ann"), volunteer("own", **own))
    slots = (slot(0), slot(2), slot(4), slot(6))
    rules = Rules(1, 2, 8) if kind is StepKind.MORE_IN_7 else Rules(1, 3, 2)
    problem = replace(problem, rules=rules, demand=tuple(each for each in problem.demand if each.slot in slots))
    plan = (Assignment(slot(0), "ann"), Assignment(slot(2), "ann"), Assignment(slot(4), "own"))
    (gap,) = mend(problem, plan, None, Budget.of(WORK)).gaps
    assert gap.remedies == (Remedy((Step(kind, "ann", rule=2),)),) and gap.proven
