"""A small rota to spoil: four volunteers, four nights, and a plan that keeps every rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from listeners.domain.rota.objective import figures, gaps
from listeners.domain.rota.problem import (
    Absence,
    Assignment,
    Demand,
    Night,
    RotaProblem,
    Rules,
    Slot,
    Unavailable,
    Volunteer,
)
from listeners.domain.rota.reasons import reasons
from listeners.domain.rota.solution import FIGURES, Gap, RotaSolution, Status

MONDAY = date(2026, 12, 7)


def night(index: int) -> date:
    """Monday is night 0."""
    return MONDAY + timedelta(days=index)


def slot(index: int, duty: str = "first", area: str | None = None) -> Slot:
    return Slot(night(index), duty, area)


def placed(name: str, index: int, duty: str = "first", area: str | None = None) -> Assignment:
    return Assignment(slot(index, duty, area), name)


def volunteer(name: str, **changes: Any) -> Volunteer:
    plain = Volunteer(name, False, None, 100, (), frozenset(), frozenset(), 0, frozenset())
    return replace(plain, **changes)


def away(index: int, reason: Absence = Absence.LEAVE) -> Unavailable:
    return Unavailable(night(index), reason)


def rota(*team: Volunteer, nights: int = 14, areas: tuple[str | None, ...] = (None,), **changes: Any) -> RotaProblem:
    """First and second on each night; one free night between, two in 7, eight in 28."""
    dates = [night(index) for index in range(nights)]
    demand = [
        Demand(Slot(on, duty, area), cost)
        for on in dates
        for area in areas
        for duty, cost in [("first", 2), ("second", 1)]
    ]
    planned = tuple(Night(on, 3 if on.weekday() in (4, 5) else 2) for on in dates)
    return replace(RotaProblem("LKI", planned, tuple(demand), team, Rules(1, 2, 8)), **changes)


def honest(problem: RotaProblem, *plan: Assignment) -> RotaSolution:
    """A solution whose claims about the plan are all true."""
    empty = [each.slot for each in gaps(problem, plan)]
    listed = [Gap(one, {str(word): number for word, number in reasons(problem, plan, one).items()}) for one in empty]
    true = figures(problem, plan)
    return RotaSolution(Status.FEASIBLE, plan, tuple(listed), {name: getattr(true, name) for name in FIGURES})
