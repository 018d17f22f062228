"""What is made small in which order? The five figures as costs of columns, one stage for each."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from listeners.domain.rota.objective import UNFAIRNESS_SCALE, Figures, unfairness_of
from listeners.planner.linear import Terms
from listeners.planner.model import RotaModel


@dataclass(frozen=True, slots=True)
class Goal:
    """One stage: ``constant`` plus ``costs`` is to be made small; ``sign`` -1 where the figure is to be large.

    The figure only takes values that are ``step`` apart, so that a bound less than a step away proves it.
    """

    name: str
    costs: Terms
    constant: int
    step: int = 1
    sign: int = 1

    def value(self, figures: Figures) -> int:
        """The figure of a plan, as the stage counts it: smaller is better."""
        figure: int = getattr(figures, self.name)
        return self.sign * figure

    def proven(self, figures: Figures, bound: float) -> bool:
        """Does a bound that no plan goes below leave nothing better than this plan?"""
        return self.value(figures) - bound < self.step


def goals(model: RotaModel) -> Iterator[Goal]:
    """Yield the five stages in the order in which they count."""
    problem = model.problem
    yield _gaps(model)
    published = [model.kept[each] for each in problem.published if each in model.kept]
    yield Goal("changes", [(column, -1) for column in published], len(problem.published))
    avoided = {each.id: each.avoid for each in problem.volunteers}
    yield Goal("avoided", [(column, 1) for column in _on(model, avoided)], 0)
    yield _unfairness(model)
    preferred = {each.id: each.prefer for each in problem.volunteers}
    yield Goal("preferred", [(column, -1) for column in _on(model, preferred)], 0, sign=-1)


def _gaps(model: RotaModel) -> Goal:
    costs = [
        (column, -cost)
        for slot, places in model.places.items()
        for column, cost in zip(model.filled[slot], places, strict=True)
    ]
    return Goal("gaps", costs, -sum(cost for _, cost in costs))


def _unfairness(model: RotaModel) -> Goal:
    team = model.problem.volunteers
    costs = [(column, level.slope) for each in team for column, level in model.loads[each.id]]
    step = math.gcd(*(UNFAIRNESS_SCALE // each.share for each in team)) or 1
    return Goal("unfairness", costs, sum(unfairness_of(each.carried_load, each.share) for each in team), step)


def _on(model: RotaModel, nights: Mapping[str, Container[date]]) -> list[int]:
    """The columns that put a volunteer on duty on one of their ``nights``."""
    return [column for (name, (night, _)), column in model.on_duty.items() if night in nights[name]]
