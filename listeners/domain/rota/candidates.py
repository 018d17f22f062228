"""Who could take this place, who best, and why can the others not?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from listeners.domain.rota.objective import loads_after
from listeners.domain.rota.problem import Assignment, RotaProblem, Slot
from listeners.domain.rota.reasons import Holding, Reason, nights_behind


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom no rule stops: the load after taking the place, also for a full part, and what was asked for."""

    volunteer: str
    load_after: int
    load_for_share: float
    prefers: bool
    avoids: bool


@dataclass(frozen=True, slots=True)
class Impossible:
    """Somebody whom a rule stops, and the first that does; ``nights`` and ``allowed`` say by how much, where the rule
    is about other nights (``nights_behind``)."""

    volunteer: str
    rule: Reason
    nights: tuple[date, ...] = ()
    allowed: int = 0


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everybody in the team: those who could, best first, and those who cannot, in the order of the team."""

    possible: tuple[Candidate, ...]
    impossible: tuple[Impossible, ...]


def candidates(problem: RotaProblem, assignments: Iterable[Assignment], slot: Slot) -> Candidates:
    """Rank the team for a slot beside ``assignments`` (leave out the one that is to be replaced).

    Ranked as the planner weighs: nobody on a night they asked to avoid while somebody else can; then the least load
    after it for the share (load x 100 / share); then those who prefer the night; then by id.
    """
    held = tuple(assignments)
    holding, loads = Holding(problem, held), loads_after(problem, held)
    weight = problem.load_of().get(slot.night, 0)
    possible, impossible = [], []
    for each in problem.volunteers:
        rule = holding.first_rule(slot, each)
        if rule is not None:
            impossible.append(Impossible(each.id, rule, *nights_behind(holding, slot, each, rule)))
            continue
        load = loads[each.id] + weight
        possible.append(
            Candidate(each.id, load, load * 100 / each.share, slot.night in each.prefer, slot.night in each.avoid)
        )
    possible.sort(key=lambda one: (one.avoids, one.load_for_share, not one.prefers, one.volunteer))
    return Candidates(tuple(possible), tuple(impossible))
