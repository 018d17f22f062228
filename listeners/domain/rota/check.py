"""Is a solution right, whoever made it: does it keep the rules, and is what it claims about itself true?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from listeners.domain.rota.hard_rules import Breach, Broken, breaches_of
from listeners.domain.rota.objective import figures, gaps
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.reasons import Reason
from listeners.domain.rota.solution import FIGURES, RotaSolution

__all__ = ["Breach", "Broken", "breaches_of", "check"]


def check(problem: RotaProblem, solution: RotaSolution) -> tuple[Breach, ...]:
    """Return everything that is wrong with a solution; nothing where it can be relied on.

    Judged are the hard rules 1 to 7, the five figures, that exactly the empty places are listed as gaps, and that the
    reasons of each add up to the team. For a figure ``by`` is the claim minus the truth.
    """
    if solution.objective is None:
        return (Breach(Broken.NO_PLAN, None, None, 1, solution.status.value),)
    return (
        *breaches_of(problem, solution.assignments),
        *_false_figures(problem, solution),
        *_false_gaps(problem, solution),
        *_false_reasons(problem, solution),
    )


def _false_figures(problem: RotaProblem, solution: RotaSolution) -> Iterator[Breach]:
    true, claimed = figures(problem, solution.assignments), solution.objective or {}
    for name in FIGURES:
        truth, claim = getattr(true, name), claimed.get(name)
        if claim != truth:
            by = 0 if claim is None else round(claim - truth)
            yield Breach(Broken.FIGURE, None, None, by, f"{name}: {claim} claimed, {truth} true")


def _false_gaps(problem: RotaProblem, solution: RotaSolution) -> Iterator[Breach]:
    true = Counter(demand.slot for demand in gaps(problem, solution.assignments))
    listed = Counter(gap.slot for gap in solution.gaps)
    for slot in sorted(true.keys() | listed.keys(), key=lambda one: one.order):
        if listed[slot] != true[slot]:
            place = slot.duty if slot.area is None else f"{slot.duty} {slot.area}"
            yield Breach(Broken.GAP_LIST, None, slot.night, listed[slot] - true[slot], place)


def _false_reasons(problem: RotaProblem, solution: RotaSolution) -> Iterator[Breach]:
    known, team = set(Reason), len(problem.volunteers)
    for gap in solution.gaps:
        for word in sorted(gap.reasons.keys() - known):
            yield Breach(Broken.REASONS, None, gap.slot.night, gap.reasons[word], f"{word} is not a reason")
        counted = sum(gap.reasons.values())
        if counted != team:
            yield Breach(Broken.REASONS, None, gap.slot.night, counted - team, f"{counted} counted, {team} in the team")
