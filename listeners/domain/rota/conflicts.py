"""Which fixed assignments cannot stand together? Where any cannot, nothing is solved and each is named."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from listeners.domain.rota.problem import FIRST, Assignment, RotaProblem, Slot
from listeners.domain.rota.reasons import Holding, Reason


class Clash(StrEnum):
    """Rules that only a fixed assignment can break."""

    NO_DEMAND = "no demand"
    FILLED_TWICE = "filled twice"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fixed assignment and the first rule that it breaks."""

    assignment: Assignment
    rule: Reason | Clash


def conflicts(problem: RotaProblem) -> tuple[Conflict, ...]:
    """Return every fixed assignment that breaks a rule by itself or together with the other fixed ones.

    Both sides of a clash are named. A new volunteer fixed where nobody is fixed as first is no conflict while the
    demand has a first duty for somebody to fill; whether somebody can is for the planner to find out.
    """
    found = []
    for assignment in problem.fixed:
        rule = _slot_clash(problem, assignment) or _broken_rule(problem, assignment)
        if rule is not None:
            found.append(Conflict(assignment, rule))
    return tuple(found)


def _slot_clash(problem: RotaProblem, assignment: Assignment) -> Clash | None:
    places = sum(demand.slot == assignment.slot for demand in problem.demand)
    if not places:
        return Clash.NO_DEMAND
    fixed_here = sum(each.slot == assignment.slot for each in problem.fixed)
    return Clash.FILLED_TWICE if fixed_here > places else None


def _broken_rule(problem: RotaProblem, assignment: Assignment) -> Reason | None:
    others = Holding(problem, (each for each in problem.fixed if each != assignment))
    others.firsts = Counter(
        (demand.slot.night, demand.slot.area) for demand in problem.demand if demand.slot.duty == FIRST
    )
    return others.first_rule(assignment.slot, problem.volunteers_by_id()[assignment.volunteer])


def left_alone(problem: RotaProblem) -> tuple[Conflict, ...]:
    """Return the new volunteers fixed where nobody is fixed as first, once it is proven that no plan leads them all.

    Where somebody cannot be led whatever the rest of the plan, only those are named.
    """
    holding, team = Holding(problem, problem.fixed), problem.volunteers_by_id()
    waiting = [
        each for each in problem.fixed if team[each.volunteer].new and not holding.firsts[each.night, each.slot.area]
    ]
    hopeless = [each for each in waiting if not _could_lead(problem, holding, each)]
    return tuple(Conflict(each, Reason.NEW) for each in hopeless or waiting)


def _could_lead(problem: RotaProblem, holding: Holding, waiting: Assignment) -> bool:
    first = Slot(waiting.night, FIRST, waiting.slot.area)
    return any(holding.first_rule(first, one) is None for one in problem.volunteers)
