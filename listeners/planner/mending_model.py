"""How is "what would fill this gap" written as an integer program?

The program of the problem as it would be after every step that there is (``RotaModel``), with a column for each step,
and rows that hold the plan to the rules as they are wherever a step is not taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from listeners.domain.rota.problem import Assignment, RotaProblem, Slot, Volunteer
from listeners.domain.rota.remedies import (
    COSTS,
    LIMITS,
    Asked,
    Remedy,
    Step,
    StepKind,
    mended,
    most_more,
)
from listeners.planner.model import RotaModel
from listeners.planner.stages import Goal
from listeners.planner.translate import assignments_of, columns_of

_FINE = 100
"""More than as many questions as there will ever be in one remedy."""
LENGTHS = {StepKind.MORE_IN_7: 7, StepKind.MORE_IN_28: 28}
"""Over how many consecutive dates each limit looks."""


class MendingModel:
    """The program of a problem and the steps that might be taken: who may be asked about which nights, what was fixed
    by hand, the limits, and ``more`` volunteers who reach ``area``."""

    def __init__(
        self, problem: RotaProblem, asked: Iterable[Asked], more: int, area: str | None = None, *, ease: bool = True
    ) -> None:
        self.problem = problem
        self.area = area
        self.columns: dict[Step, int] = {}
        """A column for each step; of more nights, or more volunteers, one for each one more."""
        asking = [Step(StepKind.ASK, each, night) for each, night in asked] if ease else []
        easing = list(self._easing()) if ease else []
        recruits = [Step(StepKind.RECRUIT, count=more, area=area)] if more else []
        with_all = mended(problem, [*asking, *easing, *recruits])
        self.model = RotaModel(with_all)
        self.names = [each.id for each in with_all.volunteers[len(problem.volunteers) :]]
        for step in asking:
            self._add_question(step)
        for each in problem.fixed if ease else ():
            self._add_release(each)
        for step in easing:
            self._add_more_nights(step)
        self._add_recruits()

    def fill(self, plan: Iterable[Assignment], extra: Iterable[Slot]) -> None:
        """Hold every place that ``plan`` fills, and one more of each slot of ``extra``."""
        wanted = Counter(each.slot for each in plan)
        wanted.update(extra)
        for slot, number in wanted.items():
            for column in self.model.filled[slot][:number]:
                self.model.program.lower[column] = 1

    def goal(self, night: date | None = None) -> Goal:
        """What all steps cost together, to be made small; of questions that do as well those about ``night``."""
        costs = [
            (column, COSTS[step.kind] * _FINE + (step.kind is StepKind.ASK and step.night != night))
            for step, column in self.columns.items()
        ]
        return Goal("remedies", costs, 0)

    def rule_out(self, values: Sequence[float]) -> None:
        """Let this set of steps, and any that holds it, be found no more; where it is one question, none to the same
        volunteer about another night either: who asks wants somebody else to turn to."""
        taken = {step: column for step, column in self.columns.items() if values[column] > 0.5}
        self.model.program.at_most([(column, 1) for column in taken.values()], len(taken) - 1)
        if len(taken) == 1:
            whom = {step.volunteer for step in taken if step.kind is StepKind.ASK}
            for step, column in self.columns.items():
                if step.kind is StepKind.ASK and step.volunteer in whom:
                    self.model.program.upper[column] = 0

    def start(self, plan: Iterable[Assignment], recruits: int) -> list[float]:
        """Return the columns of a plan that the first ``recruits`` of the new volunteers take part in, and no other
        step is needed for."""
        values = columns_of(self.model, plan)
        for index, step in enumerate(step for step in self.columns if step.kind is StepKind.RECRUIT):
            values[self.columns[step]] = float(index < recruits)
        return values

    def read(self, values: Sequence[float]) -> tuple[Remedy, tuple[Assignment, ...]]:
        """Return the steps that columns mean, those about one person put together, and the plan they make possible."""
        counted: Counter[Step] = Counter(self._plain(step) for step, c in self.columns.items() if values[c] > 0.5)
        steps = (
            Step(step.kind, step.volunteer, step.night, count, step.rule, step.area) for step, count in counted.items()
        )
        return Remedy(tuple(sorted(steps, key=lambda step: step.order))), assignments_of(self.model, values)

    @staticmethod
    def _plain(step: Step) -> Step:
        return Step(step.kind, step.volunteer, step.night, 1, step.rule, step.area)

    def _easing(self) -> Iterable[Step]:
        for kind, name in LIMITS.items():
            rule = getattr(self.problem.rules, name)
            for each in self.problem.volunteers:
                most = most_more(self.problem, each, kind)
                if most:
                    yield Step(kind, each.id, count=most, rule=rule)

    def _add_question(self, step: Step) -> None:
        column = self.columns[step] = self.model.program.yes_or_no()
        if step.volunteer is not None and step.night is not None:
            for on_duty in self.model.duties_of(step.volunteer).get(step.night, ()):
                self.model.program.at_most([(on_duty, 1), (column, -1)], 0)

    def _add_release(self, fixed: Assignment) -> None:
        """What was fixed stands, or is given back."""
        kept = self.model.kept[fixed]
        self.model.program.lower[kept] = 0
        column = self.columns[Step(StepKind.RELEASE, fixed.volunteer, fixed.night)] = self.model.program.yes_or_no()
        self.model.program.at_most([(kept, -1), (column, -1)], -1)

    def _add_more_nights(self, step: Step) -> None:
        """A column for each night more, the first of them taken first, and the rows of the limit as it is."""
        add = self.model.program
        columns = [add.yes_or_no() for _ in range(step.count)]
        for at, column in enumerate(columns):
            self.columns[Step(step.kind, step.volunteer, count=at + 1, rule=step.rule)] = column
            if at:
                add.at_most([(column, 1), (columns[at - 1], -1)], 0)
        volunteer = next(each for each in self.problem.volunteers if each.id == step.volunteer)
        self._add_limit(volunteer, LENGTHS[step.kind], step.rule, columns)

    def _add_limit(self, volunteer: Volunteer, size: int, limit: int, more: list[int]) -> None:
        duties = self.model.duties_of(volunteer.id)
        nights = sorted(duties)
        for last in sorted({night + timedelta(days=days) for night in nights for days in range(size)}):
            stretch = (last - timedelta(days=size - 1), last)
            inside = [night for night in nights if stretch[0] <= night <= stretch[1]]
            room = limit - _within(volunteer.last_nights, stretch)
            if len(inside) > room:
                taken = [(column, 1.0) for night in inside for column in duties[night]]
                self.model.program.at_most([*taken, *((c, -1.0) for c in more[max(0, -room) :])], max(0, room))

    def _add_recruits(self) -> None:
        """Each of the new volunteers takes part when his column says so, the first of them first."""
        add, before = self.model.program, None
        for count, name in enumerate(self.names, start=1):
            column = self.columns[Step(StepKind.RECRUIT, count=count, area=self.area)] = add.yes_or_no()
            for duties in self.model.duties_of(name).values():
                for on_duty in duties:
                    add.at_most([(on_duty, 1), (column, -1)], 0)
            if before is not None:
                add.at_most([(column, 1), (before, -1)], 0)
            before = column


def _within(nights: Iterable[date], stretch: tuple[date, date]) -> int:
    return sum(stretch[0] <= night <= stretch[1] for night in nights)
