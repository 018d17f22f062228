"""What is the smallest set of steps that fills each gap of a plan, and all of them together?

Each answer is a plan of the changed problem, found by the solver and judged by the hard rules: what is proposed has
been tried. The work is counted as for planning, so that the same plan gets the same answer on any machine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from listeners.domain.rota.hard_rules import breaches_of
from listeners.domain.rota.objective import gaps
from listeners.domain.rota.problem import Assignment, RotaProblem, Slot
from listeners.domain.rota.remedies import (
    COSTS,
    ONE_BY_ONE,
    Asked,
    MendedGap,
    Mending,
    More,
    Remedy,
    Step,
    StepKind,
    keeps_others,
    may_be_asked,
    mended,
)
from listeners.planner.budget import Budget
from listeners.planner.mending_model import MendingModel
from listeners.planner.model import RotaModel
from listeners.planner.search import search
from listeners.planner.stages import goals
from listeners.planner.translate import assignments_of, columns_of
from listeners.planner.windows import possible_duties, window

WORK = 1_000
"""Units of solver work for all questions together (``planner.budget``)."""
EACH = 200
"""Units for one question at most."""
ALIKE = 3
"""So many remedies of equal cost are named for a place: whoever is asked may say no again."""
MOST_MORE = 6
"""So many more volunteers are tried at most: a larger lack is no matter of this rota."""
LARGEST = 8_000
"""In a problem of more possible duties nothing is looked for that would fill all its places: its program would hold
hundreds of megabytes (docs/decisions/0016)."""
WINDOW, LEAST_NIGHTS = 4_000, 28
"""Around a place of a large problem the nights are looked at that hold about so many possible duties, four weeks at
least; what is found there is not proven to be the cheapest."""

Plan = tuple[Assignment, ...]


@dataclass(slots=True)
class _Asking:
    """One plan with gaps, and what is left of the budget to ask about it."""

    problem: RotaProblem
    plan: Plan
    empty: list[Slot]
    asked: tuple[Asked, ...]
    budget: Budget
    seed: int

    def allowance(self) -> tuple[int, float]:
        work, seconds = self.budget.allowance(last=True)
        return min(work, EACH), seconds


def mend(
    problem: RotaProblem, plan: Iterable[Assignment], asked: Collection[Asked] | None, budget: Budget, seed: int = 1
) -> Mending:
    """Return what would fill each gap of a plan that keeps the rules, and all of them together.

    ``asked`` are the nights that somebody may be asked about at most (``domain.rota.remedies.may_be_asked``).
    """
    held = tuple(plan)
    empty = sorted((demand.slot for demand in gaps(problem, held)), key=lambda slot: slot.order)
    asking = _Asking(problem, held, empty, tuple(may_be_asked(problem, asked)), budget, seed)
    if not empty:
        return Mending(0, (), None, ())
    more, plans = _more(asking) if possible_duties(problem) <= LARGEST else ((), [])
    places = tuple(_mended(asking, slot) for slot in list(dict.fromkeys(empty))[:ONE_BY_ONE])
    together, is_least = _together(asking, more, plans) if possible_duties(problem) <= LARGEST else (None, False)
    return Mending(len(empty), places, together, more, is_least)


def _near(asking: _Asking, slot: Slot) -> tuple[_Asking, bool]:
    """The nights around a place, as many as the solver can look at quickly, and whether that is all of them."""
    problem = asking.problem
    width = max(LEAST_NIGHTS, WINDOW * len(problem.nights) // max(1, possible_duties(problem)))
    if width >= len(problem.nights):
        return asking, True
    at = [night.on for night in problem.nights].index(slot.night)
    start = max(0, min(at - width // 2, len(problem.nights) - width))
    nights = frozenset(night.on for night in problem.nights[start : start + width])
    outside = tuple(each for each in asking.plan if each.night not in nights)
    inside = tuple(each for each in asking.plan if each.night in nights)
    asked = tuple((name, night) for name, night in asking.asked if night in nights)
    near = window(problem, outside, nights)
    return replace(asking, problem=near, plan=inside, asked=asked), False


def _mended(whole: _Asking, slot: Slot) -> MendedGap:
    """The cheapest remedies of one place: the others that are filled stay filled, whoever fills them."""
    asking, proven = _near(whole, slot)
    model = MendingModel(asking.problem, asking.asked, 1, slot.area)
    model.fill(asking.plan, [slot])
    start = model.start((*asking.plan, Assignment(slot, model.names[0])), 1)
    found: list[Remedy] = []
    while len(found) < ALIKE:
        allowance = asking.allowance()
        if allowance[0] < 1 or allowance[1] <= 0:
            return MendedGap(slot, tuple(sorted(found, key=_in_order)), proven and bool(found))
        answer = search(
            model.model.program,
            model.goal(slot.night),
            start if not found else None,
            allowance=allowance,
            seed=asking.seed,
            report=lambda best, bound: None,
        )
        asking.budget.spend(answer.work)
        if answer.values is None:
            break
        remedy, plan = model.read(answer.values)
        if not _is_true(asking, remedy, plan) or not keeps_others(asking.problem, asking.plan, plan, slot):
            break
        if found and remedy.cost > found[0].cost:
            break
        if found and remedy.cost < found[0].cost:
            found.clear()  # what was found first, when the search for it was cut short, was not the cheapest
        proven = proven and answer.proven
        found.append(remedy)
        if remedy.needs_more:
            break
        model.rule_out(answer.values)
    return MendedGap(slot, tuple(sorted(found, key=_in_order)), proven and bool(found))


def _more(asking: _Asking) -> tuple[tuple[More, ...], list[Plan]]:
    """How many places stay empty with one more volunteer, with two, and so on until none does."""
    areas = sorted({slot.area for slot in asking.empty if slot.area is not None})
    found: list[More] = []
    plans: list[Plan] = []
    for count in range(1, min(MOST_MORE, len(asking.empty)) + 1):
        plan, proven = _with_recruits(asking, count, None, plans[-1] if plans else asking.plan)
        if plan is None:
            break
        plans.append(plan)
        left = _left(asking, count, None, plan)
        area = next((area for area in areas if _does_as_well(asking, count, area, left)), None)
        found.append(More(count, area, left, proven or not left))
        if not left:
            break
    return tuple(found), plans


def _does_as_well(asking: _Asking, count: int, area: str, left: int) -> bool:
    """Whether volunteers who reach one area alone would fill as many places as those who reach everywhere."""
    plan, _ = _with_recruits(asking, count, area, asking.plan)
    return plan is not None and _left(asking, count, area, plan) <= left


def _left(asking: _Asking, count: int, area: str | None, plan: Plan) -> int:
    return len(gaps(mended(asking.problem, [Step(StepKind.RECRUIT, count=count, area=area)]), plan))


def _with_recruits(asking: _Asking, count: int, area: str | None, start: Plan) -> tuple[Plan | None, bool]:
    """The plan with the fewest gaps, whatever each costs, that the solver finds with more volunteers, None where
    nothing is left to spend; and whether it is proven that none has fewer."""
    every = replace(asking.problem, demand=tuple(replace(each, cost=1) for each in asking.problem.demand))
    changed = mended(every, [Step(StepKind.RECRUIT, count=count, area=area)])
    allowance = asking.allowance()
    if allowance[0] < 1 or allowance[1] <= 0:
        return None, False
    model = RotaModel(changed)
    goal = next(goals(model))
    answer = search(
        model.program,
        goal,
        columns_of(model, start),
        allowance=allowance,
        seed=asking.seed,
        report=lambda best, bound: None,
    )
    asking.budget.spend(answer.work)
    plan = None if answer.values is None else assignments_of(model, answer.values)
    return (plan, answer.proven) if plan is not None and not breaches_of(changed, plan) else (None, False)


def _together(asking: _Asking, more: tuple[More, ...], plans: list[Plan]) -> tuple[Remedy | None, bool]:
    """The cheapest steps that fill every place, None where nothing was found that does; and whether it is proven that
    none are cheaper. Where so many more volunteers as are tried do not do, sets with one of them are not looked at."""
    enough = bool(more) and not more[-1].left
    model = MendingModel(asking.problem, asking.asked, more[-1].count if enough else 0)
    model.fill(asking.plan, asking.empty)
    allowance = asking.allowance()
    if allowance[0] < 1 or allowance[1] <= 0:
        return (Remedy((Step(StepKind.RECRUIT, count=more[-1].count),)) if enough else None), False
    answer = search(
        model.model.program,
        model.goal(),
        model.start(plans[-1], more[-1].count) if enough else None,
        allowance=allowance,
        seed=asking.seed,
        report=lambda best, bound: None,
    )
    asking.budget.spend(answer.work)
    if answer.values is None:
        return None, False
    remedy, plan = model.read(answer.values)
    if not _is_true(asking, remedy, plan) or gaps(asking.problem, plan):
        return None, False
    return remedy, answer.proven and (enough or remedy.cost <= COSTS[StepKind.RECRUIT])


def _is_true(asking: _Asking, remedy: Remedy, plan: Plan) -> bool:
    """Whether the plan keeps every rule of the problem as these steps leave it."""
    return not breaches_of(mended(asking.problem, remedy.steps), plan)


def _in_order(remedy: Remedy) -> list[tuple[int, date, str]]:
    """By kind, night and name: of remedies that cost the same none is put before another."""
    return [step.order for step in remedy.steps]
