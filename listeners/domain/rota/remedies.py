"""What would fill a gap: whom would one have to ask, which rule loosen by how much, how many more are needed?

A remedy is a set of steps. Which steps there are, and what each costs, is decided here; which set of them is the
smallest that fills a gap, the planner finds out by solving (``planner.mending``).

No step touches a rest, a pause, a transfer, or a leave: whoever is away for one of these is not asked. Nobody is asked
for more than a limit of his own, nor beyond the bounds of the policy (``domain.policy.RULES``), and the free nights
between two nights are never fewer. Nights that somebody asked to avoid need no step: no place stays empty for those.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from listeners.domain.policy import BY_NAME
from listeners.domain.rota.more_volunteers import with_more
from listeners.domain.rota.problem import Absence, Assignment, RotaProblem, Rules, Slot, Volunteer
from listeners.domain.rota.reasons import stops

FULL_PART = 100
"""Only whoever takes a full part is asked for more nights than the rule says."""


class StepKind(StrEnum):
    """What somebody would have to do, from the cheapest to the dearest."""

    RELEASE = "release"
    ASK = "ask"
    MORE_IN_7 = "more in 7"
    MORE_IN_28 = "more in 28"
    RECRUIT = "recruit"


COSTS = {
    StepKind.RELEASE: 1,
    StepKind.ASK: 2,
    StepKind.MORE_IN_7: 8,
    StepKind.MORE_IN_28: 8,
    StepKind.RECRUIT: 32,
}
"""Design choice (docs/decisions/0017): taking back one's own choice troubles nobody, a question troubles one person on
one night; four questions cost as much as one night more than a limit says, and four of those as much as one volunteer
more, who has to be found and trained first."""

LIMITS = {StepKind.MORE_IN_7: "max_in_7", StepKind.MORE_IN_28: "max_in_28"}
"""Which number of the rules a step goes beyond."""
_POLICY = {StepKind.MORE_IN_7: "max_nights_in_7", StepKind.MORE_IN_28: "max_nights_in_28"}

ONE_BY_ONE = 12
"""So many places are looked at one by one, the earliest first: whoever has more needs volunteers, not favours."""

Asked = tuple[str, date]
"""A volunteer and a night of which he has said that he cannot."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``volunteer`` and ``night``: who is asked about which night, or whose place chosen by hand is given
    back; ``volunteer`` alone: who would do ``count`` more nights than ``rule`` says. Of more volunteers ``count`` says
    how many, and ``area`` where they must reach (None: everywhere)."""

    kind: StepKind
    volunteer: str | None = None
    night: date | None = None
    count: int = 1
    rule: int = 0
    area: str | None = None

    @property
    def cost(self) -> int:
        """What the step costs."""
        return COSTS[self.kind] * self.count

    @property
    def order(self) -> tuple[int, date, str]:
        """Sorting key: the cheapest kind first, then by night and volunteer."""
        return list(StepKind).index(self.kind), self.night or date.min, self.volunteer or ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Steps that together fill what is to be filled, in order."""

    steps: tuple[Step, ...]

    @property
    def cost(self) -> int:
        """What all steps cost."""
        return sum(step.cost for step in self.steps)

    @property
    def needs_more(self) -> bool:
        """Whether it needs somebody who is not in the team yet."""
        return any(step.kind is StepKind.RECRUIT for step in self.steps)


@dataclass(frozen=True, slots=True)
class MendedGap:
    """An empty place and what would fill it: remedies of equal cost, none cheaper where ``proven``. None where nothing
    was found within the planner's budget."""

    slot: Slot
    remedies: tuple[Remedy, ...]
    proven: bool


@dataclass(frozen=True, slots=True)
class More:
    """So many more volunteers, who reach ``area`` (None: everywhere), would leave so many places empty, and no fewer
    where ``proven``."""

    count: int
    area: str | None
    left: int
    proven: bool


@dataclass(frozen=True, slots=True)
class Mending:
    """What would mend a plan that leaves so many ``places`` empty: each place by itself, all of them together (nothing
    cheaper does where ``together_proven``), and what more volunteers alone would do."""

    places: int
    gaps: tuple[MendedGap, ...]
    together: Remedy | None
    more: tuple[More, ...]
    together_proven: bool = False

    @property
    def first(self) -> int | None:
        """How many places, the earliest, were looked at one by one, where there are more; None where all were."""
        return len(self.gaps) if self.places > len(self.gaps) == ONE_BY_ONE else None


def may_be_asked(problem: RotaProblem, asked: Collection[Asked] | None = None) -> Iterator[Asked]:
    """Yield about which nights each volunteer may be asked: where a plain "no" is all that stands in the way.

    ``asked``, where it is given, is what may be asked about at most: the problems of the program call every absence a
    plain "unavailable", also a rest (docs/decisions/0011).
    """
    wanted = {demand.slot.night for demand in problem.demand}
    for volunteer in problem.volunteers:
        no = {each.on for each in volunteer.unavailable} & wanted
        for night in sorted(no):
            plain = all(each.reason is Absence.UNAVAILABLE for each in volunteer.unavailable if each.on == night)
            if plain and (asked is None or (volunteer.id, night) in asked):
                yield volunteer.id, night


def most_more(problem: RotaProblem, volunteer: Volunteer, kind: StepKind) -> int:
    """Return by how many nights a limit could be loosened for somebody: up to the policy's bound, not at all for who
    takes less than a full part or has a limit of his own that is no higher than the rule."""
    rule, own = _rule(problem.rules, kind), _own(volunteer, kind)
    if volunteer.share < FULL_PART:
        return 0
    highest = BY_NAME[_POLICY[kind]].high
    bound = highest if isinstance(highest, int) else rule
    return max(0, (bound if own is None else min(bound, own)) - rule)


def mended(problem: RotaProblem, steps: Iterable[Step]) -> RotaProblem:
    """Return the problem as it would be after these steps."""
    wanted = tuple(steps)
    asked = {(step.volunteer, step.night) for step in wanted if step.kind is StepKind.ASK}
    freed = {(step.volunteer, step.night) for step in wanted if step.kind is StepKind.RELEASE}
    problem = replace(
        problem,
        volunteers=tuple(_without_no(each, asked) for each in problem.volunteers),
        fixed=tuple(each for each in problem.fixed if (each.volunteer, each.night) not in freed),
    )
    for step in wanted:
        if step.kind is StepKind.RECRUIT:
            problem = with_more(problem, step.count, None if step.area is None else frozenset({step.area}))
    for kind in LIMITS:
        more = {step.volunteer: step.count for step in wanted if step.kind is kind}
        problem = _loosened(problem, kind, more) if more else problem
    return problem


def one_step(problem: RotaProblem, held: Iterable[Assignment], slot: Slot, asked: Collection[Asked]) -> MendedGap:
    """Return each single step after which somebody could take a place while everybody else stays where he is: the
    cheapest ones, by night and name.

    For a place on a night that people have been told of, or of a draft that was changed: nobody is to change over.
    """
    plan = tuple(held)
    steps = sorted(_steps_for(problem, slot, asked), key=lambda step: step.order)
    found = [Remedy((step,)) for step in steps if _could_take(mended(problem, [step]), plan, slot, step.volunteer)]
    least = min((remedy.cost for remedy in found), default=0)
    return MendedGap(slot, tuple(each for each in found if each.cost == least), proven=True)


def _steps_for(problem: RotaProblem, slot: Slot, asked: Collection[Asked]) -> Iterator[Step]:
    for name, night in may_be_asked(problem, asked):
        if night == slot.night:
            yield Step(StepKind.ASK, name, night)
    for kind in LIMITS:
        for each in problem.volunteers:
            if most_more(problem, each, kind):
                yield Step(kind, each.id, rule=_rule(problem.rules, kind))


def _could_take(problem: RotaProblem, plan: tuple[Assignment, ...], slot: Slot, name: str | None) -> bool:
    return any(each.id == name and stops(problem, plan, slot, each) is None for each in problem.volunteers)


def keeps_others(problem: RotaProblem, before: Iterable[Assignment], after: Iterable[Assignment], slot: Slot) -> bool:
    """Whether one place of a slot more is filled after than before, and of no other slot fewer."""
    held, then = _filled(problem, before), _filled(problem, after)
    return then[slot] > held[slot] and all(then[each] >= number for each, number in held.items())


def _filled(problem: RotaProblem, plan: Iterable[Assignment]) -> dict[Slot, int]:
    found = {demand.slot: 0 for demand in problem.demand}
    for each in plan:
        found[each.slot] = found.get(each.slot, 0) + 1
    return found


def _without_no(volunteer: Volunteer, asked: set[tuple[str | None, date | None]]) -> Volunteer:
    left = tuple(each for each in volunteer.unavailable if (volunteer.id, each.on) not in asked)
    return volunteer if len(left) == len(volunteer.unavailable) else replace(volunteer, unavailable=left)


def _loosened(problem: RotaProblem, kind: StepKind, more: dict[str | None, int]) -> RotaProblem:
    """Raise the rule, and hold everybody else to what it was by a limit of their own."""
    rule = _rule(problem.rules, kind)
    team = []
    for each in problem.volunteers:
        own, limit = _own(each, kind), rule + more.get(each.id, 0)
        limit = limit if own is None else min(own, limit)
        is_week = kind is StepKind.MORE_IN_7
        team.append(replace(each, max_in_7=limit) if is_week else replace(each, max_in_28=limit))
    rules = replace(problem.rules, **{LIMITS[kind]: rule + max(more.values())})
    return replace(problem, rules=rules, volunteers=tuple(team))


def _rule(rules: Rules, kind: StepKind) -> int:
    return rules.max_in_7 if kind is StepKind.MORE_IN_7 else rules.max_in_28


def _own(volunteer: Volunteer, kind: StepKind) -> int | None:
    return volunteer.max_in_7 if kind is StepKind.MORE_IN_7 else volunteer.max_in_28
