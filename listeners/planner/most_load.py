"""How much load can one person take at most, by the rules that ask nothing of the others?

Two answers to the same question: one at once that may be too large, and one by the solver that is exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from listeners.domain.rota.problem import FIRST, RotaProblem, Volunteer
from listeners.planner.levels import most_nights
from listeners.planner.linear import Program
from listeners.planner.resting import limits_of
from listeners.planner.rolling import windows
from listeners.planner.search import search
from listeners.planner.stages import Goal

_ROUNDING = 1e-6
"""How far the solver's bounds may be off."""
_WORK = 100
"""Units of solver work for one person; one is enough, since each row holds a stretch of nights (an interval matrix)."""


@dataclass(frozen=True, slots=True)
class OneAlone:
    """One person of a problem, and the nights on which he may be on duty, in order."""

    problem: RotaProblem
    volunteer: Volunteer
    nights: Sequence[date]

    def loads(self) -> list[int]:
        """What each of his nights weighs."""
        weight = self.problem.load_of()
        return [weight[night] for night in self.nights]

    def at_most(self) -> int:
        """A load that he cannot exceed: his heaviest nights, as many as the limits allow if they fall together well."""
        return sum(sorted(self.loads(), reverse=True)[: most_nights(self.problem, self.volunteer, self.nights)])

    def at_least(self) -> int:
        """A load that he can take for sure: each night, the earliest first, that the ones before it allow."""
        limits, earlier = limits_of(self.problem.rules, self.volunteer), self.volunteer.last_nights
        if not self.nights:
            return 0
        origin = self.nights[0].toordinal() - limits.reach
        held, load = 0, 0
        for night in earlier:
            held |= 1 << max(0, night.toordinal() - origin) if night.toordinal() >= origin else 0
        for night, weight in zip(self.nights, self.loads(), strict=True):
            day = night.toordinal() - origin
            if limits.let(held, day):
                held, load = held | 1 << day, load + weight
        return load

    def exactly(self) -> int:
        """The most load that he can take."""
        limits, program = limits_of(self.problem.rules, self.volunteer), Program()
        columns = [program.yes_or_no() for _ in self.nights]
        column_of = dict(zip(self.nights, columns, strict=True))
        for size, limit in ((limits.free + 1, 1), (7, limits.in_week), (28, limits.in_four_weeks)):
            for group, room in windows(self.nights, self.volunteer.last_nights, size, limit):
                program.at_most([(column_of[night], 1) for night in group], room)
        costs = [(column, -load) for column, load in zip(columns, self.loads(), strict=True)]
        goal = Goal("load", costs, 0)
        found = search(program, goal, None, allowance=(_WORK, math.inf), seed=1, report=lambda best, bound: None)
        return self.at_most() if found.bound is None else math.floor(-found.bound + _ROUNDING)


def alone(problem: RotaProblem, volunteer: Volunteer, *, avoiding: bool) -> OneAlone:
    """Return one person with the nights that have a place for him; ``avoiding``: without those he asked to avoid."""
    away = {absence.on for absence in volunteer.unavailable} | (volunteer.avoid if avoiding else frozenset())
    nights = {
        slot.night
        for slot in (demand.slot for demand in problem.demand)
        if (slot.area is None or volunteer.areas is None or slot.area in volunteer.areas)
        and not (volunteer.new and slot.duty == FIRST)
    }
    return OneAlone(problem, volunteer, sorted(nights - away))
